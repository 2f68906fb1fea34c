"""Preparing, issuing, paying, correcting: every owed mission on exactly one line, and nothing changes afterwards."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.models import InterpreterRate, Mission, NetworkSettings, PayeeDetails, PayLine, PayStatement
from networks.pay import access, actions, due, lines
from tests.networks.pay import field
from tests.networks.pay.field import AT, NOVEMBER, OCTOBER
from tests.people import make_user

DECEMBER = datetime(2026, 12, 2, 9, tzinfo=UTC)


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


@pytest.fixture
def ada(people):
    return people.ada


def test_a_month_s_missions_make_one_draft_each(people, ines):
    other = field.interpreter(code="IN-2", hourly="24.50", travel="0")
    field.mission(ines, date(2026, 10, 5), minutes=20, by=people.alice)
    field.mission(ines, date(2026, 10, 6), minutes=61, modality="telephone", by=people.tara)
    field.mission(other, date(2026, 10, 31), minutes=90, by=people.alice)
    assert field.prepare(people.ada) == 2
    draft = field.statement_of(ines)
    assert field.facts(draft) == [
        (date(2026, 10, 5), 60, 12, Decimal("42.00")),
        (date(2026, 10, 6), 75, 0, Decimal("37.50")),
    ]
    assert draft.total == Decimal("79.50") and draft.is_draft
    assert field.statement_of(other).total == Decimal("36.75")


def test_a_line_copies_what_it_needs_and_nothing_of_whom_it_was_for(people, ines):
    field.mission(ines, date(2026, 10, 5), by=people.tara, client_label="Farid", place="CADA des Tilleuls")
    field.prepare(people.ada)
    with acting_as_system():
        row = PayLine.objects.values().get()
    assert row["asked_by_id"] == people.tara.pk and row["language"] == "prs" and row["minutes"] == 60
    assert "Farid" not in str(row) and "Tilleuls" not in str(row)
    assert due.Due.__dataclass_fields__.keys().isdisjoint({"client_label", "place", "cancel_reason"})


def test_a_late_cancellation_is_due_for_what_was_planned_without_the_journey(people, ines):
    field.mission(ines, date(2026, 10, 5), planned=120, state="annulee_tardivement")
    field.prepare(people.ada)
    assert field.facts(field.statement_of(ines)) == [(date(2026, 10, 5), 120, 0, Decimal("60.00"))]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "realisee"},
        {"state": "confirmee"},
        {"state": "annulee"},
        {"state": "payee"},
        {"state": "validee", "imported": True},
        {"state": "validee", "day": date(2026, 11, 1)},
    ],
)
def test_what_is_not_owed_is_not_paid(people, ines, facts):
    field.mission(ines, facts.pop("day", date(2026, 10, 5)), **facts)
    assert field.prepare(people.ada) == 0
    with acting_as_system():
        assert not PayStatement.objects.exists()


def test_a_forgotten_mission_goes_on_the_next_statement_under_its_own_day(people, ines):
    field.mission(ines, date(2026, 10, 5))
    field.issued(ines, people.ada)
    field.mission(ines, date(2026, 10, 20))
    assert field.prepare(people.ada) == 0
    with acting_as(people.ada):
        assert due.count_waiting(until=date(2026, 10, 31)) == 1
    field.prepare(people.ada, month=NOVEMBER)
    assert [fact[0] for fact in field.facts(field.statement_of(ines, NOVEMBER))] == [date(2026, 10, 20)]


def test_a_month_that_has_not_begun_is_refused(people, ines):
    with pytest.raises(Refused, match="Décembre 2026 n’a pas commencé"):
        field.prepare(people.ada, month=date(2026, 12, 1))


def test_preparing_twice_changes_nothing_not_even_the_journal(people, ines):
    field.mission(ines, date(2026, 10, 5))
    field.mission(ines, date(2026, 9, 5))
    assert field.prepare(people.ada) == 1
    with acting_as_system():
        events = [model.objects.count() for model in (PayLine.pgh_event_model, PayStatement.pgh_event_model)]
    assert field.prepare(people.ada) == 0
    assert field.prepare(people.ada, month=date(2026, 9, 1)) == 0  # September's is on October's draft
    with acting_as_system():
        assert events == [
            model.objects.count() for model in (PayLine.pgh_event_model, PayStatement.pgh_event_model)
        ]


def test_a_draft_follows_missions_rates_and_the_rule_until_it_is_issued(people, ines):
    mission = field.mission(ines, date(2026, 10, 5), minutes=50)
    gone = field.mission(ines, date(2026, 10, 6))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as_system():
        Mission.objects.filter(pk=gone.pk).update(state="annulee")
        Mission.objects.filter(pk=mission.pk).update(duration=80)
        InterpreterRate.objects.create(interpreter=ines, hourly=40, travel=10, since="2026-10-05")
        NetworkSettings.objects.update(rounding_minutes=30)
    with pytest.raises(Refused, match="n’est plus à jour"):
        field.issue(draft, people.ada)
    with acting_as(people.ada):
        assert actions.refresh(draft, by=people.ada, at=AT)
    assert field.facts(draft) == [(date(2026, 10, 5), 90, 10, Decimal("70.00"))]
    assert field.issue(draft, people.ada).total == Decimal("70.00")


def test_a_draft_that_owes_nothing_any_more_goes_away(people, ines):
    mission = field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as_system():
        Mission.objects.filter(pk=mission.pk).update(state="annulee")
    assert field.prepare(people.ada) == 1
    with acting_as(people.ada), pytest.raises(Refused, match="n’existe plus"):
        actions.refresh(draft, by=people.ada, at=AT)


# ── Issuing ─────────────────────────────────────────────────────────────────────────────────────


def test_an_issued_statement_is_numbered_frozen_and_its_missions_are_stated(people, ines):
    field.mission(ines, date(2026, 10, 5))
    field.mission(ines, date(2026, 10, 6), state="annulee_tardivement")
    statement = field.issued(ines, people.ada)
    assert (statement.number, statement.state, statement.issued_by) == ("R-2026-10-0001", "emis", people.ada)
    assert (statement.payee_name, statement.iban, statement.siret) == (
        "Inès Belcourt",
        field.IBAN,
        field.SIRET,
    )
    assert statement.payer == field.PAYER and "au quart d’heure" in statement.rule
    assert statement.total == Decimal("72.00")
    assert field.states(ines) == ["relevee", "annulee_tardivement"]
    assert field.prepare(people.ada, month=NOVEMBER) == 0


def test_numbers_follow_each_other_month_by_month(people):
    for n in (1, 2, 3):
        one = field.interpreter(code=f"IN-{n}")
        field.mission(one, date(2026, 10, 5))
        field.mission(one, date(2026, 11, 2))
    field.prepare(people.ada)
    field.prepare(people.ada, month=NOVEMBER)
    with acting_as(people.ada):
        drafts = list(PayStatement.objects.order_by("month", "interpreter"))
    with pytest.raises(Refused):
        field.issue(drafts[1], people.ada, seen="somethingelse")  # a refusal takes no number
    numbers = [field.issue(draft, people.ada).number for draft in reversed(drafts)]
    assert numbers == [f"R-2026-{month}-000{n}" for month in (11, 10) for n in (1, 2, 3)]


def test_who_asks_never_pays_even_with_both_roles(people, ines):
    both = make_user("Carole", "coordination", "administration")
    field.mission(ines, date(2026, 10, 5), by=people.alice)
    field.mission(ines, date(2026, 10, 6), by=both)
    field.prepare(both)
    with pytest.raises(Refused, match="qui demande ne paie pas"):
        field.issue(field.statement_of(ines), both)
    statement = field.issue(field.statement_of(ines), people.ada)
    with pytest.raises(Refused, match="qui demande ne paie pas"):
        field.pay(statement, both)
    field.pay(statement, people.ada)


def test_who_asked_for_the_mission_does_not_issue_its_correction(people, ines):
    both = make_user("Carole", "coordination", "administration")
    field.mission(ines, date(2026, 10, 5), by=both)
    statement = field.issued(ines, people.ada)
    with acting_as(both):
        line = statement.lines.get()
        actions.correct(line, amount=Decimal(50), label="Oubli", by=both, at=AT)
    with pytest.raises(Refused, match="qui demande ne paie pas"):
        field.issue(field.statement_of(ines, NOVEMBER), both)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("payee", "nom du bénéficiaire et son IBAN manquent"),
        ("iban", "nom du bénéficiaire et son IBAN manquent"),
        ("payer", "payeur n’est pas renseigné"),
        ("rate", "mission du 5 octobre 2026 ne peut pas être calculée"),
    ],
)
def test_what_is_missing_keeps_it_a_draft_that_says_why(people, ines, missing, said):
    field.mission(ines, date(2026, 10, 5))
    with acting_as_system():
        details = PayeeDetails.objects.get()
        if missing == "payee":
            ines = field.interpreter(code="IN-9", payee=False)
            field.mission(ines, date(2026, 10, 5))
        if missing == "iban":
            details.iban = ""
            details.save()
        if missing == "payer":
            NetworkSettings.objects.update(payer="")
        if missing == "rate":
            InterpreterRate.objects.update(since="2026-10-06")
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as(people.ada):
        assert [said in reason for reason in access.why_not_issue(draft, by=people.ada)] == [True]
    with pytest.raises(Refused, match=said):
        field.issue(draft, people.ada)
    assert field.states(ines) == ["validee"]


def test_a_mission_without_a_rate_is_on_the_draft_and_counts_for_nothing(people):
    ines = field.interpreter(since="2026-10-10")
    field.mission(ines, date(2026, 10, 5))
    field.mission(ines, date(2026, 10, 12))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as(people.ada):
        assert list(draft.lines.values_list("label", "amount")) == [(lines.NO_RATE, 0), ("", 42)]
    assert draft.total == 42


def test_what_somebody_did_not_read_is_not_issued(people, ines):
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as(people.ada):
        seen = lines.fingerprint(draft.lines.all())
    field.mission(ines, date(2026, 10, 6))
    field.prepare(people.ada)
    with pytest.raises(Refused, match="a changé depuis que vous l’avez ouvert"):
        field.issue(draft, people.ada, seen=seen)


def test_the_rate_is_that_of_the_day_of_the_mission(people, ines):
    with acting_as_system():
        InterpreterRate.objects.create(interpreter=ines, hourly=50, travel=0, since="2026-10-15")
    field.mission(ines, date(2026, 10, 14))
    field.mission(ines, date(2026, 10, 15))
    field.prepare(people.ada)
    assert [fact[3] for fact in field.facts(field.statement_of(ines))] == [42, 50]


# ── Paying, correcting ──────────────────────────────────────────────────────────────────────────


def test_paying(people, ines):
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    with pytest.raises(Refused, match="brouillon"):
        field.pay(field.statement_of(ines), people.ada)
    statement = field.issue(field.statement_of(ines), people.ada)
    for day in (date(2026, 11, 2), date(2026, 11, 4)):
        with pytest.raises(Refused, match="entre l’émission") as refusal:
            field.pay(statement, people.ada, paid_on=day)
        assert refusal.value.field == "paid_on"
    assert field.pay(statement, people.ada).paid_on == timezone.localdate(AT)
    assert field.states(ines) == ["payee"]
    with pytest.raises(Refused, match="déjà payé, le 3 novembre 2026"):
        field.pay(statement, people.ada)


def test_a_correction_is_a_new_line_on_the_next_draft(people, ines):
    field.mission(ines, date(2026, 10, 5))
    statement = field.issued(ines, people.ada)
    author = {"by": people.ada, "at": AT}
    with acting_as(people.ada):
        line = statement.lines.get()
        with pytest.raises(Refused, match="différent de zéro"):
            actions.correct(line, amount=Decimal(0), label="Rien", **author)
        made = actions.correct(line, amount=Decimal("-12.00"), label="Mission faite par téléphone", **author)
        with pytest.raises(Refused, match="déjà sur le prochain relevé"):
            actions.correct(line, amount=Decimal("-12.00"), label="Mission faite par téléphone", **author)
    draft = field.statement_of(ines, NOVEMBER)
    assert made.statement_id == draft.pk and made.corrects == line and draft.total == Decimal("-12.00")
    field.mission(ines, date(2026, 11, 2))
    assert field.prepare(people.ada, month=NOVEMBER) == 1
    assert field.statement_of(ines, NOVEMBER).total == Decimal("30.00")
    assert field.issue(draft, people.ada).total == Decimal("30.00")
    statement.refresh_from_db()
    assert statement.total == Decimal("42.00") and field.facts(statement)[0][3] == 42
    with acting_as(people.ada):
        again = actions.correct(made, amount=Decimal("12.00"), label="Non : sur place", **author)
    assert again.statement.month == date(2026, 12, 1)


def test_a_draft_is_not_corrected(people, ines):
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    with acting_as(people.ada), pytest.raises(Refused, match="ne se corrige pas"):
        line = field.statement_of(ines).lines.get()
        actions.correct(line, amount=Decimal(1), label="Un euro", by=people.ada, at=AT)


# ── Whatever happens, in any order ──────────────────────────────────────────────────────────────

MONTHS = [date(2026, 8, 1), date(2026, 9, 1), OCTOBER]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("mission"), st.integers(0, 1), st.integers(0, 2), st.integers(1, 28)),
        st.tuples(st.just("prepare"), st.integers(0, 2)),
        st.tuples(st.just("issue"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
    ),
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_owed_mission_ends_on_exactly_one_line(ada, steps):
    with transaction.atomic():
        both = [field.interpreter(code="IN-1"), field.interpreter(code="IN-2")]
        made = []
        for step in steps:
            _do(step, both, made, ada)
        field.prepare(ada, month=NOVEMBER)
        field.prepare(ada, month=NOVEMBER)
        with acting_as_system():
            owed = {mission.pk for mission in Mission.objects.exclude(state="annulee")}
            on_lines = list(PayLine.objects.filter(corrects=None).values_list("mission_id", flat=True))
            late = PayLine.objects.filter(statement__state="brouillon", statement__month__lt=NOVEMBER)
            forgotten = late.filter(
                mission_id__in=Mission.objects.filter(state="annulee").values("pk")
            ).count()
            assert len(on_lines) == len(set(on_lines))
            assert owed <= set(on_lines) and len(on_lines) == len(owed) + forgotten
            for statement in PayStatement.objects.all():
                assert statement.total == lines.total(statement.lines.all())
        transaction.set_rollback(True)


def _do(step, both, made, ada):
    verb, *what = step
    if verb == "mission":
        who, month, day = what
        made.append(field.mission(both[who], MONTHS[month].replace(day=day), hour=len(made) + 1))
    if verb == "prepare":
        field.prepare(ada, month=MONTHS[what[0]])
    if verb == "cancel" and what[0] < len(made):
        with acting_as_system():
            Mission.objects.filter(pk=made[what[0]].pk, state="validee").update(state="annulee")
    if verb == "issue":
        with acting_as(ada):
            draft = PayStatement.objects.filter(interpreter=both[what[0]], month=MONTHS[what[1]]).first()
        if draft and draft.is_draft:
            try:
                field.issue(draft, ada)
            except Refused as refusal:
                assert refusal.reason == access.STALE
