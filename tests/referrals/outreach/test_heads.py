"""Heads: empty is not counted, 0 is nobody, nobody is in two lines of the bilan."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from centre.context import acting_as
from centre.refusals import Refused
from networks.activity import activity_rows
from networks.life import actions as life
from networks.life.totals import totals
from networks.models import Activity
from referrals.models import TalkingGroup, Visit
from referrals.outreach.figures.totals import figures
from referrals.outreach.notes import actions as notes
from referrals.outreach.notes.counting import group_heads, least_heads, likely_heads, met_outside
from tests.referrals.outreach import field

COUNT = some.none() | some.integers(0, 200)
COUNTS = some.lists(COUNT, max_size=6)


@given(COUNT, COUNT, COUNT)
def test_a_group_is_counted_by_what_was_counted_alone(women, men, heads):
    whole = group_heads(women, men, heads)
    if heads is not None:
        assert whole == heads
    elif women is None or men is None:
        assert whole is None
    else:
        assert whole == women + men


@given(COUNT, COUNTS)
def test_nobody_is_in_two_lines(heads, groups):
    outside = met_outside(heads, groups)
    known = [count for count in groups if count is not None]
    if heads is None:
        assert outside is None
    else:
        assert outside >= 0
        assert outside + sum(known) == max(heads, sum(known))


@given(some.integers(0, 60), COUNTS)
def test_what_the_form_suggests_is_never_a_guess(talks, groups):
    likely = likely_heads(talks, groups)
    assert (likely is None) == (None in groups)
    if likely is not None:
        assert likely >= least_heads(talks, groups)
        assert met_outside(likely, groups) == talks


@pytest.fixture
def visit(people):
    return field.planned(field.host(), people.tara, people.alice)


def lines() -> dict:
    return {(one.type, one.title): (one.users, one.professionals) for one in Activity.objects.all()}


@pytest.mark.parametrize(
    ("heads", "groups", "met", "counted"),
    [
        (None, [], None, []),
        (0, [], 0, []),
        (9, [], 9, []),
        (9, [{"heads": 7}], 2, [7]),
        (9, [{"heads": None, "women": 3}], 9, [None]),
        (9, [{"women": 3, "men": 4}, {"heads": 0}], 2, [7, 0]),
        (9, [{"heads": 7}, {"heads": 6}], 0, [7, 6]),
        (None, [{"heads": 7, "professionals": 2}], None, [7]),
    ],
)
def test_held_it_is_counted_once(heads, groups, met, counted, visit, people):
    for number, typed in enumerate(groups):
        field.group(visit, people.tara, **{"theme": f"Groupe {number}"} | typed)
    field.hold(visit, people.tara, heads=heads)
    found = Activity.objects.order_by("-type", "title")
    assert [one.type for one in found] == ["permanence_partenaire", *["groupe_parole"] * len(groups)]
    assert [one.users for one in found] == [met, *counted]
    assert {one.state for one in found} == {"tenue"} and {one.host for one in found} == {"HUDA des Amandiers"}
    known = [count for count in (met, *counted) if count is not None]
    pros = sum(typed.get("professionals", 0) for typed in groups)
    assert totals(Activity.objects.all())["heads"] == (sum(known) + pros if known else None)
    assert len(list(activity_rows(2026))) == 1 + len(groups)
    shown = figures(field.DAY, field.DAY).whole
    assert (shown.heads, shown.uncounted) == (heads, int(heads is None))
    assert shown.groups == len(groups)


def test_a_correction_follows_into_the_same_lines(visit, people):
    noted = field.group(visit, people.tara, heads=7)
    held = field.hold(visit, people.tara, heads=9)
    field.hold(held, people.tara, heads=12)
    assert lines()["permanence_partenaire", "Permanence de l’équipe mobile"] == (5, None)
    fresh = Visit.objects.get()
    noted = TalkingGroup.objects.select_related("visit").get(pk=noted.pk)
    with acting_as(people.tara):
        notes.edit_group(
            noted,
            **field.group_facts(heads=10, professionals=1),
            version=fresh.version,
            by=people.tara,
            at=field.AFTER,
        )
    assert lines()["permanence_partenaire", "Permanence de l’équipe mobile"] == (2, None)
    assert lines()["groupe_parole", "Groupe de parole : Le sommeil".replace(" :", "\u00a0:")] == (10, 1)
    field.group(Visit.objects.get(), people.tara, theme="", heads=1)
    assert Activity.objects.count() == 3
    assert lines()["permanence_partenaire", "Permanence de l’équipe mobile"] == (1, None)


def test_what_the_coordination_wrote_of_the_line_stays(visit, people):
    held = field.hold(visit, people.tara, heads=9)
    line = Activity.objects.get()
    with acting_as(people.alice):
        life.cancel(line, version=line.version, reason="Comptée ailleurs", by=people.alice, at=field.AFTER)
    field.hold(held, people.tara, heads=10)
    line.refresh_from_db()
    assert (line.state, line.users) == ("annulee", None)


def test_a_protected_place_is_not_named(people):
    hugo = field.host()
    field.site().__class__.objects.update(sensitive=True)
    field.hold(field.planned(hugo, people.tara, people.alice), people.tara, heads=3)
    assert Activity.objects.get().host == "" and "Amandiers" not in Activity.objects.get().title


@pytest.mark.parametrize(
    ("typed", "said", "where"),
    [
        ({"heads": 3, "women": 2, "men": 2}, "font 4", "heads"),
        ({"heads": 3, "women": 4}, "font 4", "heads"),
        ({"heads": 3, "minors": 4}, "parmi les 3", "minors"),
        ({"women": 1, "men": 1, "minors": 3}, "parmi les 2", "minors"),
    ],
)
def test_sums_that_cannot_be(typed, said, where, visit, people):
    with pytest.raises(Refused, match=said) as refusal:
        field.group(visit, people.tara, **typed)
    assert refusal.value.field == where
    assert not TalkingGroup.objects.exists()


def test_fewer_met_than_noted(visit, people):
    for _ in range(3):
        field.talk(visit, people.tara)
    with pytest.raises(Refused, match="au moins 3") as refusal:
        field.hold(visit, people.tara, heads=2)
    assert refusal.value.field == "heads"
    held = field.hold(visit, people.tara, heads=3)
    with pytest.raises(Refused, match="compte 3 personnes en tout"):
        field.talk(held, people.tara)
    with pytest.raises(Refused, match="compte 3 personnes en tout"):
        field.group(held, people.tara, heads=8)
    assert Activity.objects.count() == 1


def test_a_group_that_counts_is_corrected_never_removed(visit, people):
    noted = field.group(visit, people.tara, heads=7)
    wrong = field.group(visit, people.tara, theme="Erreur", heads=2)
    fresh = Visit.objects.get()
    with acting_as(people.tara):
        notes.remove_group(
            TalkingGroup.objects.select_related("visit").get(pk=wrong.pk),
            version=fresh.version,
            by=people.tara,
            at=field.AFTER,
        )
    field.hold(visit, people.tara, heads=7)
    fresh = Visit.objects.get()
    with pytest.raises(Refused, match="déjà compté"), acting_as(people.tara):
        notes.remove_group(
            TalkingGroup.objects.select_related("visit").get(pk=noted.pk),
            version=fresh.version,
            by=people.tara,
            at=field.AFTER,
        )


def test_nothing_is_noted_before_the_day(people):
    visit = field.planned(field.host(), people.tara, people.alice)
    with pytest.raises(Refused, match="prévue le 10/03/2026"):
        field.talk(visit, people.tara, at=field.AT)
    with pytest.raises(Refused, match="prévue le 10/03/2026"):
        field.hold(visit, people.tara, at=field.AT)
