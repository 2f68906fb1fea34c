"""Who is admitted, and the clear sentence of whoever is not."""

from datetime import timedelta

import pytest

from centre.context import acting_as_system
from centre.refusals import Refused
from practice_groups.models import Registration
from practice_groups.registrations.rules import plain
from tests.practice_groups.field import NOW, join, make_cycle


def reserved(cycle, **facts):
    with acting_as_system():
        for name, value in facts.items():
            setattr(cycle.group, name, value)
        cycle.group.save()
    return cycle


@pytest.mark.parametrize("typed", ["psychologue", "PSYCHOLOGUE", "  Psychologue "])
def test_a_profession_is_admitted_however_it_is_written(people, typed):
    cycle = reserved(make_cycle(), professions=["Psychologue", "Éducateur spécialisé"])
    assert join(cycle, people.victor, profession=typed).state == "confirmee"


def test_accents_do_not_count():
    assert plain("Éducateur  Spécialisé") == plain("educateur specialise")


def test_another_profession_is_refused_with_the_list(people):
    cycle = reserved(make_cycle(), professions=["Psychologue", "Psychiatre"])
    with pytest.raises(Refused, match=r"Ce groupe est réservé à : Psychologue, Psychiatre\.") as refusal:
        join(cycle, people.victor, profession="Bénévole")
    assert refusal.value.field == "profession"
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("audience", "admitted", "refused"),
    [
        ("therapeutes", ["tara"], ["ines", "victor", "omar"]),
        ("interpretes", ["ines"], ["tara", "victor"]),
        ("reseau", ["tara", "ines", "victor"], ["omar"]),
    ],
)
def test_an_audience_asks_for_its_role(people, audience, admitted, refused):
    cycle = reserved(make_cycle(9), audience=audience)
    for name in admitted:
        assert join(cycle, getattr(people, name)).state == "confirmee"
    for name in refused:
        with pytest.raises(Refused, match="Ce groupe est réservé à"):
            join(cycle, getattr(people, name))


def test_a_page_read_before_a_change_is_told(people):
    cycle = make_cycle(fee=100)
    with pytest.raises(Refused, match="vient d’être modifié"):
        join(cycle, people.victor, version=cycle.version - 1)
    assert join(cycle, people.victor, version=cycle.version).state == "confirmee"


def test_an_unpublished_cycle_takes_nobody(people):
    with pytest.raises(Refused, match="ne prend pas d’inscription"):
        join(make_cycle(published=False), people.victor)


def test_where_she_hosts_is_kept_for_a_cycle_that_travels_alone(people):
    where = {"host_address": "CMP du Canal", "host_commune": "34172", "avoids_months": ["2026-12", "2026-11"]}
    made = join(make_cycle(hosted=True), people.victor, **where)
    assert (made.host_address, made.avoids_months) == ("CMP du Canal", ["2026-11", "2026-12"])
    other = join(make_cycle(title="Autre"), people.victor, **where)
    assert (other.host_address, other.host_commune, other.avoids_months) == ("", "", [])


def test_the_contact_file_is_hers_to_join(people):
    cycle = make_cycle()
    assert join(cycle, people.victor, joins_contacts=True).joins_contacts_at == NOW
    assert join(cycle, people.omar).joins_contacts_at is None


def test_a_withdrawal_after_the_cycle_started_frees_the_seat_at_once(people):
    from tests.practice_groups.field import leave, states

    cycle = make_cycle(1)
    seated, _ = join(cycle, people.victor), join(cycle, people.omar)
    leave(seated, at=NOW + timedelta(days=60))
    assert states(cycle) == ["desistee", "place_proposee"]
