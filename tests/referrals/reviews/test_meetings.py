"""Meetings: planned, prepared, held; one open agenda per situation; decisions recorded there; nameless minutes."""

import io
from datetime import time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from centre.context import acting_as
from centre.models import OutgoingMail, Reading
from centre.refusals import Refused
from referrals.board import actions as board
from referrals.intake import actions as intake
from referrals.models import AgendaItem, CaseReview, Identity, Person, Referral, ReviewMeeting, TeamMember
from referrals.reviews import actions as reviews
from referrals.reviews.meetings import actions, minutes
from referrals.reviews.vignettes import without_names
from referrals.states import State
from tests.referrals import makers

YES = dict.fromkeys(("relevance", "spoken_language", "availability"), "oui")


def under_review(people, **typed) -> Referral:
    at = timezone.now() - timedelta(days=3)
    found = makers.referral(people.omar, at=at, **typed)
    found = board.take(found, version=1, by=people.alice, at=at)
    return board.bring_to_review(found, version=2, by=people.alice, at=at)


def meeting(people, days: int = 0, dispositif=None) -> ReviewMeeting:
    """A meeting so many days from now; today's began an hour ago."""
    starts = timezone.now() + timedelta(days=days) - timedelta(hours=1)
    return ReviewMeeting.objects.create(
        dispositif=dispositif or makers.dispositif(), starts_at=starts, called_by=people.alice
    )


def in_team(user, dispositif=None):
    return TeamMember.objects.create(
        dispositif=dispositif or makers.dispositif(), user=user, since="2024-01-01"
    )


def decided(item, people, decision=State.ACCEPTED, by=None, **typed) -> CaseReview:
    said = YES | {"decision": decision, "reason": "", "dissent": "", "version": item.referral.version} | typed
    return actions.decide_in_meeting(item, **said, by=by or people.alice, at=timezone.now())


@pytest.fixture
def today(people):
    """A meeting that began, two situations on its agenda, Alice and Tara present."""
    found = meeting(people)
    for _ in range(2):
        actions.enlist(found, referral=under_review(people), by=people.alice, at=timezone.now())
    found.participants.set([people.alice, people.tara])
    return found


def test_meetings_repeat_at_the_same_hour_and_are_planned_once(people):
    typed = {
        "dispositif": makers.dispositif(),
        "day": timezone.localdate() + timedelta(days=3),
        "hour": time(14, 30),
        "place": "Salle 2",
        "modality": "presentiel",
        "weeks": 2,
        "times": 20,
        "by": people.alice,
        "at": timezone.now(),
    }
    actions.plan_meeting(**typed)
    starts = [timezone.localtime(one.starts_at) for one in ReviewMeeting.objects.all()]
    assert len(starts) == 20 and {(one.hour, one.minute) for one in starts} == {(14, 30)}
    assert {(b.date() - a.date()).days for a, b in pairwise(starts)} == {14}
    with pytest.raises(Refused, match="déjà prévue"):
        actions.plan_meeting(**typed)
    with pytest.raises(Refused, match="à venir"):
        actions.plan_meeting(**typed | {"day": timezone.localdate() - timedelta(days=1)})


def test_what_is_under_review_is_proposed_put_ordered_and_carried_over(people, browser_of):
    alice, now, later = browser_of(people.alice), meeting(people), meeting(people, 14)
    first, second = under_review(people), under_review(people)
    page = alice.get(reverse("referrals:meeting", args=[now.pk])).content.decode()
    assert first.reference in page and second.reference in page and "Les inscrire toutes" in page
    alice.post(reverse("referrals:enlist", args=[now.pk]))
    items = list(now.items.all())
    assert [item.referral for item in items] == [first, second]
    alice.post(reverse("referrals:reorder", args=[now.pk, items[1].pk]), {"direction": "up"})
    assert [item.referral for item in now.items.all()] == [second, first]
    alice.post(reverse("referrals:carry_over", args=[now.pk, items[0].pk]))
    assert later.items.get().referral == first and now.items.get().referral == second
    alice.post(reverse("referrals:remove_item", args=[now.pk, items[1].pk]))
    assert not now.items.exists()
    with pytest.raises(Refused, match="Aucune autre réunion"):
        actions.carry_over(later.items.get(), by=people.alice, at=timezone.now())


def test_a_situation_is_on_one_open_agenda(people):
    found = under_review(people)
    actions.enlist(meeting(people), referral=found, by=people.alice, at=timezone.now())
    with pytest.raises(Refused, match="déjà à l’ordre du jour"):
        actions.enlist(meeting(people, 7), referral=found, by=people.alice, at=timezone.now())
    with pytest.raises(IntegrityError, match="on_one_agenda_at_a_time"), transaction.atomic():
        AgendaItem.objects.create(
            meeting=meeting(people, 9), referral=found, position=1, added_by=people.alice
        )


