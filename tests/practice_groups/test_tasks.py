"""The hourly task: offers pass on, and nothing is done twice."""

from datetime import timedelta

from django.utils import timezone

from centre.celery import app
from centre.context import acting_as_system, set_actor
from centre.models import OutgoingMail
from practice_groups.models import Registration
from practice_groups.tasks import expire_offers
from tests.practice_groups.field import join, leave, make_cycle, states


def test_the_scheduler_knows_the_task():
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert expire_offers.name in names and expire_offers.name == "practice_groups.tasks.expire_offers"


def test_an_unanswered_offer_passes_on_once(people):
    now = timezone.now()
    cycle = make_cycle(1, at=now)
    seated, _, _ = (join(cycle, who, at=now) for who in (people.victor, people.omar, people.ines))
    leave(seated, at=now - timedelta(hours=50))
    set_actor(None)  # a worker comes with no name
    expire_offers()
    assert states(cycle) == ["desistee", "expiree", "place_proposee"]
    mails = OutgoingMail.objects.count()
    expire_offers()
    assert states(cycle) == ["desistee", "expiree", "place_proposee"]
    assert OutgoingMail.objects.count() == mails


def test_an_offer_in_time_is_left_alone(people):
    now = timezone.now()
    cycle = make_cycle(1, at=now)
    seated, _ = join(cycle, people.victor, at=now), join(cycle, people.omar, at=now)
    leave(seated, at=now - timedelta(hours=47))
    expire_offers()
    assert states(cycle) == ["desistee", "place_proposee"]


def test_a_free_seat_beside_a_queue_is_offered(people):
    """A reopened account, a restored dump: whatever left it so, the next hour mends it."""
    now = timezone.now()
    cycle = make_cycle(1, at=now)
    seated, _ = join(cycle, people.victor, at=now), join(cycle, people.omar, at=now)
    people.omar.is_active = False
    people.omar.save()
    leave(seated, at=now)
    people.omar.is_active = True
    people.omar.save()
    expire_offers()
    assert states(cycle) == ["desistee", "place_proposee"]
    with acting_as_system():
        assert Registration.objects.overdue(now).count() == 0
