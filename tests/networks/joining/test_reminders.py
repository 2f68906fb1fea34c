"""One mail before a document expires, one after: never twice the same."""

from datetime import timedelta

import pytest
import time_machine

from centre.context import acting_as_system
from centre.models import OutgoingMail
from networks.joining.documents.tasks import remind_documents
from networks.joining.models import Document
from networks.models import NetworkSettings
from tests.networks.joining.makers import AT, DAY, document, interpreter, therapist

END = (AT + 100 * DAY).date()


def clock(days: int) -> int:
    """Run the daily task `days` after `AT`; how many mails there are since the beginning."""
    with time_machine.travel(AT + days * DAY, tick=False):
        remind_documents()
    return OutgoingMail.objects.filter(subject="Une pièce est à renouveler").count()


def test_one_mail_before_one_after_whatever_the_day(people):
    document(therapist(people.tara), expires_on=END)
    counted = {day: clock(day) for day in range(60, 130)}
    assert counted[69] == 0 and counted[70] == counted[100] == 1 and counted[101] == counted[129] == 2
    before, after = OutgoingMail.objects.order_by("queued_at", "pk")
    bodies = {before.body, after.body}
    assert {before.to, after.to} == {people.tara.email}
    assert any("bientôt à échéance" in body for body in bodies)
    assert any("n’est plus valable" in body for body in bodies)
    assert not any("ssurance" in body for body in bodies)


def test_the_clock_run_twice_sends_nothing_more(people):
    document(therapist(people.tara), expires_on=END)
    assert [clock(80), clock(80), clock(110), clock(110)] == [1, 1, 2, 2]


def test_a_clock_stopped_for_months_sends_one_mail_alone(people):
    document(therapist(people.tara), expires_on=END)
    assert clock(200) == clock(201) == 1


def test_a_longer_notice_does_not_remind_again(people):
    document(therapist(people.tara), expires_on=END)
    assert clock(75) == 1
    for notice in (5, 60):
        with acting_as_system():
            NetworkSettings.objects.update(document_notice_days=notice)
        assert clock(96) == 1


def test_one_mail_a_person_for_several_documents(people):
    tara = therapist(people.tara)
    document(tara, expires_on=END)
    document(tara, kind="rpps", expires_on=END - timedelta(days=3))
    document(interpreter(people.ines), kind="casier", expires_on=END)
    assert clock(80) == 2
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {people.tara.email, people.ines.email}


def test_a_document_already_replaced_is_not_reminded(people):
    tara = therapist(people.tara)
    document(tara, expires_on=END)
    document(tara, expires_on=END + 365 * DAY, at=AT + DAY)
    assert clock(80) == clock(110) == 0


def test_a_document_without_an_end_is_never_reminded(people):
    document(therapist(people.tara), kind="diplome")
    assert clock(5000) == 0


@pytest.mark.parametrize("why", ["account closed", "access over", "left the network"])
def test_whoever_left_receives_nothing(people, why):
    sheet = therapist(people.tara)
    document(sheet, expires_on=END)
    with acting_as_system():
        if why == "account closed":
            people.tara.is_active = False
            people.tara.save()
        elif why == "access over":
            people.tara.ends_on = AT.date()
            people.tara.save()
        else:
            sheet.active, sheet.standing, sheet.standing_since = False, "parti", AT.date()
            sheet.save()
    assert clock(80) == 0
    with acting_as_system():
        assert Document.objects.get().reminded_on is None
