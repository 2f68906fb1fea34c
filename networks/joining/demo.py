"""Candidatures in every state, charters, acceptances and documents of the demonstration. Everybody is invented."""

import io
import random
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from centre.context import acting_as
from centre.demo import account, demo_key
from centre.models import OutgoingMail, User
from networks.choices import DocumentKind, Network
from networks.joining import access, actions
from networks.joining.charters import actions as charters
from networks.joining.documents import actions as documents
from networks.joining.documents.access import sheets_of
from networks.joining.models import Application, Document
from networks.models import Interpreter, Professional, Therapist

DAY = timedelta(days=1)
_WORDS = {
    Network.THERAPISTS: "Je reçois en libéral deux après-midi par semaine et j’aimerais accueillir des personnes "
    "exilées, avec interprète si besoin.",
    Network.INTERPRETERS: "J’interprète depuis quatre ans pour des associations. Je suis libre en semaine, plutôt "
    "le matin.",
    Network.AMBASSADORS: "Je suis arrivée en France il y a six ans. J’aimerais parler de mon parcours aux équipes.",
    Network.VOLUNTEERS: "Retraité de l’enseignement, je peux aider pour les groupes et l’accueil, le jeudi.",
}
# Name, network, profession, languages, départements, how many days ago, what became of it.
_CANDIDATURES = (
    ("Maëlle Garrissou", "therapeute", "psychologue clinicienne", ["fra", "spa"], ["34"], 27, "received"),
    ("Tancrède Oustalet", "interprete", "", ["fra", "prs", "pus"], ["30", "34"], 16, "received"),
    ("Sidonie Peyrafort", "benevole", "", ["fra"], ["30"], 9, "received"),
    ("Irène Valmagne", "therapeute", "psychiatre", ["fra", "eng"], ["31"], 5, "received"),
    ("Yohannès Quercyne", "interprete", "interprète en tigrinya et amharique", ["tir", "amh", "fra"], ["34"], 2,
     "received"),
    ("Colombe Nogarède-Hautclair de Saint-Jonquères", "ambassadeur", "", ["fra", "kat", "rus"], ["30"], 1,
     "received"),
    ("Valère Estabel", "therapeute", "psychothérapeute", ["fra", "ara"], ["30"], 12, "asked"),
    ("Perrine Darnouze", "interprete", "interprète assermentée", ["fra", "ukr", "rus"], ["30"], 7, "asked"),
    ("Octave Lauzérand", "therapeute", "psychologue", ["fra", "por"], ["30", "34"], 21, "answered"),
    ("Zélie Roquesol", "therapeute", "psychologue", ["fra", "eng"], ["34"], 60, "validated"),
    ("Mathurin Cavalade", "benevole", "", ["fra"], ["30"], 45, "validated"),
    ("Ursule Tourrenc", "interprete", "", ["fra", "tur", "kmr"], ["11"], 80, "declined"),
    ("Lazare Belcourt", "ambassadeur", "", ["fra", "sqi"], ["34"], 33, "withdrawn"),
)  # fmt: skip
_CHARTERS = {
    Network.THERAPISTS: (
        "Charte du réseau de thérapeutes",
        "Je reçois chaque personne sans condition de statut, au rythme qui est le sien.\n\n"
        "Je travaille avec un interprète dès que la langue le demande, et je prépare la séance avec lui.\n\n"
        "Je ne garde au portail ni récit, ni note clinique : ce qui se dit en séance y reste.\n\n"
        "Je préviens la coordination quand je n’ai plus de place, et quand un suivi prend fin.",
    ),
    Network.INTERPRETERS: (
        "Charte de l’interprète",
        "Je traduis tout ce qui est dit, rien d’autre, à la première personne.\n\n"
        "Je suis tenu au secret : je ne parle à personne de ce que j’ai entendu.\n\n"
        "Je refuse une mission si je connais la personne, ou si la langue n’est pas vraiment la mienne.\n\n"
        "Je préviens au plus tôt quand je suis empêché.",
    ),
    Network.AMBASSADORS: (
        "Charte des ambassadeurs",
        "Je raconte ce que je veux de mon parcours, et rien de celui des autres.\n\n"
        "Je peux dire non, ou arrêter, à tout moment.",
    ),
    Network.VOLUNTEERS: (
        "Charte des bénévoles",
        "Je viens quand je l’ai dit, ou je préviens.\n\n"
        "Ce que j’apprends des personnes accompagnées reste ici.\n\nJe ne donne ni soin, ni conseil juridique.",
    ),
}


def seed(*, at: datetime) -> None:
    chance = random.Random(31)
    coordinator = account("coordination")
    before = list(OutgoingMail.objects.values_list("pk", flat=True))
    _write_charters(coordinator, at)
    for index, candidature in enumerate(_CANDIDATURES):
        _candidature(index, candidature, coordinator, at)
    OutgoingMail.objects.exclude(pk__in=before).delete()  # nobody is behind these addresses
    _documents(chance, at)


