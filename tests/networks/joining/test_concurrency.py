"""Several at once, on real connections: counted once, told otherwise."""

from uuid import uuid4

import pytest

from centre.context import acting_as, acting_as_system
from centre.models import Invitation, OutgoingMail
from networks.joining import actions
from networks.joining.charters import actions as charters
from networks.joining.documents import actions as documents
from networks.joining.models import Application, Charter, CharterAcceptance, Document
from networks.joining.states import DOCUMENTS_EACH
from networks.models import Therapist
from tests.networks.joining.makers import AT, DAY, candidature, charter, document, pdf, therapist, typed
from tests.people import People
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_five_strangers_in_the_same_minute_are_twenty_candidatures():
    def apply(number):
        return actions.apply(**typed(email=f"robot{number}@ailleurs.example"), at=AT)

    assert len(refused(together(25, apply))) == 5
    with acting_as_system():
        assert Application.objects.count() == OutgoingMail.objects.count() == 20


def test_one_address_for_four_networks_at_once_keeps_three():
    networks = ["therapeute", "interprete", "ambassadeur", "benevole"] * 2
    together(8, lambda number: actions.apply(**typed(network=networks[number]), at=AT))
    with acting_as_system():
        kept = list(Application.objects.values_list("network", flat=True))
    assert len(kept) == len(set(kept)) == 3


def test_the_same_form_sent_eight_times_is_one_candidature():
    form = typed()
    assert all(together(8, lambda number: actions.apply(**form, at=AT)))
    with acting_as_system():
        assert Application.objects.count() == OutgoingMail.objects.count() == 1


def test_eight_coordinators_decide_and_one_is_heard():
    people = People()
    both = [people.alice, people.chloe]
    application = candidature()

    def decide(number):
        by = both[number % 2]
        with acting_as(by):
            if number < 4:
                return actions.validate(application, version=1, by=by, at=AT)
            return actions.decline(application, reason="Complet.", version=1, by=by, at=AT)

    told = refused(together(8, decide))
    assert len(told) == 7 and all("Candidature modifiée par" in refusal.reason for refusal in told)
    with acting_as_system():
        validated = Application.objects.get().state == "validee"
        assert Invitation.objects.count() == Therapist.objects.count() == int(validated)


def test_two_coordinators_write_the_charter_and_one_is_told():
    people = People()
    both = [people.alice, people.chloe]
    texts = together(2, lambda n: charter(both[n], text=f"Texte {n}"))
    (told,) = refused(texts)
    assert "Charte modifiée par" in told.reason and Charter.objects.count() == 1


def test_eight_clicks_are_one_acceptance():
    people = People()
    text = charter(people.alice)

    def accept(number):
        with acting_as(people.tara):
            return charters.accept_charter(text, by=people.tara, at=AT).pk

    assert len(set(together(8, accept))) == 1
    with acting_as_system():
        assert CharterAcceptance.objects.count() == 1


def test_the_same_upload_eight_times_is_one_document():
    people, key = People(), uuid4()
    sheet = therapist(people.tara)

    def upload(number):
        with acting_as(people.tara):
            return documents.upload(
                sheet,
                kind="diplome",
                filename="d.pdf",
                content=pdf(),
                idempotency_key=key,
                by=people.tara,
                at=AT,
            ).pk

    assert len(set(together(8, upload))) == 1
    with acting_as_system():
        assert Document.objects.count() == 1


def test_the_last_place_for_a_document_is_taken_once():
    people = People()
    sheet, file = therapist(people.tara), pdf()
    for _ in range(DOCUMENTS_EACH - 1):
        document(sheet, content=file)
    assert len(refused(together(4, lambda number: document(sheet, content=file)))) == 3
    with acting_as_system():
        assert Document.objects.count() == DOCUMENTS_EACH


def test_two_clocks_at_once_send_one_reminder():
    people = People()
    document(therapist(people.tara), expires_on=(AT + 10 * DAY).date())

    def remind(number):
        with acting_as_system():
            return documents.remind(people.tara, at=AT)

    assert sorted(together(4, remind)) == [0, 0, 0, 1]
    with acting_as_system():
        assert OutgoingMail.objects.count() == 1
