"""Going round the rules of the house through its own doors."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practice_groups.models import Registration
from referrals.models import Care, Dispositif, Referral, TherapySession
from tests.attacks.test_input import orientation
from tests.people import make_user
from tests.practice_groups import field
from tests.referrals import makers


def registration(cycle) -> dict:
    """What the form of this cycle sends."""
    return {
        "profession": "x",
        "sector": "social",
        "charter": "on",
        "version": cycle.version,
        "idempotency_key": str(uuid.uuid4()),
    }


def test_fields_that_no_form_has_change_nothing(people, browser_of):
    makers.validated(people.omar)
    extra = {"state": "acceptee", "referrer": people.olga.pk, "owner": people.omar.pk, "imported": "1"}
    extra |= {"reference": "O-AAAAAAA", "decision": "acceptee", "version": 9, "id": str(uuid.uuid4())}
    browser_of(people.omar).post(reverse("referrals:receive"), orientation() | extra)
    made = Referral.objects.get()
    assert (made.state, made.referrer, made.owner, made.imported) == ("envoyee", people.omar, None, False)
    assert (
        (made.version, made.decision) == (1, "")
        and made.reference != "O-AAAAAAA"
        and str(made.pk) != extra["id"]
    )


def test_a_registration_cannot_choose_its_place_nor_its_person(people, browser_of):
    cycle = field.make_cycle(1, at=timezone.now())
    field.join(cycle, people.victor, at=timezone.now())
    typed = registration(cycle)
    extra = {
        "state": "confirmee",
        "user": people.olga.pk,
        "fee_state": "recue",
        "registered_at": "2000-01-01",
    }
    browser_of(people.omar).post(reverse("practice_groups:register", args=[cycle.pk]), typed | extra)
    made = Registration.objects.get(user=people.omar)
    assert (made.state, made.fee_state, made.registered_at.year > 2000) == ("liste_attente", "", True)


def test_another_s_submission_key_gives_nothing_of_hers(people, browser_of):
    cycle = field.make_cycle(at=timezone.now())
    typed = registration(cycle)
    for user in (people.victor, people.omar):
        browser_of(user).post(reverse("practice_groups:register", args=[cycle.pk]), typed)
    assert set(cycle.registrations.values_list("user", flat=True)) == {people.victor.pk, people.omar.pk}


def test_nobody_takes_a_seat_that_is_not_offered_to_her(people, browser_of):
    cycle = field.make_cycle(1, at=timezone.now())
    field.join(cycle, people.victor, at=timezone.now())
    field.join(cycle, people.omar, at=timezone.now())
    answer = reverse("practice_groups:answer_offer", args=[cycle.pk])
    browser_of(people.omar).post(answer, {"accepted": "oui"})
    browser_of(people.olga).post(answer, {"accepted": "oui"})
    assert field.states(cycle) == ["confirmee", "liste_attente"]


def test_a_facilitator_of_another_group_neither_reads_nor_widens_it(people, browser_of):
    field.make_cycle(facilitators=[people.anne], title="Le sien", at=timezone.now())
    other = field.make_cycle(1, at=timezone.now())
    anne = browser_of(people.anne)
    assert anne.get(reverse("practice_groups:roster", args=[other.pk])).status_code == 404
    assert (
        anne.post(reverse("practice_groups:change_seats", args=[other.pk]), {"seats": 99}).status_code == 404
    )
    other.refresh_from_db()
    assert other.seats == 1


def test_a_closed_dispositif_takes_nothing_even_by_its_number(people, browser_of):
    makers.validated(people.omar)
    typed = orientation()
    Dispositif.objects.update(open_to_intake=False)
    assert browser_of(people.omar).post(reverse("referrals:receive"), typed).status_code == 200
    assert not Referral.objects.exists()


def test_a_membership_that_is_over_or_not_validated_refers_nobody(people, browser_of):
    place = makers.validated(people.omar)
    for facts in ({"validated_on": None}, {"validated_on": "2020-01-01", "until": "2021-01-01"}):
        for name, value in facts.items():
            setattr(place, name, value)
        place.save()
        assert browser_of(people.omar).post(reverse("referrals:receive"), orientation()).status_code == 200
    assert not Referral.objects.exists()


@pytest.mark.parametrize("door", ["take", "bring_to_review", "ask", "review", "decide", "propose"])
def test_a_stale_or_forged_version_moves_nothing(people, browser_of, door):
    sent = makers.referral(people.omar)
    alice = browser_of(people.alice)
    review = dict.fromkeys(("relevance", "spoken_language", "availability"), "oui") | {
        "held_on": "2026-03-01"
    }
    typed = {"version": sent.version + 1, "question": "x", "decision": "acceptee", "reason": "x"} | review
    alice.post(reverse(f"referrals:{door}", args=[sent.pk]), typed)
    sent.refresh_from_db()
    assert (sent.state, sent.version) == ("envoyee", 1)


def test_a_care_is_answered_once_and_by_its_therapist_alone(people, browser_of):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(), active=False
    )
    makers.therapist(people.theo)
    for who in (people.theo, people.alice, people.omar, make_user("Taha", "therapeute")):
        browser_of(who).post(reverse("referrals:accept_care", args=[care.pk]))
        browser_of(who).post(reverse("referrals:decline_care", args=[care.pk]), {"reason": "non"})
    care.refresh_from_db()
    assert care.state == "proposee"
    tara = browser_of(people.tara)
    tara.post(reverse("referrals:accept_care", args=[care.pk]))
    assert tara.post(reverse("referrals:accept_care", args=[care.pk])).status_code == 409
    tara.post(reverse("referrals:decline_care", args=[care.pk]), {"reason": "non"})
    assert Care.objects.get().state == "active"


def test_no_session_under_a_care_not_accepted_or_with_an_interpreter_of_no_use(people, browser_of):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(), active=False
    )
    unfit = makers.interpreter(languages=("som",))
    typed = {"state": "realisee", "day": "2026-03-02", "hour": "10:00", "duration": "45", "modality": "visio"}
    tara, door = browser_of(people.tara), reverse("referrals:log_session", args=[care.pk])
    tara.post(door, typed | {"idempotency_key": str(uuid.uuid4())})
    tara.post(reverse("referrals:accept_care", args=[care.pk]))
    tara.post(door, typed | {"idempotency_key": str(uuid.uuid4()), "interpreter": unfit.pk})
    assert not TherapySession.objects.exists()


def test_long_lists_ask_the_database_no_more_than_short_ones(people, browser_of):
    tara, ines = makers.therapist(people.tara, capacity=9), makers.interpreter(people.ines)
    cycle = field.make_cycle(at=timezone.now(), facilitators=[people.anne])
    pages = {
        reverse("referrals:board"): people.alice,
        reverse("referrals:mine"): people.omar,
        reverse("referrals:cares"): people.tara,
        reverse("networks:missions"): people.ines,
        reverse("practice_groups:roster", args=[cycle.pk]): people.anne,
        reverse("accounts"): people.ada,
        reverse("journal"): people.ada,
    }
    counts: list[dict] = []
    for rank in range(3):
        makers.care(people.omar, people.alice, tara, ines)
        makers.referral(people.omar)
        field.join(cycle, make_user(f"Participante {rank}", "benevole"), at=timezone.now())
        counts.append({page: _statements(browser_of(user), page) for page, user in pages.items()})
    assert counts[1] == counts[2]


def _statements(browser, page) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(page).status_code == 200
    return len(captured)
