"""The app's part of `seed_demo`: six groups over two seasons. Everybody is invented."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from centre.models import RoleGrant, User
from practice_groups.attendance import demo as attendance
from practice_groups.choices import FeeState, Kind, Language, PayBy, Presence
from practice_groups.cycles import demo as cycles
from practice_groups.experiments import demo as experiments
from practice_groups.fees import demo as fees
from practice_groups.intervision import demo as intervision
from practice_groups.models import Attendance, Cycle, Group, Meeting, Registration
from practice_groups.placements import demo as placements
from practice_groups.placements.stays import demo as stays
from practice_groups.states import MeetingState, State
from practice_groups.supervision import demo as supervision
from practice_groups.trainings import demo as trainings
from practice_groups.working import demo as working

PARIS = ZoneInfo("Europe/Paris")
MONDAY, TUESDAY, THURSDAY, FRIDAY = 0, 1, 3, 4

# title, kind, language, description, (département, place), (weekday, from, to, meetings, first month: 14 is the next
# February), (seats, fee, seated, queued)
GROUPS = (
    (
        "Intervision du lundi matin",
        Kind.INTERVISION,
        Language.FRENCH,
        "Une rencontre par mois, chaque fois chez l’un des participants, entre social et santé mentale.",
        ("34", "Montpellier, itinérant"),
        (MONDAY, 9, 12, 10, 10),
        (10, 120, 7, 0),
    ),
    (
        "Intervision du mardi après-midi",
        Kind.INTERVISION,
        Language.FRENCH,
        "Une rencontre par mois, chaque fois chez l’un des participants, entre social et santé mentale.",
        ("30", "Nîmes, itinérant"),
        (TUESDAY, 14, 17, 10, 10),
        (10, 120, 10, 4),
    ),
    (
        "Intervisie op maandagnamiddag",
        Kind.INTERVISION,
        Language.DUTCH,
        "Maandelijkse bijeenkomst tussen welzijnswerk en geestelijke gezondheidszorg.",
        ("34", "Montpellier, rondreizend"),
        (MONDAY, 14, 17, 10, 10),
        (10, 120, 5, 0),
    ),
    (
        "Analyse de pratiques des bénévoles",
        Kind.PRACTICE_ANALYSIS,
        Language.FRENCH,
        "Parler d’une situation sans nommer la personne, avec une psychologue extérieure.",
        ("34", "Maison des associations, Montpellier"),
        (THURSDAY, 18, 20, 10, 10),
        (8, 0, 8, 2),
    ),
    (
        "Supervision des thérapeutes du réseau",
        Kind.SUPERVISION,
        Language.FRENCH,
        "Deux heures par mois pour les thérapeutes bénévoles du réseau.",
        ("30", "Centre social, Nîmes"),
        (FRIDAY, 12, 14, 9, 10),
        (12, 0, 9, 0),
    ),
    (
        "Travailler avec un interprète",
        Kind.TRAINING,
        Language.FRENCH,
        "Deux demi-journées : le cadre, le trio, les mots qui ne se traduisent pas.",
        ("31", "Toulouse"),
        (THURSDAY, 9, 12, 2, 14),
        (24, 0, 15, 0),
    ),
)
FIRST_NAMES = (
    "Adèle,Basile,Camille,Denis,Élise,Fanny,Gaël,Hélène,Ivan,Jeanne,Karim,Léa,"
    "Marius,Nora,Octave,Paola,Quentin,Rosa,Simon,Thelma,Ulysse,Valérie,Wassim,Yaël"
)
LAST_NAMES = ("Desbruyères", "Montlaur", "Vauquelin", "Sarrazac")
PROFESSIONS = (
    ("Éducatrice spécialisée", "CADA des Tilleuls"),
    ("Psychologue", "CMP du Canal"),
    ("Bénévole", "Association Passerelles"),
    ("Infirmier", "PASS de l’hôpital"),
    ("Assistante sociale", "Accueil de jour La Halte"),
)
EXPECTATIONS = ("Prendre du recul", "Connaître les partenaires", "", "Parler du travail avec interprète")


def seed(*, at: datetime) -> None:
    """Write the groups once, around `at`. Call inside `acting_as_system()`, after the demo's accounts."""
    if Group.objects.exists():
        return
    crowd = _crowd(at)
    for number, row in enumerate(GROUPS):
        group = _group(row)
        for season in (_season(at) - 1, _season(at)):
            cycle = _cycle(group, row, season, at=at)
            _meetings(cycle, row, season, at=at)
            _registrations(cycle, row, crowd[number:] + crowd[:number], at=at)
            _attendance(cycle)
    _offer_to_the_volunteer(crowd, at=at)
    cycles.seed(at=at)
    intervision.seed(at=at)
    placements.seed(at=at)
    stays.seed(at=at)
    trainings.seed(at=at)
    working.seed(at=at)
    attendance.seed(at=at)
    fees.seed(at=at)
    supervision.seed(at=at)
    experiments.seed(at=at)


def _season(at: datetime) -> int:
    """The year in which the season of `at` begins: from July on, it is the coming October's."""
    day = timezone.localdate(at)
    return day.year if day.month >= 7 else day.year - 1


