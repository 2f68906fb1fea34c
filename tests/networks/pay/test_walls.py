"""What the database itself holds of pay, whoever writes the SQL, and who sees which row."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from centre.context import acting_as, acting_as_system
from networks.models import InterpreterRate, PayeeDetails, PayLine, PayStatement
from networks.pay import actions
from tests.conftest import owner_connection
from tests.networks.pay import field
from tests.networks.pay.field import AT, NOVEMBER
from tests.people import make_user

HELD = "restrict_violation|never changes|never goes away"
TAMPERING = [
    "UPDATE networks_payline SET amount = amount + 1, travel = travel + 1",
    "UPDATE networks_payline SET day = day - 1",
    "UPDATE networks_payline SET asked_by_id = NULL",
    "DELETE FROM networks_payline",
    "INSERT INTO networks_payline (statement_id, mission_id, day, language, label, minutes, billed_minutes, hourly,"
    " travel, amount) SELECT id, gen_random_uuid(), month, '', '', 0, 0, 0, 0, 0 FROM networks_paystatement",
    "UPDATE networks_paystatement SET total = 1",
    "UPDATE networks_paystatement SET state = 'brouillon', issued_at = NULL, issued_by_id = NULL",
    "UPDATE networks_paystatement SET number = 'R-2026-10-0002'",
    "UPDATE networks_paystatement SET rule = 'autre'",
    "UPDATE networks_paystatement SET payer = 'autre'",
    "UPDATE networks_paystatement SET iban = '\\x00'",
    "UPDATE networks_paystatement SET payee_name = '\\x00'",
    "DELETE FROM networks_paystatement",
]


def run(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.fixture
def statement(people):
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5), by=people.alice)
    return field.issued(ines, people.ada)


@pytest.mark.parametrize("sql", TAMPERING)
@pytest.mark.parametrize("who", ["ada", "system", "alice", "ines", "tara", "both"])
def test_an_issued_statement_never_changes_whoever_asks(people, statement, who, sql):
    """Who may see it is refused; for the others it does not exist: no row changes either way."""
    everybody = {"system": None, "both": lambda: make_user("Carole", "coordination", "administration")}
    user = everybody[who]() if who == "both" else getattr(people, who, None)
    with acting_as_system():
        before = [list(PayStatement.objects.values()), list(PayLine.objects.values())]
    with acting_as_system() if user is None else acting_as(user):
        try:
            assert run(sql) == 0
            assert who in ("alice", "ines", "tara")
        except DatabaseError as error:
            assert any(words in str(error) for words in ("issued statement never", "row-level security"))
    with acting_as_system():
        assert before == [list(PayStatement.objects.values()), list(PayLine.objects.values())]


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_of_the_tables_changes_it():
    from tests.people import People

    people = People()
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5), by=people.alice)
    field.issued(ines, people.ada)
    with owner_connection() as owner:
        for actor in (people.ada.pk, people.alice.pk):
            owner.execute("SELECT set_config('app.user_id', %s, false)", [str(actor)])
            for sql in TAMPERING:
                try:
                    assert owner.execute(sql).rowcount == 0 and actor == people.alice.pk
                except Exception as error:
                    assert "issued statement never" in str(error) or "row-level security" in str(error)


def test_a_document_once_kept_is_kept(people, statement):
    with acting_as(people.ada):
        assert run("UPDATE networks_paystatement SET pdf = '\\x01'") == 1
        with pytest.raises(DatabaseError, match="never changes"):
            run("UPDATE networks_paystatement SET pdf = '\\x02'")


def test_a_mission_is_on_one_line(people, statement):
    other = field.interpreter(code="IN-2")
    field.mission(other, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(other)
    with acting_as(people.ada), pytest.raises(IntegrityError, match="a_mission_on_one_line"):
        run(
            f"UPDATE networks_payline SET mission_id = (SELECT mission_id FROM networks_payline"
            f" WHERE statement_id = '{statement.pk}') WHERE statement_id = '{draft.pk}'"
        )


def test_an_amount_follows_the_rule_and_a_correction_is_explained(people, statement):
    other = field.interpreter(code="IN-2")
    field.mission(other, date(2026, 10, 5))
    field.prepare(people.ada)
    with acting_as(people.ada):
        where = f"WHERE statement_id = '{field.statement_of(other).pk}'"
        with pytest.raises(IntegrityError, match="amount_follows_the_rule"):
            run(f"UPDATE networks_payline SET amount = amount + 0.01 {where}")
        with pytest.raises(IntegrityError, match="explained_correction"):
            run(f"UPDATE networks_payline SET mission_id = NULL {where}")


def test_who_asks_never_pays_in_sql_either(people):
    both = make_user("Carole", "coordination", "administration")
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5), by=both)
    field.prepare(people.ada)
    issue = (
        "UPDATE networks_paystatement SET state = 'emis', issued_at = now(), issued_by_id = {}, total = 42"
    )
    with acting_as(both):
        with pytest.raises(IntegrityError, match="who asks never pays"):
            run(issue.format(both.pk))
        with pytest.raises(IntegrityError, match="nobody signs for somebody else"):
            run(issue.format(people.ada.pk))
    with acting_as(people.ada):
        with pytest.raises(IntegrityError, match="sum of its lines"):
            run(issue.format(people.ada.pk).replace("42", "43"))
        assert run(issue.format(people.ada.pk)) == 1
    pay = "UPDATE networks_paystatement SET state = 'paye', paid_on = current_date, paid_by_id = {}"
    with acting_as(both):
        with pytest.raises(IntegrityError, match="who asks never pays"):
            run(pay.format(both.pk))
        with pytest.raises(IntegrityError, match="nobody signs for somebody else"):
            run(pay.format(people.ada.pk))


def test_a_statement_begins_as_a_draft(people):
    ines = field.interpreter(people.ines)
    with acting_as(people.ada), pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        PayStatement.objects.create(
            number="R-2026-10-0001",
            interpreter=ines,
            month=field.OCTOBER,
            prepared_at=AT,
            prepared_by=people.ada,
            state="emis",
            issued_at=AT,
            issued_by=people.ada,
        )


def test_no_rate_reaches_back_into_an_issued_statement(people, statement):
    with acting_as(people.ada):
        for sql in (
            "UPDATE networks_interpreterrate SET hourly = 99",
            "DELETE FROM networks_interpreterrate",
            "INSERT INTO networks_interpreterrate (interpreter_id, hourly, travel, since)"
            f" VALUES ({statement.interpreter_id}, 99, 0, '2026-10-05')",
        ):
            with pytest.raises(IntegrityError, match="reach back"):
                run(sql)
        InterpreterRate.objects.create(interpreter=statement.interpreter, hourly=99, since="2026-10-06")


# ── Who sees what ───────────────────────────────────────────────────────────────────────────────

SEEN = {  # payee details, drafts, issued statements, lines
    "ada": (2, 1, 1, 2),
    "ines": (1, 0, 1, 1),
    "other_interpreter": (0, 0, 0, 0),
    "alice": (0, 0, 0, 0),
    "tara": (0, 0, 0, 0),
    "omar": (0, 0, 0, 0),
    "victor": (0, 0, 0, 0),
    "felix": (0, 0, 0, 0),
}


@pytest.mark.parametrize("who", SEEN)
def test_who_sees_money(people, statement, who):
    hassan = field.interpreter(make_user("Hassan", "interprete"), code="IN-2")
    field.mission(hassan, date(2026, 10, 7), by=people.alice)
    field.prepare(people.ada)
    user = make_user("Nadia", "interprete") if who == "other_interpreter" else getattr(people, who)
    with acting_as(user):
        drafts = PayStatement.objects.filter(state="brouillon").count()
        issued = PayStatement.objects.exclude(state="brouillon").count()
        assert (PayeeDetails.objects.count(), drafts, issued, PayLine.objects.count()) == SEEN[who]


def test_an_interpreter_sees_no_draft_of_her_own(people, statement):
    field.mission(statement.interpreter, date(2026, 11, 2))
    field.prepare(people.ada, month=NOVEMBER)
    with acting_as(people.ines):
        assert list(PayStatement.objects.values_list("number", flat=True)) == ["R-2026-10-0001"]
        assert PayLine.objects.count() == 1


@pytest.mark.parametrize("who", ["alice", "ines", "tara"])
def test_only_whoever_pays_prepares(people, who):
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5))
    user = getattr(people, who)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        field.prepare(user)


@pytest.mark.parametrize("who", ["alice", "tara", "victor"])
def test_nobody_else_writes_where_money_goes(people, statement, who):
    with acting_as(getattr(people, who)):
        assert run("UPDATE networks_payeedetails SET iban = '\\x00'") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PayeeDetails.objects.create(interpreter=field_other(), legal_name="X", iban=field.IBAN)


def field_other():
    return field.interpreter(code="IN-7", payee=False)


def test_corrections_of_a_line_say_what_they_come_to(people, statement):
    with acting_as(people.ada):
        line = statement.lines.get()
        actions.correct(line, amount=Decimal("-2.50"), label="Trop", by=people.ada, at=AT)
        assert line.corrections.get().amount == Decimal("-2.50")
