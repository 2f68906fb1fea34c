"""The stays of the demonstration, on the drafts of `placements.demo`: a session that ended, one under way.

Everybody is invented.
"""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from PIL import Image, ImageDraw

from centre.demo import account
from centre.links import fingerprint, new_token
from centre.models import User
from practice_groups.choices import AnswersKind, PlacementState, SignatoryRole
from practice_groups.models import Placement, PlacementSession
from practice_groups.placements.stays.actions import (
    conventions,
    days,
    documents,
    immersions,
    notebooks,
    signatures,
)
from practice_groups.placements.stays.questions import OF

SEVEN = Decimal(7)
DIRECTORS = (
    "Odile Brassac",
    "Rémi Castelnau",
    "Solène Aubrac-Villemagne",
    "Mehdi Castries",
    "Irène Valat",
)
TUTORS = ("Gaël Montbrun", "", "Thelma Sarrazac", "Yvon Lespinasse")
INTERRUPTED = 4
SAID = {
    "place": (
        "Une équipe de six, deux éducatrices, une juriste, des bénévoles le matin.",
        "Un service au deuxième étage, sans salle d’attente à part.",
    ),
    "welcome": ("L’accueil se fait à deux, avec un interprète par téléphone.", ""),
    "frame": ("Réunion d’équipe le mardi, analyse de pratiques une fois par mois.", ""),
    "surprise": ("Le temps passé au téléphone avec les préfectures.", "La durée des entretiens."),
    "keep": ("La fiche d’orientation remplie avec la personne.", "Prévenir avant d’orienter."),
    "best": ("La réunion d’équipe du mardi", "Les échanges informels"),
    "better": ("Deux jours de suite plutôt qu’un par semaine", ""),
}


def seed(*, at: datetime) -> None:
    """Call inside `acting_as_system()`, after `placements.demo`. Nothing where there is no session."""
    sessions = list(PlacementSession.objects.filter(state="en_cours").order_by("starts_on"))
    if not sessions or Placement.objects.exclude(state=PlacementState.DRAFT).exists():
        return
    by = account("coordination")
    _ended(sessions[0], by=by, at=at)
    for session in sessions[1:]:
        _under_way(session, by=by, at=at)


# ── A session that ended ────────────────────────────────────────────────────────────────────────


def _ended(session: PlacementSession, *, by: User, at: datetime) -> None:
    """Signed, prepared, lived, evaluated, given back; one interrupted on its second day."""
    drafts = _drafts(session)
    for number, placement in enumerate(drafts):
        _signed(placement, number, moment=_on(session.starts_on - timedelta(days=9)), by=by)
    _prepared(session, drafts, by=by)
    documents.add_forms(session, by=by, at=_on(session.preparation_on))
    for number, placement in enumerate(drafts):
        chosen = _workdays(session.starts_on + timedelta(days=6 + 5 * number), 1 + number % 4)
        if number == INTERRUPTED:
            chosen = _workdays(chosen[0], 3)
        _lived(placement, number, chosen, by=by)
    immersions.restitute(session, by=by, at=max(_on(session.restitution_on), at - timedelta(days=5)))
    documents.ask_summary(session, by=by, at=at - timedelta(days=4))


def _lived(placement: Placement, number: int, chosen: list[date], *, by: User) -> None:
    for day in chosen:
        hours = SEVEN if number % 3 else Decimal("6.5")
        days.add_day(placement, day=day, hours=hours, by=by, at=_on(chosen[0] - timedelta(days=3)))
    begun = immersions.start(placement, by=by, at=_on(chosen[0], 7))
    notebooks.save_grid(begun, answers=_answers(AnswersKind.GRID, number), by=None, at=_on(chosen[0], 18))
    if number == INTERRUPTED:
        begun.refresh_from_db()
        immersions.interrupt(
            begun,
            hours=Decimal("9.5"),
            reason="Fermeture imprévue du service.",
            version=begun.version,
            by=by,
            at=_on(chosen[1], 17),
        )
        return
    marks = _answers(AnswersKind.EVALUATION, number)
    notebooks.save_evaluation(begun, answers=marks, by=None, at=_on(chosen[-1] + timedelta(days=1)))


# ── A session under way ─────────────────────────────────────────────────────────────────────────


