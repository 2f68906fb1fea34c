"""Two working groups and a *grande réunion clinique*, over a year. Everybody is invented."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

from centre.models import User
from networks.models import Structure
from practice_groups.choices import ItemState, Kind, Presence
from practice_groups.models import AgendaPoint, Group, GroupMember, Meeting, MemberPresence, Minutes
from practice_groups.states import MeetingState
from practice_groups.working.actions import season_of

PARIS = ZoneInfo("Europe/Paris")
# title, description, place, clinical, how many members, months between two meetings
GROUPS = (
    (
        "Exil, santé et soins",
        "Seize structures, des parcours de soin partagés.",
        "Maison des associations",
        False,
        14,
        2,
    ),
    (
        "Grandes réunions cliniques",
        "Deux situations par réunion, tous les deux mois.",
        "Centre de ressources",
        True,
        9,
        2,
    ),
    ("Accès aux droits et santé mentale", "", "Mairie annexe", False, 0, 3),
)
NAMES = [
    "Aurore Vialat",
    "Bastien Peyrou",
    "Clémence Astier",
    "Driss Belkhir",
    "Edwige Marnas",
    "Florian Sabatier",
    "Garance Thévenet",
    "Hugo Lacombe",
    "Ilona Varga",
    "Joachim Reynal",
    "Katell Auffray",
    "Lounès Haddad",
    "Mireille Castagne",
    "Noé Fabrègue",
]
FUNCTIONS = ("Psychologue", "Médecin", "Assistante sociale", "Coordinatrice", "Juriste", "")
POINTS = (
    ("Calendrier de l’année", "Quatre réunions, la dernière en visio."),
    ("Interprètes à l’hôpital", "Un courrier commun part à la direction."),
    ("Hébergement des jeunes majeurs", ""),
    ("Formation commune", "Reportée à l’automne, lieu à trouver."),
    ("Partage de l’annuaire", ""),
)
THEMES = ("trauma", "procedure", "famille", "mineurs", "interpretariat")


def seed(*, at: datetime) -> None:
    """Write them once, around `at`. Call inside `acting_as_system()`."""
    if Group.objects.filter(kind=Kind.WORKING_GROUP).exists():
        return
    chance = Random(26)
    for number, row in enumerate(GROUPS):
        group = _group(row)
        season_of(group, timezone.localdate(at)).facilitators.set(
            User.objects.filter(email="animation@demo.example") if number < 2 else []
        )
        members = _members(group, row[4], at=at)
        _meetings(group, row, members, chance, at=at)


def _group(row) -> Group:
    title, description, place, clinical, *_ = row
    return Group.objects.create(
        kind=Kind.WORKING_GROUP,
        title=title,
        description=description,
        place=place,
        clinical=clinical,
        departement="34",
        public=False,
    )


def _members(group: Group, count: int, *, at: datetime) -> list[GroupMember]:
    """One in three has an account; the last one left."""
    structures = list(Structure.objects.order_by("pk")[:6])
    accounts = [
        *User.objects.filter(email__in=["benevole@demo.example", "therapeute@demo.example"]).order_by("pk"),
    ]
    since = timezone.localdate(at) - timedelta(days=400)
    found = []
    for n, name in enumerate(NAMES[:count]):
        account = accounts[n] if n < len(accounts) else None
        found.append(
            GroupMember.objects.create(
                group=group,
                user=account,
                name="" if account else name,
                email="" if account or n == 4 else f"membre{n:02}@structure.example",
                function=FUNCTIONS[n % len(FUNCTIONS)],
                structure=structures[n % len(structures)] if structures and n % 4 != 3 else None,
                since=since,
                until=timezone.localdate(at) - timedelta(days=30) if n == count - 1 else None,
            )
        )
    return found


def _meetings(group: Group, row, members, chance: Random, *, at: datetime) -> None:
    """Two held, one called off, one put off twice in a row, the next one."""
    months = row[5]
    today = timezone.localdate(at)
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 - 14)
    days = [tuesday + timedelta(weeks=4 * months * n) for n in (-3, -2, -1, 1)]
    held = [_meeting(group, day, MeetingState.HELD) for day in days[:2]]
    for n, meeting in enumerate(held):
        _presences(meeting, members, chance)
        _agenda(meeting, row[3], members, done=True, first=n)
        _minutes(meeting, at=at)
    _meeting(group, days[2], MeetingState.CANCELLED, reason="Trop d’absents annoncés")
    if row[4]:
        chain = [_meeting(group, days[2] + timedelta(days=7 * n), MeetingState.POSTPONED) for n in (1, 2)]
        coming = _meeting(group, days[3], MeetingState.PLANNED, uid=chain[0].uid, sequence=2)
        for before, after in zip(chain, [chain[1], coming], strict=True):
            before.uid, before.postponed_to, before.reason = coming.uid, after, "Salle prise"
            before.save()
        _agenda(coming, row[3], members, done=False, first=2)


def _meeting(group: Group, day: date, state: str, **facts) -> Meeting:
    starts = datetime.combine(day, time(14), PARIS)
    return Meeting.objects.create(
        cycle=season_of(group, day),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place=group.place,
        modality="visio" if day.month % 3 == 0 else "presentiel",
        state=state,
        unnamed_heads=2 if state == MeetingState.HELD and day.month % 2 else None,
        **facts,
    )


def _presences(meeting: Meeting, members, chance: Random) -> None:
    MemberPresence.objects.bulk_create(
        MemberPresence(
            meeting=meeting,
            member=member,
            state=chance.choice([Presence.PRESENT] * 3 + [Presence.EXCUSED, Presence.ABSENT]),
        )
        for member in members
    )


def _agenda(meeting: Meeting, clinical: bool, members, *, done: bool, first: int) -> None:
    for n in range(3):
        title, decision = POINTS[(first + n) % len(POINTS)]
        AgendaPoint.objects.create(
            meeting=meeting,
            position=n + 1,
            title=title,
            state=ItemState.DONE if done else ItemState.OPEN,
            decision=decision if done else "",
        )
    for n in range(2 if clinical and members else 0):
        AgendaPoint.objects.create(
            meeting=meeting,
            position=4 + n,
            situation=True,
            theme=THEMES[(first + n) % len(THEMES)],
            brought_by=members[n + 1],
            state=ItemState.DONE if done else ItemState.OPEN,
        )


def _minutes(meeting: Meeting, *, at: datetime) -> None:
    author = User.objects.filter(email="coordination@demo.example").first()
    if author is None:
        return
    written = min(meeting.ends_at + timedelta(days=3), at)
    Minutes(
        meeting=meeting,
        text="Le groupe a fait le point sur les démarches communes.\n\nLa prochaine réunion confirmera le calendrier.",
        written_by=author,
        written_at=written,
        sent_at=written,
    ).save()
