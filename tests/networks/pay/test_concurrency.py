"""Several people at once, real connections: one is served, the others are told, no mission is lost or paid twice."""

import random
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as, acting_as_system
from networks.models import Mission, PayLine, PayStatement
from networks.pay import lines
from tests.networks.pay import field
from tests.networks.pay.field import NOVEMBER, OCTOBER
from tests.people import People, make_user
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_statement_issued_by_eight_at_once_is_issued_once():
    people = People()
    payers = [people.ada, make_user("Aude", "administration")]
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as_system():
        seen = lines.fingerprint(draft.lines.all())
    results = together(8, lambda n: field.issue(draft, payers[n % 2], seen=seen))
    told = refused(results)
    assert len(told) == 7 and {one.reason for one in told} == {
        "Ce relevé est déjà émis sous le numéro R-2026-10-0001\u00a0: il ne change plus."
    }
    assert field.statement_of(ines).number == "R-2026-10-0001"


def test_numbers_have_no_gap_nor_double_when_eight_are_issued_at_once():
    people = People()
    people.ada  # noqa: B018
    some = [field.interpreter(code=f"IN-{n}") for n in range(8)]
    for one in some:
        field.mission(one, date(2026, 10, 5))
    field.prepare(people.ada)
    drafts = [field.statement_of(one) for one in some]
    assert not refused(together(8, lambda n: field.issue(drafts[n], people.ada)))
    with acting_as_system():
        numbers = sorted(PayStatement.objects.values_list("number", flat=True))
    assert numbers == [f"R-2026-10-{n:04}" for n in range(1, 9)]


def test_four_prepare_the_same_month_at_once():
    people = People()
    people.ada  # noqa: B018
    ines = field.interpreter(people.ines)
    for day in range(1, 8):
        field.mission(ines, date(2026, 10, day))
    assert sorted(together(4, lambda n: field.prepare(people.ada))) == [0, 0, 0, 1]
    with acting_as_system():
        assert PayLine.objects.count() == 7


def test_preparing_and_issuing_while_missions_are_validated_loses_none():
    """The coordination validates and cancels late, two payers prepare and issue two months, all at once."""
    people = People()
    payers = [people.ada, make_user("Aude", "administration")]
    both = [field.interpreter(code="IN-1"), field.interpreter(code="IN-2")]
    made = [
        field.mission(both[n % 2], date(2026, 9 + n % 2, n % 28 + 1), hour=n % 20 + 1, state="realisee")
        for n in range(40)
    ]

    def validate(part):
        for mission in made[part::2]:
            with acting_as(people.alice):
                Mission.objects.filter(pk=mission.pk).update(state="validee")

    def run_pay(number):
        chance = random.Random(number)
        for _ in range(12):
            month = chance.choice([date(2026, 9, 1), OCTOBER])
            field.prepare(payers[number], month=month)
            with acting_as(payers[number]):
                drafts = list(PayStatement.objects.filter(state="brouillon"))
            for draft in drafts if chance.random() < 0.3 else []:
                together(1, lambda _, draft=draft: field.issue(draft, payers[number]))

    work = [lambda n=n: validate(n) for n in (0, 1)] + [lambda n=n: run_pay(n) for n in (0, 1)]
    together_all(work)
    field.prepare(people.ada, month=OCTOBER)
    field.prepare(people.ada, month=NOVEMBER)
    with acting_as_system():
        on_lines = list(PayLine.objects.filter(corrects=None).values_list("mission_id", flat=True))
        assert sorted(on_lines) == sorted(mission.pk for mission in made)
        for statement in PayStatement.objects.all():
            assert statement.total == lines.total(statement.lines.all())


def together_all(work) -> None:
    start, failed = Barrier(len(work)), []

    def one(what):
        start.wait()
        try:
            what()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(what,)) for what in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_line_written_past_the_actions_waits_for_the_issue_and_is_refused():
    """Somebody inserts a line by hand while the statement is issued: the database makes her wait, then refuses."""
    people = People()
    people.ada  # noqa: B018
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    issued, outcome = Barrier(2), []

    def insert():
        issued.wait()
        try:
            with acting_as(people.ada), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO networks_payline (statement_id, mission_id, day, language, label, minutes,"
                    " billed_minutes, hourly, travel, amount)"
                    " VALUES (%s, gen_random_uuid(), '2026-10-06', '', '', 0, 0, 0, 0, 0)",
                    [draft.pk],
                )
            outcome.append("written")
        except DatabaseError as error:
            outcome.append(str(error))
        finally:
            connection.close()

    thread = Thread(target=insert)
    thread.start()
    with transaction.atomic():
        field.issue(draft, people.ada)
        issued.wait()
        thread.join(timeout=1)
        assert outcome == []  # she waits
    thread.join()
    assert "an issued statement never changes" in outcome[0]
    with acting_as_system():
        assert PayLine.objects.count() == 1