def _crowd(at: datetime) -> list[User]:
    """Two dozen invented participants, who cannot log in."""
    people = []
    for n, first_name in enumerate(FIRST_NAMES.split(",")):
        name = f"{first_name} {LAST_NAMES[n % len(LAST_NAMES)]}"
        person = User(email=f"participant{n + 1:02}@demo.example", display_name=name, date_joined=at)
        person.set_unusable_password()
        people.append(person)
    User.objects.bulk_create(people)
    RoleGrant.objects.bulk_create(
        RoleGrant(user=person, role="benevole", since=timezone.localdate(at)) for person in people
    )
    return people


def _group(row) -> Group:
    title, kind, language, description, (departement, place), *_ = row
    return Group.objects.create(
        title=title,
        kind=kind,
        language=language,
        description=description,
        departement=departement,
        place=place,
    )


def _cycle(group: Group, row, season: int, *, at: datetime) -> Cycle:
    days = _days(row, season)
    seats, fee, *_ = row[6]
    current = season == _season(at)
    opens = at - timedelta(days=30) if current else datetime(season, 6, 1, 8, tzinfo=UTC)
    cycle = Cycle.objects.create(
        group=group,
        season=f"{season}-{season + 1}",
        starts_on=days[0],
        ends_on=days[-1],
        seats=seats,
        fee=Decimal(fee),
        opens_at=opens,
        closes_at=at + timedelta(days=45) if current else datetime(season, 9, 30, 16, tzinfo=UTC),
    )
    cycle.facilitators.set(User.objects.filter(email="animation@demo.example"))
    return cycle


def _days(row, season: int) -> list[date]:
    """One day a month: the second such weekday."""
    weekday, _, _, count, first_month = row[5]
    days = []
    for months in range(first_month - 1, first_month - 1 + count):
        year, month = season + months // 12, months % 12 + 1
        first = date(year, month, 1)
        days.append(first + timedelta(days=(weekday - first.weekday()) % 7 + 7))
    return days


def _meetings(cycle: Cycle, row, season: int, *, at: datetime) -> None:
    _, begins, ends, *_ = row[5]
    for day in _days(row, season):
        start, end = (datetime.combine(day, time(hour), PARIS) for hour in (begins, ends))
        held = end < at
        Meeting.objects.create(
            cycle=cycle,
            starts_at=start,
            ends_at=end,
            state=MeetingState.HELD if held else MeetingState.PLANNED,
            unnamed_heads=1 if held and day.month % 3 == 0 else None,
        )


SECTORS = ("social", "sante_mentale", "social", "sante_mentale", "autre")


def _registrations(cycle: Cycle, row, crowd: list[User], *, at: datetime) -> None:
    """The first ones seated, the next ones in the queue; nobody waits any more for a season that is over."""
    _, fee, seated, queued = row[6]
    if cycle.is_over(at):
        queued = 0
    for n, person in enumerate(crowd[: seated + queued]):
        arrived = cycle.opens_at + timedelta(hours=5 * n + 1)
        confirmed = n < seated
        profession, structure = PROFESSIONS[n % len(PROFESSIONS)]
        Registration.objects.create(
            cycle=cycle,
            user=person,
            profession=profession,
            structure=structure,
            expectations=EXPECTATIONS[n % len(EXPECTATIONS)],
            charter_accepted_at=arrived,
            registered_at=arrived,
            state=State.CONFIRMED if confirmed else State.WAITING,
            confirmed_at=arrived if confirmed else None,
            sector=SECTORS[n % len(SECTORS)],
            **_fee(fee, n, arrived) if confirmed and fee else {},
        )


def _fee(amount, n: int, arrived: datetime) -> dict:
    if n % 2 == 0:
        return {"fee_state": FeeState.DUE, "fee_amount": amount}
    settled = (arrived + timedelta(days=6)).date()
    return {
        "fee_state": FeeState.RECEIVED,
        "fee_amount": amount,
        "fee_settled_on": settled,
        "fee_by": PayBy.TRANSFER,
    }


def _attendance(cycle: Cycle) -> None:
    """Everybody comes, but for one excuse and now and then an absence."""
    seated = list(cycle.registrations.filter(state=State.CONFIRMED))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, registration=registration, state=_presence(m + 2 * n))
        for m, meeting in enumerate(cycle.meetings.filter(state=MeetingState.HELD))
        for n, registration in enumerate(seated)
    )


def _presence(turn: int) -> str:
    if turn % 9 == 4:
        return Presence.EXCUSED
    return Presence.ABSENT if turn % 17 == 11 else Presence.PRESENT


def _offer_to_the_volunteer(crowd: list[User], *, at: datetime) -> None:
    """The volunteer has a seat to answer for: one of the eight of « Analyse de pratiques » has just left."""
    volunteer = User.objects.filter(email="benevole@demo.example").first()
    if volunteer is None:
        return
    cycle = Cycle.objects.get(group__kind=Kind.PRACTICE_ANALYSIS, season__startswith=_season(at))
    leaver = cycle.registrations.filter(state=State.CONFIRMED).last()
    leaver.state, leaver.ended_at, leaver.ended_by = State.WITHDRAWN, at - timedelta(hours=3), leaver.user
    leaver.save()
    Registration.objects.create(
        cycle=cycle,
        user=volunteer,
        profession="Bénévole",
        structure="Association Passerelles",
        charter_accepted_at=cycle.opens_at,
        registered_at=cycle.opens_at,
        state=State.OFFERED,
        offered_at=at - timedelta(hours=3),
        offered_until=at + timedelta(hours=45),
    )
