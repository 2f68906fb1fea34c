"""Groups and seasons: made of a rule, announced, taken up the year after, closed."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.models import Membership, Structure, Therapist
from practice_groups.cycles import actions, pages
from practice_groups.models import Cycle, Facilitation
from tests.people import make_user
from tests.practice_groups.cycles.field import MONDAYS, group, pair, season
from tests.practice_groups.field import NOW, join


def intervision(**facts):
    return group(kind="intervision", title="Intervision du lundi", **facts)


def at_work(user, sector):
    with acting_as_system():
        where = Structure.objects.create(name=f"Structure de {user}", sector=sector)
        Membership.objects.create(user=user, structure=where, validated_on="2020-01-01")


def publish(cycle, by):
    with acting_as(by):
        return actions.publish_cycle(cycle, by=by, at=NOW)


def edit(cycle, by, **facts):
    names = ("season", "fee", "opens_at", "closes_at", "offer_hours", "most_social", "most_mental")
    cycle = Cycle.objects.get(pk=cycle.pk)
    kept = {name: getattr(cycle, name) for name in names} | {"seats": cycle.seats, "version": cycle.version}
    led = dict(
        (one.user, one.sector) for one in Facilitation.objects.filter(cycle=cycle).select_related("user")
    )
    with acting_as(by):
        return actions.edit_cycle(cycle, by=by, at=NOW, **kept | {"facilitators": led} | facts)


def test_a_season_begins_and_ends_with_its_meetings(people):
    cycle = season(people.alice)
    starts = [timezone.localtime(one.starts_at) for one in cycle.meetings.all()]
    assert [one.date() for one in starts] == MONDAYS
    assert {one.hour for one in starts} == {9}, "over the change of clock"
    assert (cycle.starts_on, cycle.ends_on) == (MONDAYS[0], MONDAYS[-1])
    assert [one.number for one in cycle.meetings.all()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"days": []}, "Aucune date"),
        ({"days": [date(2026, 11, 11)]}, "est férié"),
        ({"days": [date(2027, 1, 1) + timedelta(days=n) for n in range(61)]}, "Au plus 60 rencontres"),
        ({"hours": (12, 9)}, "La fin doit être après le début"),
        ({"closes_at": NOW - timedelta(days=9)}, "ferment après leur ouverture"),
        ({"most_social": 4, "most_mental": 5}, "que personne ne pourrait prendre"),
    ],
)
def test_a_season_that_cannot_be_is_refused_whole(people, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        season(people.alice, **facts)
    assert not Cycle.objects.exists()


def test_a_season_has_one_name_in_its_group(people):
    of = group()
    season(people.alice, of)
    with pytest.raises(Refused, match="déjà un cycle de ce nom"):
        season(people.alice, of)


# ── Two facilitators, of different sectors ──────────────────────────────────────────────────────


def test_an_intervision_is_announced_with_one_facilitator_of_each_sector(people):
    cycle = season(people.alice, intervision(), facilitators=pair())
    assert cycle.published and sorted(cycle.facilitations.values_list("sector", flat=True)) == [
        "sante_mentale",
        "social",
    ]


@pytest.mark.parametrize("sectors", [(), ("social",), ("", ""), ("social", "autre")])
def test_otherwise_it_stays_a_draft(people, sectors):
    named = {make_user(f"Personne {n}", "animation"): sector for n, sector in enumerate(sectors)}
    with pytest.raises(Refused, match="deux personnes de secteurs différents"):
        season(people.alice, intervision(), facilitators=named)
    assert not Cycle.objects.exists()
    draft = season(people.alice, intervision(), facilitators=named, published=False)
    with pytest.raises(Refused, match="deux personnes de secteurs différents"):
        publish(draft, people.alice)
    assert not Cycle.objects.get().published


def test_somebody_stands_for_the_sector_where_she_works(people):
    anne, basile = people.anne, make_user("Basile", "animation")
    at_work(anne, "social")
    with pytest.raises(Refused, match=r"Anne travaille dans le secteur «.social.»"):
        season(people.alice, intervision(), facilitators={anne: "sante_mentale", basile: "social"})
    assert season(
        people.alice, intervision(), facilitators={anne: "social", basile: "sante_mentale"}
    ).published


def test_a_therapist_of_the_network_stands_for_mental_health_too(people):
    """One who also works in a social structure may stand for either."""
    anne, basile = people.anne, make_user("Basile", "animation")
    with acting_as_system():
        Therapist.objects.create(code="T-1", user=anne, capacity=1)
    with pytest.raises(Refused, match="santé mentale"):
        season(people.alice, intervision(), facilitators={anne: "social", basile: "sante_mentale"})
    at_work(anne, "social")
    assert season(
        people.alice, intervision(), facilitators={anne: "social", basile: "sante_mentale"}
    ).published


def test_a_place_in_a_structure_that_is_over_says_nothing_more(people):
    anne, basile = people.anne, make_user("Basile", "animation")
    at_work(anne, "social")
    with acting_as_system():
        Membership.objects.update(until="2026-01-01")
    assert season(
        people.alice, intervision(), facilitators={anne: "sante_mentale", basile: "social"}
    ).published


def test_the_database_holds_it_whoever_writes(people):
    """Announcing with one facilitator, leaving one alone, two of one sector: refused at the end of the transaction."""
    draft = season(people.alice, intervision(), facilitators={people.anne: "social"}, published=False)
    season_two = season(
        people.alice, group(kind="intervision", title="Mardi"), hours=(14, 17), facilitators=pair()
    )
    attempts = (
        lambda: Cycle.objects.filter(pk=draft.pk).update(published=True),
        lambda: Facilitation.objects.filter(cycle=season_two).first().delete(),
        lambda: Facilitation.objects.filter(cycle=season_two, sector="social").update(sector="autre"),
        lambda: Facilitation.objects.filter(cycle=season_two).update(sector="social"),
    )
    for attempt in attempts:
        with acting_as(people.alice), pytest.raises(IntegrityError), transaction.atomic():
            attempt()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_facilitators_change_together_in_an_announced_season(people):
    led = pair()
    cycle = season(people.alice, intervision(), facilitators=led)
    basile, mireille = led
    edit(cycle, people.alice, facilitators={mireille: "social", basile: "sante_mentale"})
    edit(cycle, people.alice, facilitators={mireille: "social", people.anne: "sante_mentale"})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert dict(cycle.facilitations.values_list("user__display_name", "sector")) == {
        "Mireille": "social",
        "Anne": "sante_mentale",
    }
    with pytest.raises(Refused, match="deux personnes de secteurs différents"):
        edit(cycle, people.alice, facilitators={people.anne: "sante_mentale"})


def test_only_the_coordination_says_who_facilitates(people):
    cycle = season(people.alice, facilitators=[people.anne])
    with acting_as(people.anne):
        assert Facilitation.objects.filter(cycle=cycle).update(sector="social") == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Facilitation.objects.create(cycle=cycle, user=people.victor)


def test_who_facilitates_is_in_the_journal(people):
    cycle = season(people.alice, facilitators=[people.anne])
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT actor_id, user_id FROM practice_groups_facilitationwriteevent")
        assert cursor.fetchall() == [(people.alice.pk, people.anne.pk)]
    assert cycle.facilitators.get() == people.anne


# ── Announced, edited, closed ───────────────────────────────────────────────────────────────────


def test_announced_taken_out_and_announced_again_whoever_is_registered_stays(people):
    cycle = season(people.alice)
    seat = join(cycle, people.victor)
    with acting_as(people.alice):
        assert not actions.unpublish_cycle(cycle, by=people.alice, at=NOW).published
        assert actions.publish_cycle(cycle, by=people.alice, at=NOW).published
    seat.refresh_from_db()
    assert seat.state == "confirmee"


def test_two_coordinators_the_second_is_told_who_was_first(people):
    cycle = season(people.alice)
    edit(cycle, people.chloe, season="2026-2027 bis")
    with pytest.raises(Refused, match="modifiée entre-temps par Chloé le"):
        edit(cycle, people.alice, version=cycle.version)
    assert Cycle.objects.get().season == "2026-2027 bis"


def test_the_name_of_another_season_is_refused_when_edited_too(people):
    of = group()
    season(people.alice, of)
    later = season(people.alice, of, season="2027-2028", days=[date(2027, 10, 4)])
    with pytest.raises(Refused, match="déjà un cycle de ce nom"):
        edit(later, people.alice, season="2026-2027")


def test_a_fee_that_somebody_owes_does_not_change(people):
    cycle = season(people.alice, fee=120)
    join(cycle, people.victor)
    with pytest.raises(Refused, match="leur montant ne change plus"):
        edit(cycle, people.alice, fee=90)


def test_a_group_closes_once_nothing_is_planned_and_takes_no_new_season(people):
    cycle = season(people.alice)

    def closing():
        return actions.close_group(cycle.group, by=people.alice, at=NOW)

    with acting_as(people.alice):
        with pytest.raises(Refused, match="3 rencontres sont encore prévues"):
            closing()
        cycle.meetings.update(state="annulee")
        assert closing().closed_on == NOW.date()
    with pytest.raises(Refused, match="ne se tient plus"):
        season(people.alice, cycle.group, season="2027-2028")
    with acting_as(people.alice):
        assert actions.reopen_group(cycle.group, by=people.alice, at=NOW).closed_on is None


def test_a_group_keeps_its_kind_once_it_has_met(people):
    of = group()
    with acting_as(people.alice):
        actions.save_group(of, version=1, kind="supervision", by=people.alice, at=NOW)
    season(people.alice, of)
    with acting_as(people.alice), pytest.raises(Refused, match="sa sorte ne change plus"):
        actions.save_group(of, version=2, kind="formation", by=people.alice, at=NOW)


# ── The season after ────────────────────────────────────────────────────────────────────────────


def test_the_next_season_has_the_same_rule_hours_and_facilitators(people):
    led = pair()
    first_mondays = [
        date(2026, 10, 5),
        date(2026, 11, 2),
        date(2026, 12, 7),
        date(2027, 1, 4),
        date(2027, 2, 1),
    ]
    cycle = season(people.alice, intervision(), days=first_mondays, hours=(14, 17), facilitators=led, fee=120)
    next_one = pages.next_season(cycle, NOW)
    assert (next_one["season"], next_one["weekday"], next_one["which"]) == ("2027-2028", 0, 1)
    assert (next_one["first"], next_one["last"]) == (date(2027, 10, 1), date(2028, 2, 29))
    assert (next_one["starts"].hour, next_one["ends"].hour, next_one["fee"]) == (14, 17, 120)
    basile, mireille = led
    assert (next_one["social"], next_one["mental"]) == (basile.pk, mireille.pk)
    assert isinstance(next_one["opens_at"], datetime) and next_one["closes_at"] > next_one["opens_at"]
