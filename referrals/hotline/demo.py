"""The demonstration's line: open with hours nobody keeps and call-backs that are late; closed once before."""

import random
from datetime import datetime, time, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from centre.models import OutgoingMail
from networks.choices import Status
from referrals.choices import CallBackState
from referrals.hotline.backs.actions import make_call_back
from referrals.hotline.calls.actions import FOLLOW, log_call
from referrals.hotline.grids.actions import replace_grid
from referrals.hotline.openings.actions import close_hotline, open_hotline, set_up_hotline
from referrals.hotline.openings.forms import USUAL
from referrals.models import CallBack, Hotline, HotlineOpening, Shift

_KEEPERS = (
    ("Écoutante 1", "psychologue", Status.PRIVATE),
    ("Écoutant 2", "psychologue", Status.INSTITUTIONAL),
    ("Écoutante 3", "infirmière", Status.INSTITUTIONAL),
    ("Écoutant 4", "éducateur", Status.VOLUNTEER),
    ("Écoutante 5", "psychologue", Status.PRIVATE),
)
_PROBLEMS = (
    "angoisses",
    "solitude",
    "sommeil",
    "deuil",
    "suivi interrompu",
    "procédure d’asile",
    "difficultés familiales",
)
_INTRODUCERS = ("", "", "", "assistante sociale", "médecin traitant", "CADA", "maison de quartier")
_REDIRECTIONS = ("reprise du suivi", "CMP de secteur", "PASS", "aide juridique")
_QUESTIONS = (
    ("Sommeil et appétit très perturbés", 3, False),
    ("Angoisses qui empêchent de sortir ou de travailler", 3, False),
    ("Isolement : personne à qui parler cette semaine", 3, False),
    ("Suivi de soin interrompu", 2, False),
    ("Propos confus, perte de contact avec la réalité", 3, False),
    ("Idées suicidaires exprimées", 2, True),
)
_NAMES = ("Selma", "Ihsan", "Mirela", "Tahir", "Noor", "Zahra", "Davit")


def seed(*, at: datetime) -> None:
    chance = random.Random(2405)
    before = list(OutgoingMail.objects.values_list("pk", flat=True))
    coordinator = account("coordination")
    line = set_up_hotline(
        label="Cellule d’écoute",
        phone="04 00 00 00 24",
        starts=time(9),
        ends=time(21),
        slots=USUAL,
        days=[0, 1, 2, 3, 4],
        holidays=True,
        call_back_days=3,
        by=coordinator,
    )
    _grid(line, coordinator, at - timedelta(days=500))
    _past_opening(chance, line, coordinator, at)
    _open_line(chance, line, coordinator, at)
    OutgoingMail.objects.exclude(pk__in=before).delete()  # nobody is behind these addresses


def _grid(line: Hotline, by, at: datetime) -> None:
    replace_grid(
        line,
        label="Grille d’évaluation pour orientation",
        psychologist_from=4,
        emergency_from=10,
        questions=[{"text": text, "most": most, "alarm": alarm} for text, most, alarm in _QUESTIONS],
        by=by,
        at=at,
    )


def _past_opening(chance, line: Hotline, by, at: datetime) -> None:
    first = at - timedelta(days=420)
    opening = open_hotline(line, until=timezone.localdate(first + timedelta(days=27)), by=by, at=first)
    _keep(chance, line, share=0.85)
    for index in range(22):
        _call(chance, line, f"past-{index}", first + timedelta(days=1 + index), first + timedelta(days=40))
    close_hotline(opening, closing_note="Fin de la période de tension.", by=by, at=first + timedelta(days=28))


def _open_line(chance, line: Hotline, by, at: datetime) -> None:
    first = at - timedelta(days=11)
    open_hotline(line, until=timezone.localdate(at + timedelta(days=17)), by=by, at=first)
    _keep(chance, line, share=0.6)
    _hers(at)
    for index in range(16):
        _call(chance, line, f"now-{index}", first + timedelta(hours=8 + index * 15.5), at)


def _keep(chance, line: Hotline, *, share: float) -> None:
    """Pseudonyms keep most of the planned shifts."""
    opened = HotlineOpening.objects.get(hotline=line, closed_on=None).opened_on
    shifts = list(
        Shift.objects.planned().filter(dispositif=line.dispositif, day__gte=opened).order_by("day", "starts")
    )
    for shift in shifts:
        if chance.random() < share:
            shift.keeper, shift.profession, shift.status = chance.choice(_KEEPERS)
    Shift.objects.bulk_update(shifts, ["keeper", "profession", "status"])


def _hers(at: datetime) -> None:
    """Two shifts to come of the volunteer who may log in."""
    listener = account("benevole")
    today = timezone.localdate(at)
    for shift in Shift.objects.planned().filter(keeper="", day__gt=today).order_by("day", "starts")[:4:2]:
        shift.user, shift.keeper, shift.status = listener, listener.display_name, Status.VOLUNTEER
        shift.save()


def _call(chance, line: Hotline, key: str, when: datetime, until: datetime) -> None:
    """A call during the opening hours; half of those to call back were, the others wait, some late."""
    local = timezone.localtime(when)
    moment = min(
        local.replace(hour=9 + chance.randrange(11), minute=chance.randrange(60)), timezone.localtime(until)
    )
    known, filled = chance.random() < 0.45, chance.random() < 0.7
    questions = list(_questions(line)) if filled else []
    call = log_call(
        line,
        day=moment.date(),
        hour=moment.time().replace(second=0, microsecond=0),
        duration=chance.choice([8, 12, 20, 35, None]),
        caller_kind=chance.choice(["personne", "personne", "proche", "professionnel"]),
        sex=chance.choice(["F", "F", "F", "M", ""]),
        age=chance.choice([None, chance.randint(19, 84), chance.randint(19, 84)]),
        departement=chance.choice(["30", "30", "34", ""]),
        language=chance.choice(["fra", "fra", "ara", "prs", ""]),
        introducer=chance.choice(_INTRODUCERS),
        problems=chance.sample(_PROBLEMS, chance.randint(1, 2)),
        redirections=[chance.choice(_REDIRECTIONS)] if chance.random() < 0.3 else [],
        caller_again="",
        first_name=chance.choice(_NAMES) if known else "",
        phone=f"06 00 00 24 {chance.randrange(100):02}" if known else "",
        answers={
            pk: min(most, chance.choice([0, 0, 1, 2])) if not alarm else 0 for pk, most, alarm in questions
        },
        outcome=FOLLOW,
        outcome_reason="",
        call_back_on=moment.date() + timedelta(days=chance.choice([1, 3])) if known else None,
        call_back_note="Plutôt en fin de journée." if known and chance.random() < 0.4 else "",
        idempotency_key=demo_key(f"call-{key}", 0),
        by=account("benevole"),
        at=moment,
    )
    done = moment + timedelta(days=1)
    if known and done < until and (key.startswith("past") or chance.random() < 0.5):
        back = CallBack.objects.get(call=call)
        state = chance.choice([CallBackState.DONE, CallBackState.DONE, CallBackState.UNREACHED])
        make_call_back(back, state=state, again_on=None, version=1, by=account("benevole"), at=done)


def _questions(line: Hotline):
    return Hotline.objects.get(pk=line.pk).grid.questions.values_list("pk", "most", "alarm")
