"""Two files of one person: one afterwards, counted once, and nothing of the stricter one is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear, Reading
from centre.refusals import Refused
from observatory.facts.cube import Cube
from observatory.tally import people as people_figures
from referrals.activity import people_cells
from referrals.choices import ConsentScope
from referrals.models import (
    Care,
    Consent,
    ConsentOverride,
    Exclusion,
    Identity,
    Person,
    Referral,
    RightsRequest,
    TherapySession,
)
from referrals.people.about import paths, rows_about
from referrals.people.merging import actions
from referrals.people.rights import actions as rights
from tests.people import browser_of
from tests.referrals import makers


@pytest.fixture
def both(people):
    """Omar's is followed by Tara, Olga's by Théo: the same person, twice."""
    return [
        makers.care(who, people.alice, makers.therapist(therapist), makers.interpreter())
        for who, therapist in ((people.omar, people.tara), (people.olga, people.theo))
    ]


def held(care, hours=0, **facts) -> TherapySession:
    at = makers.AT + timedelta(hours=hours)
    return TherapySession.objects.create(
        **{
            "care": care,
            "person": care.person,
            "therapist": care.therapist,
            "day": at.date(),
            "starts_at": at,
            "ends_at": at + timedelta(minutes=45),
            "state": "realisee",
            "duration": 45,
            "logged_by": care.therapist.user,
            "logged_at": at,
        }
        | facts
    )


def merge(kept, other, by):
    with acting_as(by):
        return actions.merge(kept.person, other=other.person, by=by, at=makers.AT)


def file_active(year=2026) -> dict:
    return people_figures(Cube(people_cells(year)))


def test_a_person_told_twice_counts_once_afterwards(people, both):
    one, two = both
    held(one)
    held(two, hours=2)
    assert file_active()["file_active"] == 2
    merge(one, two, people.alice)
    assert file_active()["file_active"] == file_active()["nouvelles"] == 1
    assert list(Person.objects.all()) == [one.person]
    for model in (Referral, Care, TherapySession):
        assert set(model.objects.values_list("person", flat=True)) == {one.person_id}
        assert model.objects.count() == 2


def test_every_row_about_the_other_is_about_the_one(people, both):
    """Whatever the table: the keys that lead to a person are read off the models."""
    one, two = both
    Exclusion.objects.create(
        person=two.person, therapist=one.therapist, added_by=people.alice, added_at=makers.AT
    )
    ConsentOverride.objects.create(
        person=two.person,
        scope="equipe",
        reason="Danger",
        given_at=makers.AT,
        until=makers.AT + timedelta(hours=1),
        given_by=people.alice,
    )
    before = {model: rows.count() for model, rows in rows_about(two.person)}
    assert before[Exclusion] == before[ConsentOverride] == 1
    merge(one, two, people.alice)
    after = {model: rows.count() for model, rows in rows_about(one.person)}
    assert after[Exclusion] == after[ConsentOverride] == 1
    assert not any(rows.exists() for _, rows in rows_about(two.person))
    assert {Care, TherapySession, Consent, Exclusion} <= set(paths())
    assert ConsentOverride.objects.get().reason == "Danger"  # its cipher is that of its own row


@pytest.mark.parametrize("withdrawn", [0, 1])
def test_a_consent_withdrawn_in_either_file_is_withdrawn(people, both, withdrawn):
    Consent.objects.filter(person=both[withdrawn].person).update(withdrawn_on="2026-03-02")
    merge(*both, people.alice)
    assert not Consent.objects.filter(scope=ConsentScope.TEAM, withdrawn_on=None).exists()
    for who in (people.tara, people.theo):
        with acting_as(who):
            assert not Identity.objects.exists()


@pytest.mark.parametrize("sooner", [0, 1])
def test_of_two_that_stand_the_first_to_end_stands(people, both, sooner):
    Consent.objects.update(expires_on="2028-01-01")
    Consent.objects.filter(person=both[sooner].person).update(expires_on="2027-01-01")
    merge(*both, people.alice)
    standing = Consent.objects.get(withdrawn_on=None)
    assert str(standing.expires_on) == "2027-01-01" and standing.person_id == both[0].person_id


def test_the_identity_of_the_kept_file_is_kept_and_its_blanks_filled(people, both):
    one, two = both
    for care, facts in ((one, {"phone": "", "address": ""}), (two, {"address": "12 rue Neuve"})):
        identity = Identity.objects.get(person=care.person)
        for name, value in facts.items():
            setattr(identity, name, value)
        identity.save()
    merge(one, two, people.alice)
    known = Identity.objects.get()
    assert (known.person_id, known.phone, known.address) == (one.person_id, "0600000000", "12 rue Neuve")


def test_two_séances_at_the_same_hour_are_two_people(people, both):
    one, two = both
    held(one)
    held(two)
    with pytest.raises(Refused, match="à la même heure"):
        merge(one, two, people.alice)
    assert Person.objects.count() == 2 and Identity.objects.count() == 2


def test_one_file_is_not_merged_with_itself_nor_with_nothing(people, both):
    one, two = both
    with pytest.raises(Refused, match="un autre dossier"):
        merge(one, one, people.alice)
    merge(one, two, people.alice)
    with pytest.raises(Refused, match="n’existe plus"):
        merge(one, two, people.chloe)


def test_a_séance_of_a_published_year_moves_with_her(people, both):
    one, two = both
    seen = held(two)
    ClosedYear.objects.create(year=2026, closed_at=makers.AT, closed_by=people.alice)
    merge(one, two, people.alice)
    seen.refresh_from_db()
    assert seen.person_id == one.person_id


def test_whoever_sent_the_other_file_keeps_her_request_and_learns_nothing(people, both):
    one, two = both
    identity = Identity.objects.get(person=one.person)
    identity.address = "12 rue Neuve"
    identity.save()
    merge(one, two, people.alice)
    olga = browser_of(people.olga)
    assert two.referral.reference in olga.get(reverse("referrals:mine")).content.decode()
    page = olga.get(reverse("referrals:referral", args=[two.referral_id]))
    assert page.status_code == 200 and "12 rue Neuve" not in page.content.decode()
    with acting_as(people.olga):
        assert Person.objects.count() == 1 and Referral.objects.count() == 1
        assert not Identity.objects.exists() and not Consent.objects.exists()


def test_the_register_follows_and_the_journal_says_who(people, both):
    one, two = both
    rights.record_right(
        kind="acces", person_code=two.person.code, received_on=makers.AT.date(), by=people.alice, at=makers.AT
    )
    merge(one, two, people.alice)
    assert RightsRequest.objects.get().person_code == one.person.code
    assert Reading.objects.filter(actor_id=people.alice.pk, why__contains="réunion").count() == 2


def test_the_story_in_pages(people, both):
    one, two = both
    alice, page = browser_of(people.alice), reverse("referrals:merge", args=[one.person_id])
    file = alice.get(reverse("referrals:file", args=[one.referral_id])).content.decode()
    assert "Peut-être la même personne" in file and two.person.code in file
    shown = alice.get(page).content.decode()
    assert shown.count("Shahrbanu Zarrinpoush") == 2
    assert alice.post(page, {"other": two.person_id}).status_code == 200  # not sure
    assert Person.objects.count() == 2
    assert alice.post(page, {"other": two.person_id, "sure": "on"}).status_code == 302
    assert Person.objects.get() == one.person
    with acting_as_system():
        stranger = makers.referral(people.omar, last_name="Autrement").person
        identity = Identity.objects.get(person=stranger)
        identity.phone = "0699999999"
        identity.save()
    assert alice.post(page, {"other": stranger.pk, "sure": "on"}).status_code == 200
    assert Person.objects.count() == 2
