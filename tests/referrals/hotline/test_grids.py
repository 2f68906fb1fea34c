"""What a score says, at the thresholds and around them; an alarm never waits for a total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.refusals import Refused
from referrals.choices import CallOutcome
from referrals.hotline.grids import actions
from referrals.hotline.grids.scoring import suggested
from referrals.models import Grid, Hotline
from tests.referrals.hotline import field

SCORES = st.dictionaries(st.integers(1, 8), st.integers(0, 10), max_size=8)
THRESHOLDS = st.tuples(st.integers(1, 30), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(SCORES, THRESHOLDS)
def test_the_total_alone_decides_without_an_alarm(answers, thresholds):
    low, high = thresholds
    total = sum(answers.values())
    said = suggested(answers, set(), psychologist_from=low, emergency_from=high)
    expected = CallOutcome.EMERGENCY if total >= high else CallOutcome.PSYCHOLOGIST if total >= low else ""
    assert said == expected


@given(SCORES, THRESHOLDS, st.sets(st.integers(1, 8), min_size=1))
def test_a_point_of_an_alarm_is_an_emergency_whatever_the_total(answers, thresholds, alarms):
    low, high = thresholds
    said = suggested(answers, alarms, psychologist_from=low, emergency_from=high)
    if any(answers.get(alarm, 0) > 0 for alarm in alarms):
        assert said == CallOutcome.EMERGENCY


@given(SCORES, THRESHOLDS, st.integers(1, 8))
def test_one_more_point_never_says_less(answers, thresholds, question):
    order = ["", CallOutcome.PSYCHOLOGIST, CallOutcome.EMERGENCY]
    bounds = dict(zip(("psychologist_from", "emergency_from"), thresholds, strict=True))
    more = answers | {question: answers.get(question, 0) + 1}
    assert order.index(suggested(more, {3}, **bounds)) >= order.index(suggested(answers, {3}, **bounds))


def test_a_new_grid_replaces_the_old_one_which_stays(people):
    opening = field.opened(people.alice)
    old = opening.hotline.grid
    call = field.call(opening, people.alice, answers=field.answers(opening, 1, 1, 0))
    new = actions.replace_grid(
        opening.hotline,
        label="Grille 2",
        psychologist_from=1,
        emergency_from=2,
        questions=[{"text": "Une seule", "most": 3, "alarm": False}],
        by=people.alice,
        at=field.AT,
    )
    old.refresh_from_db()
    call.refresh_from_db()
    assert old.retired_on and call.grid == old and call.score == 2
    assert Hotline.objects.get().grid == new


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"emergency_from": 3}, "doit dépasser"),
        ({"questions": []}, "au moins une question"),
        ({"emergency_from": 99}, "n’atteindrait"),
        ({"label": "Grille"}, "porte déjà ce nom"),
    ],
)
def test_a_grid_that_cannot_serve_is_refused(people, facts, said):
    line = field.line(people.alice)
    good = {"label": "Autre", "psychologist_from": 3, "emergency_from": 6, "questions": field.QUESTIONS}
    with pytest.raises(Refused, match=said):
        actions.replace_grid(line, **good | facts, by=people.alice, at=field.AT)
    assert Grid.objects.count() == 1
