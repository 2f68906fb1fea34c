"""The session of 2022 replayed: four pairs in five structures, from the drafts to the summary. Names are invented.

Each at her own door, on the day it happened: the coordination in the portal, parties and trainees behind their links.
"""

import io
from datetime import date, datetime

import pypdf
import pytest
import time_machine
from django.urls import reverse

from centre.context import acting_as_system
from practice_groups.models import Placement, PlacementDocument, PlacementSession, Signature, Wish
from practice_groups.placements.stays import rendering
from tests.practice_groups.placements import world

pytestmark = pytest.mark.django_db

STRUCTURES = [
    "CADA des Tilleuls",
    "CMP du Canal",
    "PASS de l’hôpital",
    "Accueil de jour La Halte",
    "CSAPA du Lez",
]
# own, host, who: each pair crossed, five structures in all
PAIRS = (
    ((0, 1, "Nadège Fournil"), (1, 0, "Rémi Castel")),
    ((0, 2, "Solène Aubrac"), (2, 0, "Basile Orme")),
    ((3, 1, "Odile Brassac"), (1, 3, "Irène Valat")),
    ((4, 2, "Gaël Montbrun"), (2, 4, "Thelma Sarrazac")),
)
DAYS = [1, 2, 3, 4, 5, 2, 1, 3]
INTERRUPTED = 4  # whose five days ended on the second


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2022, 8, 30, 8), tick=False) as clock:
        yield clock


def posted(browser, name, pk, data=None):
    answer = browser.post(reverse(f"practice_groups:{name}", args=[pk]), data or {})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert "login" not in answer.url
    return answer


def test_from_the_pairs_to_the_summary(people, browser_of, clock):
    with time_machine.travel(datetime(2022, 8, 30, 8), tick=False):
        places = [world.structure(name) for name in STRUCTURES]
        session = world.session_of_2022(people.alice)
        placements = []
        for one, other in PAIRS:
            placements += world.crossed(session, (places[one[0]], one[2]), (places[other[0]], other[2]))
        with acting_as_system():
            for placement, (_own, host, _who) in zip(
                placements, [p for pair in PAIRS for p in pair], strict=True
            ):
                assert placement.host == places[host]
    anybody = browser_of()

    def alice(day: date, hour: int = 8):
        """She logs in on that day."""
        clock.move_to(datetime(day.year, day.month, day.day, hour))
        return browser_of(people.alice)

    _settle(alice(date(2022, 8, 30)), placements)
    _sign(alice(date(2022, 9, 5)), anybody, placements)
    _prepare(alice(date(2022, 9, 8), 16), session, placements)
    _choose(alice(date(2022, 9, 9)), placements)
    for start in (date(2022, 9, 12), date(2022, 10, 3)):
        _start(alice(start), start, placements)
    _interrupt(alice(date(2022, 10, 4), 15), placements[INTERRUPTED])
    clock.move_to(datetime(2022, 10, 20, 8))
    _evaluate(anybody, placements)
    _restitute(alice(date(2022, 11, 8), 17), session)
    _read(alice(date(2022, 11, 9)), session)


def _settle(alice, placements):
    for placement in placements:
        page = alice.get(reverse("practice_groups:settle_convention", args=[placement.pk]))
        typed = {name: value for name, value in page.context["form"].initial.items() if value is not None}
        typed |= {f"{role}_name": f"Prénom {role}" for role in ("employeur", "accueil")}
        typed |= {f"{role}_email": f"{role}.{placement.pk}@signe.example" for role in world.parties()}
        posted(alice, "settle_convention", placement.pk, typed | {"hours_a_day": "7", "intended_days": "3"})


def _sign(alice, anybody, placements):
    """Half of the employers on paper, everybody else by the mailed link."""
    for number, placement in enumerate(placements):
        with acting_as_system():
            asked = {one.role: one for one in Signature.objects.filter(placement=placement)}
        for role, signature in asked.items():
            if role == "employeur" and number % 2:
                typed = {"name": "Prénom employeur", "signed_on": "2022-09-02", "file": world.paper()}
                posted(alice, "sign_on_paper", signature.pk, typed)
                continue
            token = world.mailed_token(f"{role}.{placement.pk}@signe.example", "signer")
            page = anybody.get(reverse("practice_groups:sign_convention", args=[token]))
            assert "Ouvrir cette page ne signe rien" in page.content.decode()
            posted(anybody, "sign_convention", token, {"name": signature.asked_name, "accept": "on"})
    with acting_as_system():
        left = list(
            Signature.objects.filter(signed_at=None).values_list("placement__own__name", "role", "asked_name")
        )
        assert left == []
        assert set(Placement.objects.values_list("state", flat=True)) == {"signee"}
        rendering.make_convention(placements[1].pk)
    pdf = alice.get(reverse("practice_groups:convention_document", args=[placements[1].pk]))
    said = text_of(b"".join(pdf.streaming_content))
    assert "Sur papier" in said and said.count("En ligne") == 3 and "Rémi Castel" in said


