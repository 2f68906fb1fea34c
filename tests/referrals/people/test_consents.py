"""What she agreed to opens doors; taken back or over, it closes them at once, in the pages and in the database."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Mission, Structure
from referrals.choices import ConsentForm, ConsentScope
from referrals.models import Consent, Identity, Reorientation, TherapySession
from referrals.people import access
from referrals.people.consents import actions
from referrals.people.rules import later, usual_expiry
from tests.people import browser_of
from tests.referrals import makers

SAID = {
    "form": ConsentForm.ORAL,
    "language": "prs",
    "text_version": "",
    "interpreter_present": False,
    "given_on": makers.AT.date(),
    "expires_on": None,
}


@pytest.fixture
def care(people):
    return makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )


def record(person, by, scope=ConsentScope.INTERPRETER, partner=None, at=makers.AT, **said):
    return actions.record_consent(person, scope=scope, partner=partner, **SAID | said, by=by, at=at)


def team(person) -> Consent:
    return Consent.objects.get(person=person, scope=ConsentScope.TEAM, withdrawn_on=None)


def names_open_to(user) -> int:
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_identity")
        return cursor.fetchone()[0]


# ── Recorded, renewed ───────────────────────────────────────────────────────────────────────────


def test_a_consent_lasts_two_years_unless_less_is_said(care, people):
    made = record(care.person, people.alice)
    assert made.expires_on == date(2028, 3, 2) == usual_expiry(makers.AT.date())
    assert team(care.person).expires_on == date(2028, 3, 2)  # given with the orientation
    shorter = record(care.person, people.alice, ConsentScope.STATISTICS, expires_on=date(2026, 6, 1))
    assert shorter.expires_on == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"given_on": date(2026, 3, 3)}, "given_on"),
        ({"expires_on": date(2026, 3, 1)}, "expires_on"),
        ({"expires_on": date(2028, 3, 3)}, "expires_on"),
        ({"given_on": date(2020, 1, 1)}, "expires_on"),
        ({"scope": ConsentScope.PARTNER}, "partner"),
        ({"scope": ConsentScope.TEAM}, "scope"),
    ],
)
def test_what_cannot_be_said(care, people, said, field):
    with pytest.raises(Refused) as refusal:
        record(care.person, people.alice, **said)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("day", "wanted"),
    [(date(2024, 2, 29), date(2026, 2, 28)), (date(2026, 12, 31), date(2028, 12, 31))],
)
def test_two_years_later_even_on_a_leap_day(day, wanted):
    assert usual_expiry(day) == wanted
    assert later(date(2026, 1, 31), months=1) == date(2026, 2, 28)
    assert later(date(2026, 12, 5), months=1) == date(2027, 1, 5)


def test_a_named_partner_and_no_other(care, people):
    cmp, pass_ = Structure.objects.create(name="CMP"), Structure.objects.create(name="PASS")
    record(care.person, people.alice, ConsentScope.PARTNER, partner=cmp)
    day = makers.AT.date()
    assert access.allows(care.person, ConsentScope.PARTNER, partner=cmp, day=day)
    assert not access.allows(care.person, ConsentScope.PARTNER, partner=pass_, day=day)
    assert not access.allows(care.person, ConsentScope.PARTNER, day=day)
    with pytest.raises(Refused, match="déjà inscrit"):
        record(care.person, people.alice, ConsentScope.PARTNER, partner=cmp)


def test_renewed_it_runs_from_its_new_day_and_is_told_again(care, people):
    given = record(care.person, people.alice)
    at = makers.AT + timedelta(days=800)
    actions.close_expired(at=at)
    given.refresh_from_db()
    assert given.told_on is not None
    renewed = actions.renew_consent(given, **SAID | {"given_on": at.date()}, by=people.alice, at=at)
    assert (renewed.expires_on, renewed.told_on) == (usual_expiry(at.date()), None)
    with pytest.raises(Refused, match="plus récent"):
        actions.renew_consent(renewed, **SAID, by=people.alice, at=at)


def test_a_referrer_records_for_whom_she_sent_and_for_nobody_else(care, people):
    other = makers.referral(people.olga).person
    with acting_as(people.omar):
        assert record(care.person, people.omar).recorded_by == people.omar
        with pytest.raises(Refused):
            record(other, people.omar)
    omar = browser_of(people.omar)
    assert omar.get(reverse("referrals:consents", args=[care.person_id])).status_code == 200
    assert omar.get(reverse("referrals:consents", args=[other.pk])).status_code == 404


# ── Withdrawn ───────────────────────────────────────────────────────────────────────────────────


def test_withdrawn_the_therapist_knows_her_no_more_at_the_next_request(care, people):
    tara, page = browser_of(people.tara), reverse("referrals:care", args=[care.pk])
    assert "Shahrbanu" in tara.get(page).content.decode() and names_open_to(people.tara) == 1
    with acting_as(people.omar):
        actions.withdraw_consent(team(care.person), withdrawal_reason="", by=people.omar, at=makers.AT)
    assert "Shahrbanu" not in tara.get(page).content.decode() and names_open_to(people.tara) == 0
    assert names_open_to(people.alice) == 1


def test_those_concerned_are_told_without_a_name(care, people):
    OutgoingMail.objects.all().delete()
    actions.withdraw_consent(team(care.person), withdrawal_reason="Peur", by=people.omar, at=makers.AT)
    mails = list(OutgoingMail.objects.all())
    assert {mail.to for mail in mails} == {people.tara.email, people.alice.email}
    for mail in mails:
        for word in ("Shahrbanu", "Zarrinpoush", care.person.code, "Peur", "consent", "identité"):
            assert word not in mail.subject + mail.body


def test_a_consent_is_withdrawn_once_and_asked_for_again(care, people):
    first = team(care.person)
    actions.withdraw_consent(first, withdrawal_reason="", by=people.alice, at=makers.AT)
    with pytest.raises(Refused, match="déjà retiré"):
        actions.withdraw_consent(first, withdrawal_reason="", by=people.alice, at=makers.AT)
    with pytest.raises(Refused, match="retiré entre-temps"):
        actions.renew_consent(first, **SAID, by=people.alice, at=makers.AT)
    record(care.person, people.alice, ConsentScope.TEAM)
    assert names_open_to(people.tara) == 1


def _mission(care, label, state="confirmee", at=makers.AT + timedelta(days=7)):
    mission = Mission.objects.create(
        interpreter=care.interpreter,
        language="prs",
        day=at.date(),
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        state=state,
        requested_by=care.therapist.user,
        client_label=label,
        duration=60 if state == "realisee" else None,
    )
    TherapySession.objects.create(
        care=care,
        person=care.person,
        therapist=care.therapist,
        day=at.date(),
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        state="planifiee",
        mission=mission,
        logged_by=care.therapist.user,
        logged_at=makers.AT,
    )
    return mission


def test_the_interpreter_reads_a_code_again(care, people):
    consent = record(care.person, people.alice)
    mission = _mission(care, "Shahrbanu")
    other = makers.care(people.olga, people.alice, makers.therapist(people.theo), care.interpreter)
    theirs = _mission(other, "Ghezal", at=makers.AT + timedelta(days=9))
    ines = browser_of(people.ines)
    assert "Shahrbanu" in ines.get(reverse("networks:missions")).content.decode()
    with acting_as(people.omar):  # who sees no mission at all
        actions.withdraw_consent(consent, withdrawal_reason="", by=people.omar, at=makers.AT)
    mission.refresh_from_db()
    theirs.refresh_from_db()
    assert (mission.client_label, theirs.client_label) == (care.person.code, "Ghezal")
    assert "Shahrbanu" not in ines.get(reverse("networks:missions")).content.decode()


def test_the_partner_s_link_shows_no_name_any_more(care, people):
    cmp = Structure.objects.create(name="CMP")
    consent = record(care.person, people.alice, ConsentScope.PARTNER, partner=cmp)
    Reorientation.objects.create(
        referral=care.referral,
        person=care.person,
        structure=cmp,
        shares_identity=True,
        asked_at=makers.AT,
        asked_by=people.alice,
        due_on=makers.AT.date(),
    )
    actions.withdraw_consent(consent, withdrawal_reason="", by=people.alice, at=makers.AT)
    assert not Reorientation.objects.get().shares_identity
    assert not access.allows(care.person, ConsentScope.PARTNER, partner=cmp, day=makers.AT.date())


# ── Over ────────────────────────────────────────────────────────────────────────────────────────


def test_a_consent_that_is_over_closes_by_itself(care, people):
    """The database reads its own clock: the last day is lived, the day after is closed."""
    today = timezone.localdate()
    Consent.objects.filter(pk=team(care.person).pk).update(expires_on=today)
    assert names_open_to(people.tara) == 1
    Consent.objects.filter(pk=team(care.person).pk).update(expires_on=today - timedelta(days=1))
    assert names_open_to(people.tara) == 0


def test_what_was_copied_is_taken_back_the_day_after_and_told_once(care, people):
    consent = record(care.person, people.alice, expires_on=date(2026, 4, 1))
    mission = _mission(care, "Shahrbanu")
    OutgoingMail.objects.all().delete()
    last_day = makers.AT.replace(month=4, day=1)
    assert actions.close_expired(at=last_day) == 0
    assert actions.close_expired(at=last_day + timedelta(days=1)) == 1
    assert actions.close_expired(at=last_day + timedelta(days=2)) == 0
    mission.refresh_from_db()
    consent.refresh_from_db()
    assert mission.client_label == care.person.code and consent.told_on == date(2026, 4, 2)
    assert OutgoingMail.objects.filter(to=people.tara.email).count() == 1


def test_the_nightly_task_runs_in_the_portal_s_name(care, people):
    from referrals.people.tasks import close_expired_consents

    record(care.person, people.alice, expires_on=date(2026, 4, 1))
    with mock.patch("referrals.people.tasks.timezone.now", return_value=makers.AT + timedelta(days=60)):
        close_expired_consents()
    assert Consent.objects.filter(told_on=date(2026, 5, 1)).count() == 1


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────


def test_a_coordinator_records_renews_and_withdraws(care, people):
    alice, page = browser_of(people.alice), reverse("referrals:consents", args=[care.person_id])
    typed = {"scope": "interprete", "form": "ecrit", "given_on": "2026-03-02", "expires_on": "2099-01-01"}
    answer = alice.post(page, typed)
    assert answer.status_code == 200 and "deux ans au plus" in answer.content.decode()
    assert 'value="2099-01-01"' in answer.content.decode()  # what was typed is kept
    assert alice.post(page, typed | {"expires_on": ""}).status_code == 302
    made = Consent.objects.get(scope="interprete")
    renew = reverse("referrals:renew_consent", args=[made.pk])
    assert alice.get(renew).status_code == 200
    assert alice.post(renew, {"form": "oral", "given_on": timezone.localdate()}).status_code == 302
    withdraw = reverse("referrals:withdraw_consent", args=[made.pk])
    assert alice.post(withdraw, {"withdrawal_reason": "Ne veut plus"}).status_code == 302
    assert alice.get(withdraw).status_code == alice.get(renew).status_code == 404
    told = alice.get(page).content.decode()
    assert "Retiré" in told and "Ne veut plus" in told


def test_the_file_says_scope_by_scope_what_stands(care, people):
    cmp = Structure.objects.create(name="CMP des Lices")
    record(care.person, people.alice, ConsentScope.PARTNER, partner=cmp, at=timezone.now())
    record(care.person, people.alice, expires_on=date(2026, 4, 1))
    page = browser_of(people.alice).get(reverse("referrals:file", args=[care.referral_id])).content.decode()
    for said in ("CMP des Lices", "Valable", "Expiré", "Pas recueilli"):
        assert said in page


def test_what_is_to_be_asked_again(care, people):
    day = makers.AT.date()
    consent = record(care.person, people.alice, expires_on=day + timedelta(days=31))
    assert consent not in access.expiring(day)
    assert consent in access.expiring(day + timedelta(days=1))
    assert care.person not in access.without_consent(day)
    with acting_as_system():
        actions.withdraw_consent(team(care.person), withdrawal_reason="", by=people.alice, at=makers.AT)
    assert care.person in access.without_consent(day)
    assert not Identity.objects.exclude(person=care.person).exists()