def _candidature(index: int, candidature, coordinator: User, at: datetime) -> None:
    name, network, profession, languages, departements, days, became = candidature
    received = at - days * DAY
    actions.apply(
        network=network,
        display_name=name,
        email=f"demande-{index + 1:02}@candidature.example",
        phone=f"04 00 00 00 {index + 20}",
        profession=profession,
        languages=languages,
        departements=departements,
        message=_WORDS[network],
        idempotency_key=demo_key("candidature", index),
        at=received,
    )
    made = Application.objects.get(idempotency_key=demo_key("candidature", index))
    with acting_as(coordinator):
        _become(made, became, coordinator, received + min(2, days) * DAY)


def _become(made: Application, became: str, coordinator: User, at: datetime) -> None:
    author = {"by": coordinator, "at": at}
    if became in ("asked", "answered"):
        actions.ask(made, question="Avez-vous déjà travaillé avec un interprète ? Quand êtes-vous libre ?",
                    version=1, **author)  # fmt: skip
    if became == "answered":
        actions.answer(
            made, answer="Oui, pendant deux ans. Je suis libre le mardi et le jeudi.", version=2, at=at + DAY
        )
    if became == "validated":
        sheet = access.sheet_of(actions.validate(made, version=1, **author))
        if sheet is not None:
            Therapist.objects.filter(pk=sheet.pk).update(code="TH-ZR7QK", capacity=1)  # the same each time
    if became == "declined":
        reason = (
            "Sur place, nos interprètes interviennent dans le Gard et l’Hérault. Nous gardons vos langues en mémoire "
            "pour des séances à distance, et vous écrirons si un besoin se présente."
        )
        actions.decline(made, reason=reason, version=1, **author)
    if became == "withdrawn":
        actions.withdraw(made, at=at)


def _write_charters(coordinator: User, at: datetime) -> None:
    for network, (title, text) in _CHARTERS.items():
        author = {"network": network, "title": title, "by": coordinator}
        first, rest = text.split("\n\n", 1)
        charters.write_charter(**author, text=first, version=0, at=at - 400 * DAY)
        if network in (Network.THERAPISTS, Network.INTERPRETERS):
            charters.write_charter(**author, text=f"{first}\n\n{rest}", version=1, at=at - 90 * DAY)
    current = {charter.network: charter for charter in charters.access.in_force(at.date()).values()}
    interpreter = account("interprete")
    with acting_as(interpreter):
        charters.accept_charter(current[Network.INTERPRETERS], by=interpreter, at=at - 60 * DAY)


def _documents(chance: random.Random, at: datetime) -> None:
    """Those of the two accounts, and of a dozen members without one, given for them by the portal."""
    kinds = {
        Therapist: (DocumentKind.DIPLOMA, DocumentKind.INSURANCE, DocumentKind.REGISTRATION),
        Interpreter: (DocumentKind.AGREEMENT, DocumentKind.RECORD),
    }
    first = [sheet for name in ("therapeute", "interprete") for sheet in sheets_of(account(name))]
    others = [*Therapist.objects.filter(user=None).order_by("code")[:7],
              *Interpreter.objects.filter(user=None).order_by("code")[:5]]  # fmt: skip
    number = 0
    for sheet in (*first, *others):
        for kind in kinds[type(sheet)][: 3 if sheet in first else chance.randint(1, 3)]:
            number += 1
            _document(sheet, kind, number, chance, at)


def _document(sheet: Professional, kind: str, number: int, chance: random.Random, at: datetime) -> None:
    """A diploma has no end; of the others a third have expired, a third soon will."""
    ends = None
    if kind in (DocumentKind.INSURANCE, DocumentKind.RECORD, DocumentKind.REGISTRATION):
        ends = at.date() + timedelta(days=chance.choice((-12, 18, 240)) + chance.randint(0, 9))
    given = at - timedelta(days=chance.randint(60, 300))
    key = demo_key("document", number)
    documents.upload(
        sheet,
        kind=kind,
        filename=f"{DocumentKind(kind).value}-{sheet.code}.pdf",
        content=_page(f"{DocumentKind(kind).label}, {sheet.code}", as_pdf=number % 3 != 0),
        expires_on=ends,
        idempotency_key=key,
        by=sheet.user or account("coordination"),
        at=given,
    )
    if ends and ends < at.date():
        Document.objects.filter(pk=key).update(reminded_on=at.date())


def _page(title: str, *, as_pdf: bool) -> bytes:
    """A page that says what it stands for: a small PDF, or a photograph of it."""
    out = io.BytesIO()
    page = Image.new("L", (420, 594), 255)
    ImageDraw.Draw(page).text(
        (30, 40), f"Exemple de demonstration\n{title}".encode("ascii", "replace").decode(), 0
    )
    page.save(out, "PDF" if as_pdf else "PNG")
    return out.getvalue()
