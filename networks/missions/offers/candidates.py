"""Who may be offered a mission, and why not: reasons in words, in a fixed number of statements."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from centre.models import User
from centre.reference import departements, language_name
from networks.choices import Level, Modality, OfferState
from networks.missions.hours import free_starts
from networks.models import Interpreter, Mission, NetworkSettings, Occupation


@dataclass
class Candidate:
    """An interpreter before a mission. `against`: the rules that she is outside of; `busy`: when she is taken."""

    interpreter: Interpreter
    speaks: bool
    because: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    busy: str = ""
    free_next: list[datetime] = field(default_factory=list)
    asked: bool = False  # she has a living offer of it

    @property
    def fits(self) -> bool:
        return not self.against


def assignable():
    """Interpreters to whom something new may be given: active, with an account that still is an interpreter's."""
    today = timezone.localdate()
    living = User.objects.holding("interprete").exclude(ends_on__lt=today)
    return Interpreter.objects.active().filter(user__in=living).select_related("user").order_by("code")


def is_assignable(interpreter: Interpreter) -> bool:
    return assignable().filter(pk=interpreter.pk).exists()


def candidates(mission: Mission, *, at: datetime) -> list[Candidate]:
    """Everybody assignable, those inside the rules and free first."""
    people = list(assignable())
    taken = _taken(mission)
    asked = set(mission.offers.filter(state=OfferState.OFFERED).values_list("interpreter", flat=True))
    found = []
    for one, against in zip(people, outside(people, mission), strict=True):
        candidate = Candidate(one, speaks=mission.language in one.languages, against=against)
        candidate.because = [] if against else _because(one, mission)
        candidate.asked = one.pk in asked
        busy = _meeting(taken.get(one.pk, []), mission)
        if busy and not candidate.asked:
            candidate.busy = _hours(*busy)
            candidate.free_next = next_free(taken[one.pk], mission, at=at)
        found.append(candidate)
    return sorted(found, key=lambda one: (bool(one.against), bool(one.busy), one.interpreter.code))


def outside(interpreters, mission: Mission) -> list[list[str]]:
    """For each interpreter, the rules that this mission takes her outside of; none for most."""
    reached = NetworkSettings.current().on_site_departements
    away = _away(interpreters, mission)
    return [_against(one, mission, reached, one.pk in away) for one in interpreters]


def busy_periods(interpreter_ids, *, since: datetime, days: int = 15) -> dict[int, list]:
    """Interpreter id → (from, to) of all her occupations, travel included, of the coming days."""
    found: dict[int, list] = {}
    window = DateTimeTZRange(since - timedelta(days=1), since + timedelta(days=days))
    rows = Occupation.objects.filter(interpreter__in=interpreter_ids, period__overlap=window)
    for row in rows.order_by("period"):
        found.setdefault(row.interpreter_id, []).append((row.period.lower, row.period.upper))
    return found


def next_free(busy: list, mission: Mission, *, at: datetime) -> list[datetime]:
    """The next starts at which she could do a mission as long as this one."""
    return free_starts(
        busy,
        after=max(at, mission.starts_at),
        length=mission.ends_at - mission.starts_at,
        travel=timedelta(minutes=mission.travel_minutes),
    )


def _taken(mission: Mission) -> dict[int, list]:
    everybody = Interpreter.objects.active().values("pk")
    return busy_periods(everybody, since=mission.starts_at)


def _meeting(periods: list, mission: Mission):
    travel = timedelta(minutes=mission.travel_minutes)
    begins, ends = mission.starts_at - travel, mission.ends_at + travel
    return next(((low, high) for low, high in periods if low < ends and begins < high), None)


def _hours(low: datetime, high: datetime) -> str:
    low, high = timezone.localtime(low), timezone.localtime(high)
    return f"prise de {low:%H} h {low:%M} à {high:%H} h {high:%M}, trajet compris"


def _away(interpreters, mission: Mission) -> set[int]:
    """Ids of those whose own calendar says that they are away at that time."""
    ids = {one.pk for one in interpreters}
    free = Interpreter.objects.filter(pk__in=ids).available_for(mission.starts_at, mission.ends_at)
    return ids - set(free.values_list("pk", flat=True))


def _against(one: Interpreter, mission: Mission, reached: list[str], away: bool) -> list[str]:
    said = []
    if mission.language not in one.languages:
        said.append(f"ne parle pas {language_name(mission.language).lower()}")
    if mission.modality == Modality.ON_SITE:
        name = departements().get(mission.departement, mission.departement)
        if mission.departement not in reached:
            said.append(f"{name} : les interprètes du centre n’y vont pas, on y travaille à distance")
        elif not one.covers(mission.departement):
            said.append(f"ne se déplace pas dans ce département ({name})")
        elif one.modalities and mission.modality not in one.modalities:
            said.append("travaille à distance seulement")
    elif not one.remote:
        said.append("ne travaille pas à distance")
    elif one.modalities and mission.modality not in one.modalities:
        said.append(f"ne travaille pas {mission.get_modality_display().lower()}")
    if mission.gender and one.gender != mission.gender:
        said.append(f"genre souhaité : {mission.get_gender_display().lower()}")
    if away:
        said.append("n’est pas disponible à cette heure, d’après son agenda")
    return said


def _because(one: Interpreter, mission: Mission) -> list[str]:
    level = one.language_levels.get(mission.language, "")
    spoken = language_name(mission.language).lower()
    level = f" ({Level(level).label.lower()})" if level in Level.values else ""
    where = (
        f"se déplace dans ce département ({departements().get(mission.departement, mission.departement)})"
        if mission.modality == Modality.ON_SITE
        else f"travaille {mission.get_modality_display().lower()}"
    )
    return [f"parle {spoken}{level}", where, *([one.qualification] if one.qualification else [])]