def test_only_what_is_under_review_in_this_dispositif_is_put_on_its_agenda(people):
    other = makers.Dispositif.objects.create(label="Équipe mobile")
    sent = makers.referral(people.omar)
    for here, found in ((meeting(people), sent), (meeting(people, 1, other), under_review(people))):
        with pytest.raises(Refused, match="ne s’inscrit pas ici"):
            actions.enlist(here, referral=found, by=people.alice, at=timezone.now())


def test_the_decision_is_recorded_in_the_meeting_with_its_participants(people, today, browser_of):
    alice, item = browser_of(people.alice), today.items.first()
    page = alice.get(reverse("referrals:meeting", args=[today.pk])).content.decode()
    assert item.referral.reference in page and "Aucun thérapeute n’a de place" in page
    typed = YES | {"decision": "refusee", "reason": "", "version": item.referral.version}
    door = reverse("referrals:decide_in_meeting", args=[today.pk, item.pk])
    refused = alice.post(door, typed | {"dissent": "Tara n’est pas d’accord."})
    assert (
        "Dites pourquoi" in refused.content.decode()
        and "Tara n’est pas d’accord." in refused.content.decode()
    )
    assert alice.post(door, typed | {"reason": "Relève du CMP."}).status_code == 302
    review = CaseReview.objects.get()
    assert (review.meeting, review.reason, review.held_on) == (
        today,
        "Relève du CMP.",
        timezone.localdate(today.starts_at),
    )
    assert set(review.participants.all()) == {people.alice, people.tara}
    assert today.items.filter(done=True).get().referral.state == State.REFUSED


def test_the_second_coordinator_who_records_the_same_situation_is_told(people, today):
    item = today.items.select_related("referral").first()
    stale = AgendaItem.objects.select_related("referral", "meeting").get(pk=item.pk)
    decided(item, people)
    with pytest.raises(Refused, match="n’attend plus"):
        decided(stale, people, by=people.chloe)
    assert CaseReview.objects.count() == 1


def test_nothing_is_decided_without_participants_nor_before_its_day(people):
    found = meeting(people, 2)
    (item,) = actions.enlist(found, referral=under_review(people), by=people.alice, at=timezone.now())
    with pytest.raises(Refused, match="qui prend part"):
        decided(item, people)
    found.participants.set([people.alice])
    with pytest.raises(Refused, match="à venir"):
        decided(item, people)


def test_what_its_sender_withdraws_leaves_the_agenda(people, today):
    item = today.items.first()
    with acting_as(people.omar):
        intake.withdraw(item.referral, reason="Partie.", by=people.omar, at=timezone.now())
    item.refresh_from_db()
    assert item.done and not CaseReview.objects.exists()


def test_a_meeting_over_changes_no_more_and_hands_on_what_was_not_discussed(people, today):
    later = meeting(people, 14)
    first, second = today.items.select_related("referral")
    decided(first, people)
    with pytest.raises(Refused, match="plutôt que de l’annuler"):
        actions.cancel_meeting(today, reason="Grève", version=1, by=people.alice, at=timezone.now())
    held = actions.close_meeting(today, note="", version=1, by=people.alice, at=timezone.now())
    assert later.items.get().referral == second.referral
    with pytest.raises(Refused, match="ne change plus"):
        actions.attend(held, participants=[people.alice], version=2, by=people.alice, at=timezone.now())
    with pytest.raises(IntegrityError, match="is over once"), transaction.atomic():
        ReviewMeeting.objects.filter(pk=today.pk).update(state="prevue")


def test_a_cancelled_meeting_hands_on_its_agenda_and_says_why(people, today):
    later = meeting(people, 14)
    actions.cancel_meeting(today, reason="Grève", version=1, by=people.alice, at=timezone.now())
    assert later.items.count() == 2 and not today.items.exists()


# ── Minutes ─────────────────────────────────────────────────────────────────────────────────────


