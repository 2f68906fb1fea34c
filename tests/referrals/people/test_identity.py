"""Who she is, put right: by whom, on what was read, with which trace."""

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import Reading
from centre.refusals import Refused
from referrals.board import actions as board
from referrals.intake import actions as intake
from referrals.models import Identity
from referrals.people.duplicates import fingerprints
from referrals.people.identity import actions
from tests.people import browser_of
from tests.referrals import makers


@pytest.fixture
def sent(people):
    return makers.referral(people.omar)


def seen(person) -> str:
    return actions.stamp(Identity.objects.get(person=person))


def test_what_changed_is_named_in_the_journal_and_no_value_is(people, sent):
    typed = {"last_name": "Ambelnou", "phone": "0611111111", "sex": "M", "first_name": "Shahrbanu"}
    with acting_as(people.alice):
        changed = actions.rectify(sent.person, seen=seen(sent.person), **typed, by=people.alice, at=makers.AT)
    assert changed == ["nom", "téléphone", "sexe"]
    reading = Reading.objects.get(why__startswith="rectification")
    assert reading.why == "rectification\u00a0: nom, téléphone, sexe" and reading.actor_id == people.alice.pk
    known = Identity.objects.get(person=sent.person)
    assert known.full_name == "Shahrbanu Ambelnou"
    marks = fingerprints({"first_name": "Shahrbanu", "last_name": "Ambelnou", "phone": "0611111111"})
    assert (bytes(known.name_index), bytes(known.phone_index)) == (marks["name_index"], marks["phone_index"])


def test_nothing_changed_is_nothing_written(people, sent):
    before = Identity.objects.get(person=sent.person).updated_at
    assert (
        actions.rectify(
            sent.person,
            seen=seen(sent.person),
            first_name="Shahrbanu",
            by=people.alice,
            at=makers.AT,
        )
        == []
    )
    assert Identity.objects.get(person=sent.person).updated_at == before
    assert not Reading.objects.filter(why__startswith="rectification").exists()


def test_whoever_read_an_older_one_is_told(people, sent):
    read = seen(sent.person)
    with acting_as(people.alice):
        actions.rectify(sent.person, seen=read, phone="0611111111", by=people.alice, at=makers.AT)
    with pytest.raises(Refused, match="modifiée entre-temps"):
        actions.rectify(sent.person, seen=read, phone="0622222222", by=people.chloe, at=makers.AT)
    assert Identity.objects.get(person=sent.person).phone == "0611111111"


def test_a_referrer_corrects_while_her_request_is_open(people, sent):
    with acting_as(people.omar):
        assert actions.rectify(
            sent.person, seen=seen(sent.person), phone="0611111111", by=people.omar, at=makers.AT
        )
        read = seen(sent.person)
        intake.withdraw(sent, reason="Partie.", by=people.omar, at=makers.AT)
        with pytest.raises(Refused, match="plus ouverte"):
            actions.rectify(sent.person, seen=read, phone="0633333333", by=people.omar, at=makers.AT)
    assert browser_of(people.omar).get(reverse("referrals:rectify", args=[sent.person_id])).status_code == 404


def test_the_page_keeps_what_was_typed_and_journals_the_reading(people, sent):
    alice, page = browser_of(people.alice), reverse("referrals:rectify", args=[sent.person_id])
    shown = alice.get(page).content.decode()
    assert 'value="Zarrinpoush"' in shown and "dari" in shown.lower()
    assert Reading.objects.filter(actor_id=people.alice.pk, object_id=str(sent.person_id)).exists()
    typed = {
        "seen": seen(sent.person),
        "first_name": "Shahrbanu",
        "last_name": "Ambelnou",
        "languages": "dari",
        "birth_date": "1990-05-06",
        "birth_year": "1994",
    }
    refused = alice.post(page, typed)
    assert refused.status_code == 200 and 'value="Ambelnou"' in refused.content.decode()
    assert alice.post(page, typed | {"birth_year": ""}).status_code == 302
    sent.person.refresh_from_db()
    assert sent.person.birth_year == 1990
    assert Identity.objects.get(person=sent.person).birth_date == "1990-05-06"


def test_a_file_told_without_a_name_gets_one(people, sent):
    with acting_as_system():
        Identity.objects.all().delete()
    with acting_as(people.alice):
        assert actions.rectify(sent.person, seen="", first_name="Ghezal", by=people.alice, at=makers.AT)
    assert Identity.objects.get(person=sent.person).first_name == "Ghezal"
    taken = board.take(sent, version=sent.version, by=people.alice, at=makers.AT)
    assert taken.person_id == sent.person_id
