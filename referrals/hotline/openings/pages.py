"""What the pages of the line show."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from centre.spreadsheet import internal
from networks.choices import Status
from referrals.choices import CallBackState, CallOutcome, Sex
from referrals.hotline import access
from referrals.hotline.access import Desk
from referrals.hotline.openings.forms import DAYS
from referrals.models import Call, HotlineOpening

_LABELS = (
    dict(Sex.choices)
    | dict(CallOutcome.choices)
    | dict(Status.choices)
    | {"non_renseigne": "Non renseigné", "aucune": "Aucune"}
)


def for_hotline(desk: Desk, user, *, at: datetime) -> dict:
    """Context of `hotline.html`: nothing of a line that sleeps is counted for who does not coordinate it."""
    page = {"desk": desk, "line": desk.line, "opening": desk.opening}
    if desk.line is None:
        return page
    page["weekdays"] = ", ".join(name.lower() for number, name in DAYS if number in desk.line.days)
    if desk.coordinates:
        page["past"] = access.past_openings(desk.line)[:20]
    if desk.is_open:
        page |= tallies(desk, user, at=at)
        page["next"] = _ahead(access.shifts_of(user), at)[:5]
    return page


def tallies(desk: Desk, user, *, at: datetime) -> dict:
    """Hours without anybody this week and call-backs to make, for the page and for the panel."""
    today = timezone.localdate(at)
    due = Q(backs__state=CallBackState.DUE)
    calls = Call.objects.filter(dispositif=desk.line.dispositif_id).aggregate(
        calls=Count("pk", filter=Q(day__gte=desk.opening.opened_on), distinct=True),
        due=Count("backs", filter=due),
        late=Count("backs", filter=due & Q(backs__due_on__lt=today)),
    )
    week = access.shifts(desk.line).filter(day__range=(today, today + timedelta(days=6)))
    return {"today": today, "free": week.filter(keeper="").count(), **calls}


def _ahead(shifts, at: datetime):
    now = timezone.localtime(at)
    return shifts.filter(Q(day__gt=now.date()) | Q(day=now.date(), ends__gt=now.time())).order_by(
        "day", "starts"
    )


def figure_rows(opening: HotlineOpening) -> list[tuple[str, str, object]]:
    """The frozen figures, line by line: section, label, value."""
    calls, shifts = opening.figures.get("appels", {}), opening.figures.get("permanences", {})
    rows = [("Appels", label, calls.get(key)) for label, key in _CALLS]
    rows += _several("Appels par sexe", calls.get("par_sexe"))
    rows += _several("Appels par orientation", calls.get("par_orientation"))
    rows += [
        ("Appels par semaine", f"Semaine du {date.fromisoformat(week):%d/%m/%Y}", count)
        for week, count in calls.get("par_semaine", {}).items()
    ]
    rows += [("Permanences", label, _day_words(shifts.get(key))) for label, key in _SHIFTS]
    rows += _several("Intervenants par statut", shifts.get("par_statut"))
    rows += _several("Heures par statut", shifts.get("heures_par_statut"))
    return rows


_CALLS = (
    ("Appels reçus", "total"),
    ("Âge moyen", "age_moyen"),
    ("Âges connus", "age_connus"),
    ("Appels spontanés", "spontanes"),
    ("Appels adressés", "adresses"),
    ("Sortes d’adresseurs", "adresseurs"),
    ("Rappels effectués", "rappels_total"),
    ("Rappels par personne rappelée", "rappels_moyenne"),
    ("Jours de permanence", "jours"),
    ("Appels par jour", "par_jour"),
)
_SHIFTS = (
    ("Heures tenues", "heures"),
    ("Jours tenus", "jours"),
    ("Dont jours fériés", "jours_feries"),
    ("Premier jour", "premier_jour"),
    ("Dernier jour", "dernier_jour"),
    ("Intervenants", "intervenants"),
)


def _several(section: str, counts: dict | None) -> list[tuple[str, str, object]]:
    return [(section, _LABELS.get(key, key), count) for key, count in (counts or {}).items()]


def _day_words(value):
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except (TypeError, ValueError):
        return value


def figure_sections(opening: HotlineOpening) -> dict[str, list[tuple[str, object]]]:
    sections: dict = {}
    for section, label, value in figure_rows(opening):
        sections.setdefault(section, []).append((label, value))
    return sections


def figures_sheet(opening: HotlineOpening) -> bytes:
    rows = ((section, label, _cell(value)) for section, label, value in figure_rows(opening))
    return internal(("Rubrique", "Libellé", "Valeur"), rows)


def _cell(value) -> str:
    """A French number; nothing counted is an empty cell."""
    return "" if value is None else str(value).replace(".", ",")