def printed(found: ReviewMeeting) -> str:
    found.refresh_from_db()
    pages = PdfReader(io.BytesIO(minutes.opened(found).read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_minutes_name_nobody_even_where_somebody_wrote_a_name(people, today):
    item = today.items.select_related("referral__person").first()
    decided(
        item, people, State.REFUSED, reason="SHAHRBANU relève du CMP.", dissent="Mme Zarrinpoush le refuse."
    )
    held = actions.close_meeting(
        today, note="Rappeler zarrinpoush.", version=1, by=people.alice, at=timezone.now()
    )
    minutes.make_minutes(held.pk)
    text = printed(held)
    assert item.referral.person.code in text and "relève du CMP" in text and "Tara" in text
    for name in ("shahrbanu", "zarrinpoush"):
        assert name not in text.lower()


def test_minutes_are_for_the_team_once_sent_and_each_reading_is_written_down(people, today, browser_of):
    makers.therapist(people.tara)
    in_team(people.tara)
    decided(today.items.select_related("referral").first(), people)
    held = actions.close_meeting(today, note="", version=1, by=people.alice, at=timezone.now())
    alice, tara = browser_of(people.alice), browser_of(people.tara)
    team_door = reverse("referrals:team_minutes", args=[held.pk])
    assert alice.post(reverse("referrals:send_minutes", args=[held.pk])).status_code == 409
    minutes.make_minutes(held.pk)
    assert tara.get(team_door).status_code == 404
    assert alice.get(reverse("referrals:meeting_minutes", args=[held.pk])).status_code == 200
    OutgoingMail.objects.all().delete()
    alice.post(reverse("referrals:send_minutes", args=[held.pk]))
    told = OutgoingMail.objects.get()
    assert told.to == people.tara.email and told.subject == "Un compte rendu vous attend"
    assert tara.get(team_door).status_code == 200
    assert set(Reading.objects.filter(why__startswith="compte rendu").values_list("actor_id", flat=True)) == {
        people.alice.pk,
        people.tara.pk,
    }
    assert browser_of(people.theo).get(team_door).status_code == 404


def test_a_corrected_decision_writes_the_minutes_again(people, today):
    decided(today.items.select_related("referral").first(), people, State.WAITING, reason="Pas de place.")
    held = actions.close_meeting(today, note="", version=1, by=people.alice, at=timezone.now())
    minutes.make_minutes(held.pk)
    assert "Pas de place." in printed(held)
    review = CaseReview.objects.select_related("referral").get()
    said = YES | {"decision": State.WAITING, "reason": "Place en mai.", "dissent": ""}
    said |= {"version": review.referral.version, "by": people.chloe, "at": timezone.now()}
    reviews.correct_review(review, **said)
    assert list(minutes.without_minutes(timezone.now())) == [held.pk]
    minutes.make_minutes(held.pk)
    assert "Place en mai." in printed(held)
    said |= {"decision": State.ACCEPTED, "reason": ""}
    reviews.correct_review(review, **said)
    assert Referral.objects.get(pk=review.referral_id).state == State.ACCEPTED
    with pytest.raises(Refused):  # the table of states has no way back
        refreshed = Referral.objects.get(pk=review.referral_id)
        reviews.correct_review(
            review, **said | {"decision": State.REFUSED, "reason": "x", "version": refreshed.version}
        )


# ── What the team sees ──────────────────────────────────────────────────────────────────────────


def test_a_member_of_the_team_reads_the_vignette_and_nothing_else(people, today, browser_of):
    in_team(people.tara)
    item = today.items.select_related("referral__person").first()
    other = makers.Dispositif.objects.create(label="Équipe mobile")
    elsewhere = meeting(people, 1, other)
    told = Referral.objects.get(pk=item.referral_id)
    told.vignette = "Shahrbanu ne dort plus."
    told.save()
    tara = browser_of(people.tara)
    assert (
        reverse("referrals:team_review", args=[today.pk])
        in tara.get(reverse("referrals:team_reviews")).content.decode()
    )
    page = tara.get(reverse("referrals:team_review", args=[today.pk])).content.decode()
    assert told.person.code in page and f"{told.person.code} ne dort plus." in page and "dari" in page
    for hidden in ("Shahrbanu", "Zarrinpoush", "0600000000", "Omar", told.reference):
        assert hidden not in page
    assert tara.get(reverse("referrals:team_review", args=[elsewhere.pk])).status_code == 404
    for door in ("file", "review"):
        assert tara.get(reverse(f"referrals:{door}", args=[told.pk])).status_code == 404
    assert tara.get(reverse("referrals:meeting", args=[today.pk])).status_code == 404
    assert browser_of(people.theo).get(reverse("referrals:team_review", args=[today.pk])).status_code == 404
    with acting_as(people.tara):
        assert Referral.objects.count() == Person.objects.count() == 2 and not Identity.objects.exists()
        assert ReviewMeeting.objects.count() == 1
    decided(item, people)
    assert (
        told.person.code not in tara.get(reverse("referrals:team_review", args=[today.pk])).content.decode()
    )
    with acting_as(people.tara):
        assert not Referral.objects.filter(pk=told.pk).exists()
        assert not Person.objects.filter(pk=told.person_id).exists()
    with acting_as(people.theo):
        assert not ReviewMeeting.objects.exists() and not Referral.objects.exists()


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("Rahel ne dort plus.", ["Rahel"], "P-X ne dort plus."),
        ("RAHÉL et rahel, Rahela non.", ["Rahel"], "P-X et P-X, Rahela non."),
        ("Vu avec Al-Masri Omar.", ["Omar", "Al Masri"], "Vu avec Al-P-X P-X."),
        ("Rien à dire.", ["", "Li"], "Rien à dire."),
        ("", ["Rahel"], ""),
    ],
)
def test_names_are_taken_out_of_texts(text, names, told):
    assert without_names(text, names, "P-X") == told