def _prepare(alice, session, placements):
    posted(alice, "add_placement_forms", session.pk)
    ticked = {"prepared_on": "2022-09-08", "present": [str(one.pk) for one in placements]}
    posted(alice, "placement_preparation", session.pk, ticked)
    page = alice.get(reverse("practice_groups:placement_preparation", args=[session.pk])).content.decode()
    assert "Grille d’observation" in page and "Évaluation de fin de stage" in page
    with acting_as_system():
        forms = list(PlacementDocument.objects.order_by("kind").values_list("pk", flat=True))
    door = reverse("practice_groups:placement_document", args=[forms[0]])
    assert alice.get(door).status_code == 404
    for form in forms:
        rendering.make_document(form)
    evaluation = text_of(b"".join(alice.get(door).streaming_content))
    assert "J’ai été bien accueilli" in evaluation and "Tout à fait" in evaluation


def days_of(number: int) -> list[date]:
    first = date(2022, 9, 12) if number % 2 else date(2022, 10, 3)
    return [date.fromordinal(first.toordinal() + n) for n in range(DAYS[number])]


def _choose(alice, placements):
    for number, placement in enumerate(placements):
        for day in days_of(number):
            posted(alice, "placement_days", placement.pk, {"day": day.isoformat(), "hours": "7"})
    sixth = {"day": "2022-10-20", "hours": "7"}
    refused = alice.post(reverse("practice_groups:placement_days", args=[placements[INTERRUPTED].pk]), sixth)
    assert "cinq jours au plus" in refused.content.decode()


def _start(alice, start, placements):
    for number, placement in enumerate(placements):
        if days_of(number)[0] == start:
            posted(alice, "start_immersion", placement.pk)


def _interrupt(alice, placement):
    with acting_as_system():
        version = Placement.objects.get(pk=placement.pk).version
    typed = {"hours": "10.5", "reason": "Fermeture imprévue du service", "version": version}
    posted(alice, "interrupt_placement", placement.pk, typed)


def _evaluate(anybody, placements):
    """Behind the link of each; the first says where she would go next."""
    for number, placement in enumerate(placements):
        with acting_as_system():
            email = Wish.objects.get(pk=placement.wish_id).email
        token = world.mailed_token(email, "carnet")
        assert anybody.get(reverse("practice_groups:placement_notebook", args=[token])).status_code == 200
        posted(anybody, "notebook_grid", token, {"place": "Une petite équipe", "keep": "L’accueil à deux"})
        next_one = {"next_structures": [the_csapa()]} if number == 0 else {}
        if number != INTERRUPTED:
            posted(anybody, "notebook_evaluation", token, world.EVALUATION | next_one)
    with acting_as_system():
        states = sorted(Placement.objects.values_list("state", flat=True))
        assert states == ["evaluee"] * 7 + ["interrompue"]
        assert Wish.objects.get(session=None).trainee == "Nadège Fournil"


def the_csapa() -> int:
    with acting_as_system():
        return Placement.objects.get(host__name="CSAPA du Lez").host_id


def _restitute(alice, session):
    posted(alice, "placement_restitution", session.pk)
    with acting_as_system():
        assert PlacementSession.objects.get().state == "restituee"
        assert Placement.objects.filter(state="restituee").count() == 7


def _read(alice, session):
    page, file = (
        reverse(f"practice_groups:{n}", args=[session.pk])
        for n in ("placement_summary", "placement_summary_file")
    )
    assert alice.get(file).status_code == 404
    posted(alice, "placement_summary", session.pk)
    posted(alice, "placement_summary", session.pk)
    assert "se prépare" in alice.get(page, HTTP_HX_REQUEST="true").content.decode()
    with acting_as_system():
        asked = PlacementDocument.objects.get(kind="bilan")
    rendering.make_document(asked.pk)
    assert "Télécharger" in alice.get(page).content.decode()
    answer = alice.get(file)
    said = " ".join(text_of(b"".join(answer.streaming_content)).split())
    worked = sum(DAYS[n] for n in range(8) if n != INTERRUPTED)
    for expected in (
        "Personnes accueillies 8",
        "Binômes croisés 4",
        "Structures 5",
        f"Jours {worked + 2}",
        f"Heures {worked * 7 + 10},5",
        "1 immersion interrompue",
        "7 évaluations reçues",
        "J’ai été bien accueilli 7 5,0",
        *STRUCTURES,
    ):
        assert expected in said, (expected, said)
    for _own, _host, name in (one for pair in PAIRS for one in pair):
        assert name not in said and name.split()[1] not in said


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
