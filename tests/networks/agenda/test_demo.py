"""The demo's agenda: something to answer, to close, to book around."""

from datetime import UTC, datetime

import pytest

from centre import demo as accounts
from centre.context import acting_as_system
from networks import demo
from networks.agenda.polls import access
from networks.models import Announcement, Contact, DatePoll, Room, RoomBooking
from networks.news.contacts import access as contact_file


@pytest.mark.parametrize("at", [datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2027, 3, 26, 9, tzinfo=UTC)])
def test_each_state_is_there(portal, at):
    with acting_as_system():
        accounts.make_accounts(with_password=False)
        demo.seed(at=at)
        assert DatePoll.objects.filter(closed_at=None).count() == 2
        assert DatePoll.objects.filter(closed_at=None, answer_by__lt=at.date()).count() == 1
        assert DatePoll.objects.get(chosen__isnull=False).activity.state == "prevue"
        assert 0 < access.polls().get(pk=accounts.demo_key("poll", 0)).answered < 8
        assert Room.objects.count() == 4 and Room.objects.filter(capacity=22).count() == 1
        assert RoomBooking.objects.filter(state="confirmee", starts_at__gt=at).count() > 20
        assert Announcement.objects.filter(sent_at=None).count() == 1
        for state in (contact_file.AGREED, contact_file.REFUSED, contact_file.UNKNOWN):
            assert contact_file.contacts().filter(state, came__gt=0).count() > 5
        assert Contact.objects.count() > 50
