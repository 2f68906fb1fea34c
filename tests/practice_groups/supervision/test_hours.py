"""Hours counted from presences and notes, by season, and one neutral mail a season."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.models import LoggedHours, SeasonReminder
from practice_groups.supervision import access, actions, tasks
from practice_groups.supervision.seasons import Season, is_time_to_remind
from tests.people import make_user
from tests.practice_groups.supervision import field
from tests.practice_groups.supervision.field import NOW, SEASON, TODAY


@pytest.fixture
def tara(people):
    field.therapist(people.tara)
    return people.tara


@pytest.fixture
def ines(people):
    field.interpreter(people.ines)
    return people.ines


# ── What counts ─────────────────────────────────────────────────────────────────────────────────


def test_presences_and_notes_are_added_each_once(tara):
    cycle = field.group()
    for week in range(3):
        field.present(tara, field.meeting(cycle, field.paris(TODAY - timedelta(weeks=week)), minutes=90))
    field.log(tara, hours="2")
    field.log(tara, hours="0.75", day=TODAY - timedelta(days=1))
    hers = field.counted(tara)
    assert (hers.supervision, hers.support, hers.last_on) == (Decimal("7.25"), Decimal("7.25"), TODAY)
    assert hers.therapist and not hers.interpreter


def test_each_kind_apart_and_training_is_no_support(tara):
    field.present(tara, field.meeting(field.group("formation"), field.paris(TODAY), minutes=50))
    field.present(tara, field.meeting(field.group("analyse_pratiques"), field.paris(TODAY, 14), minutes=100))
    field.log(tara, kind="formation", hours="6")
    hers = field.counted(tara)
    assert (hers.supervision, hers.analyse_pratiques, hers.formation) == (
        Decimal(0),
        Decimal("1.67"),
        Decimal("6.83"),
    )
    assert hers.support == Decimal("1.67")


@pytest.mark.parametrize(
    ("kind", "presence"),
    [
        ("supervision", "absent"),
        ("supervision", "excuse"),
        ("intervision", "present"),
        ("groupe_travail", "present"),
    ],
)
def test_what_does_not_count(tara, kind, presence):
    field.present(tara, field.meeting(field.group(kind), field.paris(TODAY)), presence)
    hers = field.counted(tara)
    assert (hers.support, hers.formation, hers.last_on, hers.has_none) == (0, 0, None, True)


@pytest.mark.parametrize(
    ("starts", "season"),
    [
        (field.paris(date(2026, 8, 31), 23, 59), 2025),
        (field.paris(date(2026, 9, 1), 0, 0), 2026),  # 22:00 UTC on 31 August
        (field.paris(date(2027, 8, 31), 23, 59), 2026),
        (field.paris(date(2027, 9, 1), 0, 0), 2027),
    ],
)
def test_a_season_begins_at_midnight_in_paris(tara, starts, season):
    field.present(tara, field.meeting(field.group(), starts, minutes=60))
    assert [field.counted(tara, Season(year)).supervision for year in (2025, 2026, 2027)] == [
        Decimal(1 if year == season else 0) for year in (2025, 2026, 2027)
    ]


def test_notes_follow_the_same_days(tara):
    field.log(tara, day=date(2026, 8, 31), hours="1")
    field.log(tara, day=date(2026, 9, 1), hours="2")
    assert [field.counted(tara, Season(year)).supervision for year in (2025, 2026)] == [
        Decimal(1),
        Decimal(2),
    ]
    assert (Season.of(date(2026, 8, 31)), Season.of(date(2026, 9, 1))) == (Season(2025), Season(2026))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["supervision", "analyse_pratiques", "formation"]),
            st.integers(1, 16),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_any_mix_adds_up_to_the_quarter_of_an_hour(tara, story):
    with transaction.atomic():
        expected = dict.fromkeys(["supervision", "analyse_pratiques", "formation"], Decimal(0))
        for n, (kind, quarters, noted) in enumerate(story):
            day = TODAY - timedelta(days=n)
            if noted:
                field.log(tara, kind=kind, hours=str(Decimal(quarters) / 4), day=day)
            else:
                field.present(tara, field.meeting(field.group(kind), field.paris(day), minutes=15 * quarters))
            expected[kind] += Decimal(quarters) / 4
        hers = field.counted(tara)
        assert {kind: getattr(hers, kind) for kind in expected} == expected
        assert hers.has_none == (expected["supervision"] + expected["analyse_pratiques"] == 0)
        transaction.set_rollback(True)


def test_those_without_any_come_first_and_only_members_in_activity(people, tara, ines):
    field.therapist(people.theo, active=False, standing="parti", standing_since=TODAY)
    late = make_user("Zélie", "therapeute")
    field.therapist(late)
    field.log(tara, day=TODAY)
    field.log(ines, day=TODAY - timedelta(days=60))
    with acting_as(people.alice):
        listed = access.by_need(access.with_hours(access.members(), SEASON))
        assert [one.display_name for one in listed] == ["Zélie", "Inès", "Tara"]


# ── Noting, removing ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": TODAY - timedelta(days=4 * 365)}, "day"),
        ({"hours": "0"}, "hours"),
        ({"hours": "24.25"}, "hours"),
        ({"kind": "intervision"}, "kind"),
    ],
)
def test_what_cannot_be_noted(tara, typed, name):
    with pytest.raises(Refused) as refusal:
        field.log(tara, **typed)
    assert refusal.value.field == name


def test_a_day_has_twenty_four_hours_whatever_the_lines(tara):
    field.log(tara, hours="20")
    with pytest.raises(Refused, match="24 heures"):
        field.log(tara, hours="4.25")
    field.log(tara, hours="4")


def test_the_same_form_sent_twice_is_one_line(people, tara, ines):
    key = uuid4()
    assert field.log(tara, idempotency_key=key) == field.log(tara, idempotency_key=key)
    with acting_as_system():
        assert LoggedHours.objects.count() == 1
    with pytest.raises(Refused, match="déjà été envoyé"):
        field.log(ines, idempotency_key=key)


def test_she_removes_her_own_lines_and_not_the_coordinations(people, tara):
    own, noted = field.log(tara), field.log(tara, by=people.alice, day=TODAY - timedelta(days=2))
    with acting_as(tara):
        actions.remove_hours(own, by=tara, at=NOW)
        actions.remove_hours(own, by=tara, at=NOW)
        with pytest.raises(Refused, match="coordination"), transaction.atomic():
            actions.remove_hours(noted, by=tara, at=NOW)
    with acting_as(people.alice):
        assert list(LoggedHours.objects.values_list("pk", flat=True)) == [noted.pk]
        actions.remove_hours(noted, by=people.alice, at=NOW)
        assert not LoggedHours.objects.exists()


def test_the_journal_keeps_a_line_removed(people, tara):
    from django.apps import apps

    line = field.log(tara)
    with acting_as(tara):
        actions.remove_hours(line, by=tara, at=NOW)
    with acting_as(people.ada):
        events = apps.get_model("practice_groups", "LoggedHoursWriteEvent").objects.order_by("pgh_id")
        assert [(one.pgh_label, one.actor_id, one.hours) for one in events] == [
            ("insert", tara.pk, Decimal("1.50")),
            ("delete", tara.pk, Decimal("1.50")),
        ]


@pytest.mark.parametrize("who", ["theo", "ines", "victor", "anne", "ada", "felix"])
def test_nobody_else_reads_or_writes_hers(people, tara, who):
    line, other = field.log(tara), getattr(people, who)
    with acting_as(other):
        assert not LoggedHours.objects.exists()
        assert LoggedHours.objects.filter(pk=line.pk).delete()[0] == 0
    with pytest.raises(DatabaseError):
        field.log(tara, by=other)
    with pytest.raises(DatabaseError), acting_as(tara):
        SeasonReminder.objects.create(user=tara, season=SEASON.first_day, sent_at=NOW)


# ── The reminder of the season ──────────────────────────────────────────────────────────────────


def mailed() -> list[str]:
    with acting_as_system():
        return list(OutgoingMail.objects.order_by("queued_at").values_list("to", flat=True))


def test_once_a_season_whoever_asks(people, tara, ines):
    field.log(ines)
    field.therapist(people.theo)
    field.log(people.theo, kind="formation")
    with acting_as(people.alice):
        assert actions.remind_all(by=people.alice, at=NOW) == 2
        assert actions.remind_all(by=people.alice, at=NOW + timedelta(days=100)) == 0
        assert actions.remind_all(by=people.alice, at=NOW + timedelta(days=200)) == 3  # the next season
    assert sorted(mailed()[:2]) == sorted([tara.email, people.theo.email])


def test_the_mail_is_neutral(people, tara):
    with acting_as(people.alice):
        actions.remind_all(by=people.alice, at=NOW)
    with acting_as_system():
        mail = OutgoingMail.objects.get()
    assert "upervision" not in mail.subject + mail.body
    assert "/groupes/mes-heures/" in mail.body


def test_the_clock_waits_for_february(tara, monkeypatch):
    for day, expected in ((date(2027, 1, 31), 0), (date(2027, 2, 1), 1), (date(2027, 2, 2), 1)):
        monkeypatch.setattr(tasks.timezone, "now", lambda day=day: field.paris(day, 0, 30))
        tasks.remind_hours()
        assert len(mailed()) == expected
    assert [is_time_to_remind(date(2027, month, 15)) for month in (1, 2, 8, 9, 12)] == [
        False,
        True,
        True,
        False,
        False,
    ]
