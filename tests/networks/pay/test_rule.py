"""The rule: what is paid for a mission."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.models import NetworkSettings
from networks.pay.rule import Rule, amount, in_words

minutes = st.integers(0, 1440)
rules = st.builds(Rule, minimum=st.integers(0, 480), rounding=st.integers(1, 60), late_hours=st.just(24))
euros = st.decimals(0, 500, places=2)
USUAL = Rule(minimum=60, rounding=15, late_hours=24)


@pytest.mark.parametrize(
    ("done", "paid"), [(0, 60), (20, 60), (50, 60), (60, 60), (61, 75), (75, 75), (90, 90)]
)
def test_an_hour_at_least_then_quarters(done, paid):
    assert USUAL.billed(done) == paid


@given(rules, minutes, minutes)
def test_longer_is_never_paid_less(rule, one, other):
    short, long = sorted((one, other))
    assert rule.billed(short) <= rule.billed(long)


@given(rules, minutes)
def test_never_under_the_minimum_nor_under_what_was_done_nor_a_step_too_much(rule, done):
    paid = rule.billed(done)
    assert paid >= max(rule.minimum, done)
    assert paid == rule.minimum or paid - done < rule.rounding


@given(rules, minutes, minutes)
def test_two_missions_are_never_paid_less_than_one_as_long(rule, one, other):
    assert rule.billed(one) + rule.billed(other) >= rule.billed(one + other)


@given(euros, minutes, minutes)
def test_the_journey_adds_and_hours_add(hourly, one, travel):
    travel = Decimal(travel)
    assert amount(hourly=hourly, billed=one, travel=travel) == travel + amount(
        hourly=hourly, billed=one, travel=Decimal(0)
    )
    assert amount(hourly=hourly, billed=60 * one, travel=Decimal(0)) == one * hourly


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(euros, minutes, euros), min_size=1, max_size=40))
def test_the_database_counts_the_same(db, cases):
    """The very expression of the constraint, over the amounts of Python; a cent more is refused by it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'amount_follows_the_rule'"
        )
        (rule,) = cursor.fetchone()
        rows = [(h, m, t, amount(hourly=h, billed=m, travel=t)) for h, m, t in cases]
        values = ", ".join(
            f"(NULL::int, {h}::numeric(7,2), {m}::smallint, {t}::numeric(6,2), {a}::numeric(8,2))"
            for h, m, t, a in rows
        )
        shape = f"(VALUES {values}) AS line (corrects_id, hourly, billed_minutes, travel, amount)"
        cursor.execute(f"SELECT bool_and({rule}) FROM {shape}")
        assert cursor.fetchone() == (True,)
        cursor.execute(f"SELECT bool_or({rule.replace('amount', 'amount + 0.01')}) FROM {shape}")
        assert cursor.fetchone() == (False,)


def test_half_a_cent_goes_up():
    assert amount(hourly=Decimal("30.10"), billed=15, travel=Decimal(0)) == Decimal("7.53")  # 7.525


def test_the_sentence_says_the_settings(portal):
    assert Rule.of(NetworkSettings.current()).sentence.startswith(
        "Toute mission est payée au moins 1\u00a0h\u202f; au-delà, la durée est arrondie au quart d’heure supérieur."
    )
    other = Rule(minimum=45, rounding=10, late_hours=48).sentence
    assert "45\u00a0min" in other and "aux 10\u00a0minutes supérieures" in other and "48\u00a0h" in other
    assert Rule(minimum=0, rounding=1, late_hours=24).sentence.startswith(
        "La durée d’une mission est arrondie à la minute."
    )
    assert len(Rule(480, 59, 32767).sentence) <= 500


@pytest.mark.parametrize(
    ("count", "words"), [(45, "45\u00a0min"), (60, "1\u00a0h"), (65, "1\u00a0h\u00a005")]
)
def test_durations_in_words(count, words):
    assert in_words(count) == words