def _under_way(session: PlacementSession, *, by: User, at: datetime) -> None:
    """A convention late, one that awaits two signatures, one whose days are to choose, one that goes on."""
    drafts, earlier = _drafts(session), at - timedelta(days=26)
    if len(drafts) < 4:
        return
    _late, waiting, ready, going = drafts[:4]
    _settled(waiting, 1, moment=at - timedelta(days=17), by=by, mailed=True)
    for role in (SignatoryRole.TRAINEE, SignatoryRole.CENTRE):
        _sign(waiting, role, moment=at - timedelta(days=15))
    for number, placement in enumerate((ready, going), start=2):
        _signed(placement, number, moment=earlier, by=by)
    _prepared(session, [ready, going], by=by)
    documents.add_forms(session, by=by, at=_on(session.preparation_on))
    today = timezone.localdate(at)
    past, coming = _workdays(today - timedelta(days=6), 1), _workdays(today + timedelta(days=2), 1)
    for day in past + coming:
        days.add_day(going, day=day, hours=SEVEN, by=by, at=earlier)
    begun = immersions.start(going, by=by, at=_on(past[0], 7))
    notebooks.save_grid(begun, answers=_answers(AnswersKind.GRID, 1), by=None, at=_on(past[0], 18))


# ── What all of them share ──────────────────────────────────────────────────────────────────────


def _drafts(session: PlacementSession) -> list[Placement]:
    """By their wishes: the volunteer's last."""
    found = Placement.objects.filter(session=session, state=PlacementState.DRAFT)
    return list(found.select_related("wish", "own", "host").order_by("wish__pk"))


def _settled(placement: Placement, number: int, *, moment: datetime, by: User, mailed=False) -> Placement:
    wish = placement.wish
    named = {
        SignatoryRole.TRAINEE: (wish.trainee, wish.profession or "Stagiaire", wish.email),
        SignatoryRole.EMPLOYER: (_director(placement.own_id), "Direction", placement.own.email),
        SignatoryRole.HOST: (_director(placement.host_id), "Direction", placement.host.email),
        SignatoryRole.CENTRE: (by.display_name, "Coordination", by.email),
    }
    return conventions.settle_convention(
        placement,
        signatories={
            str(role): {"name": name, "function": function, "email": email if mailed else ""}
            for role, (name, function, email) in named.items()
        },
        intended_days=1 + number % 4,
        hours_a_day=SEVEN,
        tutor=TUTORS[number % len(TUTORS)],
        version=placement.version,
        by=by,
        at=moment,
    )


def _director(structure_id: int) -> str:
    return DIRECTORS[structure_id % len(DIRECTORS)]


def _signed(placement: Placement, number: int, *, moment: datetime, by: User) -> None:
    """Signed by the four, a day apart; one employer out of three on paper."""
    _settled(placement, number, moment=moment, by=by)
    for later, role in enumerate(SignatoryRole, start=1):
        day = moment + timedelta(days=later)
        if role == SignatoryRole.EMPLOYER and number % 3 == 0:
            asked = placement.signatures.get(role=role)
            signatures.sign_on_paper(
                asked,
                name=asked.asked_name,
                signed_on=timezone.localdate(day),
                content=_scan(),
                by=by,
                at=day,
            )
        else:
            _sign(placement, role, moment=day)
    placement.refresh_from_db()


def _sign(placement: Placement, role: str, *, moment: datetime) -> None:
    asked, token = placement.signatures.get(role=role), new_token()
    asked.token_hash = fingerprint(token)
    asked.save(update_fields=["token_hash"])
    signatures.sign(token, name=asked.asked_name, accept=True, at=moment)


def _scan() -> bytes:
    """A page that looks like one: nobody's handwriting."""
    page = Image.new("L", (620, 877), 255)
    drawn = ImageDraw.Draw(page)
    for line in range(24):
        drawn.line([(70, 120 + 24 * line), (550 - 40 * (line % 5), 120 + 24 * line)], fill=170, width=5)
    drawn.arc([340, 720, 520, 800], 160, 400, fill=40, width=4)
    kept = io.BytesIO()
    page.save(kept, "PNG")
    return kept.getvalue()


def _prepared(session: PlacementSession, present: list[Placement], *, by: User) -> None:
    day = session.preparation_on
    immersions.note_preparation(session, present=present, prepared_on=day, by=by, at=_on(day, 18))


def _answers(kind: str, number: int) -> dict:
    """Marks from 3 to 5, and a few words."""
    answers = {}
    for turn, question in enumerate(OF[kind]):
        said = SAID.get(question.name, ("",))
        answers[question.name] = (
            3 + (number + turn) % 3 if question.marked else said[(number + turn) % len(said)]
        )
    return {name: said for name, said in answers.items() if said}


def _on(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _workdays(first: date, count: int) -> list[date]:
    """The next days of the week, Monday to Friday."""
    following = (first + timedelta(days=n) for n in range(count + 9))
    return [day for day in following if day.weekday() < 5][:count]
