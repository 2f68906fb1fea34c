"""Real connections: an announcement leaves once, each letter is written once."""

import pytest

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Announcement, AnnouncementLetter, AnnouncementRefusal, Contact
from networks.news.announcements import actions
from networks.news.announcements.audience import audience
from networks.news.contacts import actions as file
from networks.news.tasks import write_letters
from tests.networks.agenda.field import NOW, contact
from tests.networks.agenda.test_concurrency import together
from tests.networks.news.field import activity, came, draft, send
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_clicks_send_once_and_four_workers_write_each_letter_once(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    people = People()
    alice = people.alice
    for number in range(20):
        contact(f"Contact {number}", agreed_on="2026-01-01")
    with acting_as(alice):
        made = draft(alice, to_contacts=True)
        seen = audience(made).seen(made)

    def click(number):
        with acting_as(alice):
            return actions.send_announcement(made, seen=seen, by=alice, at=NOW)

    told = [one for one in together(8, click) if isinstance(one, Refused)]
    assert len(told) == 7 and all("déjà partie" in one.reason for one in told)
    together(4, lambda number: write_letters())
    with acting_as_system():
        write_letters()
        assert Announcement.objects.get().sent_to == 20 and not AnnouncementLetter.objects.exists()
        assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == sorted(
            Contact.objects.values_list("email", flat=True)
        )


def test_a_worker_killed_midway_leaves_nothing_twice(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    people = People()
    for number in range(7):
        contact(f"Contact {number}", agreed_on="2026-01-01")
    with acting_as(people.alice):
        send(draft(people.alice, to_contacts=True), people.alice)
    written, announced = [], actions.mails.announced

    def dies_at_the_fifth(*args):
        written.append(args)
        if len(written) == 5:
            raise SystemExit
        announced(*args)

    monkeypatch.setattr(actions.mails, "announced", dies_at_the_fifth)
    with pytest.raises(SystemExit):
        write_letters()
    monkeypatch.setattr(actions.mails, "announced", announced)
    with acting_as_system():
        assert (OutgoingMail.objects.count(), AnnouncementLetter.objects.count()) == (3, 4)
    write_letters()
    with acting_as_system():
        assert OutgoingMail.objects.count() == OutgoingMail.objects.values("to").distinct().count() == 7


def test_eight_clicks_leave_once():
    people = People()
    victor = people.victor
    assert not [one for one in together(8, lambda _: actions.subscribe(victor, wished=False, at=NOW)) if one]
    with acting_as_system():
        assert AnnouncementRefusal.objects.get().user == victor


def test_two_sheets_merged_into_each_other_leave_one():
    people = People()
    with acting_as_system():
        pair = [contact("Colette"), contact("Colette E.")]
        for number, one in enumerate(pair):
            came(one, activity(f"A-2026-000{number}"))

    def merge(number):
        with acting_as(people.alice):
            return file.merge_contacts(pair[number], other=pair[1 - number], by=people.alice, at=NOW)

    assert len([one for one in together(2, merge) if isinstance(one, Refused)]) == 1
    with acting_as_system():
        assert Contact.objects.get().attendances.count() == 2
