"""Every table of the networks that says something of somebody × every role: which rows a plain SELECT returns.

Two rows of each: one of Inès (interpreter) or Tara (therapist), one of somebody else. « mine » is her own row alone.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from centre.context import acting_as, acting_as_system, set_actor
from centre.models import User
from networks.models import (
    Absence,
    Activity,
    ActivityAttendance,
    Announcement,
    AnnouncementRefusal,
    Application,
    CalendarLink,
    Charter,
    CharterAcceptance,
    Contact,
    DatePoll,
    Document,
    Interpreter,
    InterpreterRate,
    Mission,
    MissionOffer,
    PayeeDetails,
    PayLine,
    PayStatement,
    PollAnswer,
    PollDate,
    PollInvitee,
    Room,
    RoomBooking,
    Structure,
    StructureCorrection,
    Therapist,
    WeeklySlot,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = AT.date()
ALL, NONE, MINE = "all", "none", "mine"

# role: alice coordinates, tara is a therapist, ines an interpreter, victor a volunteer, ada the administration.
MATRIX = {
    #                                alice tara  ines  victor ada   visitor
    "networks_application":         (ALL,  NONE, NONE, NONE,  NONE, NONE),
    "networks_document":            (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_charteracceptance":   (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_mission":             (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_missionoffer":        (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_calendarlink":        (NONE, NONE, MINE, NONE,  NONE, NONE),
    "networks_payeedetails":        (NONE, NONE, MINE, NONE,  ALL,  NONE),
    "networks_paystatement":        (NONE, NONE, MINE, NONE,  ALL,  NONE),
    "networks_payline":             (NONE, NONE, MINE, NONE,  ALL,  NONE),
    "networks_interpreterrate":     (ALL,  NONE, MINE, NONE,  ALL,  NONE),
    "networks_contact":             (ALL,  NONE, NONE, NONE,  NONE, NONE),
    "networks_activityattendance":  (ALL,  NONE, NONE, NONE,  NONE, NONE),
    "networks_structurecorrection": (ALL,  NONE, NONE, NONE,  NONE, NONE),
    "networks_pollinvitee":         (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_pollanswer":          (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_roombooking":         (ALL,  NONE, NONE, NONE,  NONE, NONE),
    "networks_announcementrefusal": (ALL,  NONE, MINE, NONE,  NONE, NONE),
    "networks_interpreter":         (ALL,  ALL,  ALL,  ALL,   ALL,  NONE),
    "networks_therapist":           (ALL,  ALL,  ALL,  ALL,   ALL,  NONE),
    "networks_weeklyslot":          (ALL,  ALL,  ALL,  ALL,   ALL,  NONE),
    "networks_absence":             (ALL,  ALL,  ALL,  ALL,   ALL,  NONE),
}  # fmt: skip
READERS = ("alice", "tara", "ines", "victor", "ada", "visitor")


@pytest.fixture
def rows(people):
    """Two of everything: Inès's, and another's."""
    people.tara, people.victor, people.ada  # noqa: B018  they exist
    other = User.objects.get(email="systeme@portail.invalid")
    Therapist.objects.create(code="T-1", user=people.tara, languages=["fra"])
    Therapist.objects.create(code="T-2", languages=["fra"])
    for code, user in (("I-1", people.ines), ("I-2", other)):
        _of(Interpreter.objects.create(code=code, user=user, languages=["prs"]), user, people)
    return people


def _of(interpreter, user, people):
    mine = {"interpreter": interpreter}
    number = interpreter.code
    Application.objects.create(
        id=uuid4(),
        network="interprete",
        received_at=AT,
        link_sent_at=AT,
        idempotency_key=uuid4(),
        display_name="X",
        email="x@y.example",
        email_index=number.encode(),
        token_hash=number.encode(),
    )
    Document.objects.create(
        **mine, kind="diplome", filename="d.pdf", media_type="application/pdf", size=1, content="eA==",
        uploaded_at=AT, uploaded_by=user,
    )  # fmt: skip
    charter = Charter.objects.get_or_create(
        network="interprete", version=1, title="Charte", text="…", since=DAY
    )[0]
    CharterAcceptance.objects.create(charter=charter, user=user, accepted_at=AT)
    mission = Mission.objects.create(
        language="prs", day=DAY, starts_at=AT, ends_at=AT + timedelta(hours=1), state="proposee",
        requested_by=people.alice,
    )  # fmt: skip
    MissionOffer.objects.create(
        mission=mission, **mine, offered_at=AT, offered_by=people.alice, token_hash=number.encode()
    )
    CalendarLink.objects.create(user=user, token_hash=number.encode(), created_at=AT)
    PayeeDetails.objects.create(**mine, legal_name="X")
    statement = PayStatement.objects.create(
        number=number, **mine, month=DAY.replace(day=1), prepared_at=AT, prepared_by=people.ada
    )
    PayLine.objects.create(statement=statement, mission_id=uuid4(), day=DAY, amount=0)
    with acting_as(people.ada):
        PayStatement.objects.filter(pk=statement.pk).update(state="emis", issued_at=AT, issued_by=people.ada)
    InterpreterRate.objects.create(**mine, hourly=30, since="2027-01-01")
    contact = Contact.objects.create(name=number)
    activity = Activity.objects.create(
        reference=number, starts_on=DAY, ends_on=DAY, type="reunion", title="Réunion", state="tenue"
    )
    ActivityAttendance.objects.create(activity=activity, contact=contact, presence="present")
    structure = Structure.objects.create(name=number)
    StructureCorrection.objects.create(structure=structure, text="…", said_at=AT)
    poll = DatePoll.objects.create(title="Réunion", created_by=people.alice, created_at=AT)
    date = PollDate.objects.create(poll=poll, starts_at=AT, ends_at=AT + timedelta(hours=1))
    invitee = PollInvitee.objects.create(poll=poll, user=user, token_hash=number.encode())
    PollAnswer.objects.create(invitee=invitee, date=date, choice="oui")
    room = Room.objects.create(name=number, capacity=22)
    RoomBooking.objects.create(
        room=room, starts_at=AT, ends_at=AT + timedelta(hours=1), purpose="…", booked_by=people.alice
    )
    Announcement.objects.create(topic="droit", title="…", body="…", written_by=people.alice, written_at=AT)
    AnnouncementRefusal.objects.create(user=user, since=DAY)
    WeeklySlot.objects.create(**mine, weekday=1, starts="09:00", ends="12:00")
    Absence.objects.create(**mine, starts_on=DAY, ends_on=DAY)


def _seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("table", MATRIX)
def test_who_reads_which_rows(rows, table):
    with acting_as_system():
        everything = _seen(table)
    assert everything >= 2 or table == "networks_calendarlink"
    for reader, expected in zip(READERS, MATRIX[table], strict=True):
        if reader == "visitor":
            set_actor(None)
            seen = _seen(table)
        else:
            with acting_as(getattr(rows, reader)):
                seen = _seen(table)
        assert seen == {ALL: everything or 2, NONE: 0, MINE: 1}[expected], f"{reader} reads {seen} of {table}"


@pytest.mark.parametrize("table", [table for table, row in MATRIX.items() if NONE in row[1:4]])
def test_who_reads_nothing_writes_nothing(rows, table):
    for reader, expected in zip(READERS[1:4], MATRIX[table][1:4], strict=True):
        if expected == NONE:
            with acting_as(getattr(rows, reader)), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET id = id")
                assert cursor.rowcount == 0, f"{reader} writes {table}"
                cursor.execute(f"DELETE FROM {table}")
                assert cursor.rowcount == 0, f"{reader} removes from {table}"
