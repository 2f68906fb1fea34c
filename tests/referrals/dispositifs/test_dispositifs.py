"""The coordination keeps the dispositifs: rules, team, opening and end."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.refusals import Refused
from referrals.dispositifs import actions
from referrals.intake import actions as intake
from referrals.models import Dispositif, ReviewMeeting, TeamMember
from referrals.states import State
from tests.people import make_user
from tests.referrals import makers
from tests.statements import cost

RULES = {
    "label": "Équipe mobile",
    "kind": "mobile",
    "description": "Va sur place.",
    "departements": ["30", "34"],
    "known_referrers_only": "on",
    "open_to_intake": "on",
}


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def alice(people, browser_of):
    return browser_of(people.alice)


def test_created_edited_stopped_reopened_with_its_story(people, alice):
    assert alice.post(url("add_dispositif"), RULES).status_code == 302
    made = Dispositif.objects.get()
    assert (made.departements, made.requires_review, made.open_to_persons) == (["30", "34"], False, False)

    edited = RULES | {"description": "Va dans les foyers.", "version": made.version}
    assert alice.post(url("edit_dispositif", made.pk), edited).status_code == 302
    stopped = {"intake_until": "2026-03-01", "closing_note": "Voyez le C.A.P.E.", "version": 2}
    assert alice.post(url("stop_intake", made.pk), stopped).status_code == 302
    page = alice.get(url("dispositif", made.pk)).content.decode()
    for said in (
        "Accueil terminé",
        "Voyez le C.A.P.E.",
        "Dispositif créé",
        "Modifié : phrase pour les orienteurs",
        "Dernier jour d’accueil : 01/03/2026",
        "Alice",
    ):
        assert said in page, said
    assert alice.post(url("reopen_dispositif", made.pk), {"version": 3}).status_code == 302
    assert "Accueil sans date de fin" in alice.get(url("dispositif", made.pk)).content.decode()


def test_a_second_coordinator_is_told_and_keeps_what_she_typed(people, alice, browser_of):
    made = makers.dispositif()
    alice.post(url("edit_dispositif", made.pk), RULES | {"version": 1, "label": "C.A.P.E. de Nîmes"})
    late = browser_of(people.chloe).post(
        url("edit_dispositif", made.pk), RULES | {"version": 1, "description": "Autre phrase."}
    )
    page = late.content.decode()
    assert late.status_code == 200 and "Dispositif modifié par Alice" in page and "Autre phrase." in page
    assert Dispositif.objects.get().label == "C.A.P.E. de Nîmes"


def test_bad_rules_are_said_beside_the_field(people, alice):
    answer = alice.post(url("add_dispositif"), RULES | {"open_to_persons": "on"})
    assert "se contredisent" in str(answer.context["form"].errors["open_to_persons"])
    makers.dispositif()
    twice = alice.post(url("add_dispositif"), RULES | {"label": "C.A.P.E."})
    assert "porte déjà ce nom" in twice.content.decode()
    assert Dispositif.objects.count() == 1


def test_it_closes_when_nothing_is_open(people, alice):
    sent = makers.referral(people.omar)
    made = sent.dispositif
    answer = alice.post(url("close_dispositif", made.pk), {"version": made.version})
    assert "Il reste 1 orientation ouverte et 0 suivi en cours" in answer.content.decode()
    intake.withdraw(sent, reason="Partie.", by=people.omar, at=makers.AT)
    assert alice.post(url("close_dispositif", made.pk), {"version": made.version}).status_code == 302
    made.refresh_from_db()
    assert made.closed_on == timezone.localdate() == made.intake_until
    with pytest.raises(Refused, match="fermé depuis"):
        makers.referral(people.omar, at=timezone.now())


def test_a_living_care_keeps_it_open(people):
    care = makers.care(people.omar, people.alice, makers.therapist(people.tara), makers.interpreter())
    made = care.referral.dispositif
    assert care.referral.state == State.ACCEPTED  # no orientation is open any more
    with acting_as(people.alice), pytest.raises(Refused, match="0 orientation ouverte et 1 suivi en cours"):
        actions.close_dispositif(made, closing_note="", version=made.version, by=people.alice, at=makers.AT)
    with pytest.raises(DatabaseError, match="something goes on"), transaction.atomic():
        Dispositif.objects.filter(pk=made.pk).update(intake_until="2026-03-01", closed_on="2026-03-02")


def test_the_team_comes_and_goes_and_reads_accordingly(people, alice):
    made = makers.dispositif()
    today = timezone.localdate()
    joined = {
        "user": people.tara.pk,
        "function": "Psychologue",
        "since": today.isoformat(),
        "coordinates": "on",
    }
    assert alice.post(url("add_member", made.pk), joined).status_code == 302
    again = alice.post(url("add_member", made.pk), joined)
    assert again.status_code == 200 and TeamMember.objects.count() == 1  # she is not offered twice
    with pytest.raises(Refused, match="fait déjà partie"):
        actions.add_member(
            made,
            user=people.tara,
            function="",
            coordinates=False,
            since=today,
            by=people.alice,
            at=timezone.now(),
        )
    ReviewMeeting.objects.create(dispositif=made, starts_at=timezone.now(), called_by=people.alice)
    with acting_as(people.tara):
        assert ReviewMeeting.objects.exists()
    alice.post(url("end_member", TeamMember.objects.get().pk))
    gone = TeamMember.objects.get()
    assert gone.until == today - timedelta(days=1) and gone.since <= gone.until
    with acting_as(people.tara):
        assert not ReviewMeeting.objects.exists()
    page = alice.get(url("dispositif", made.pk)).content.decode()
    assert "Tara" in page and "jusqu’au" in page


def test_the_pages_ask_a_constant_number_of_statements(people, alice):
    one = makers.dispositif()
    TeamMember.objects.create(dispositif=one, user=people.tara, since="2026-01-01")
    pages = url("dispositifs"), url("dispositif", one.pk)
    few = [cost(alice, page) for page in pages]
    for number in range(4):
        Dispositif.objects.create(label=f"Autre {number}")
        user = make_user(f"Thérapeute {number}", "therapeute")
        TeamMember.objects.create(dispositif=one, user=user, since="2026-01-01")
    assert [cost(alice, page) for page in pages] == few == [4, 7]


def test_nobody_else_reaches_them(people, browser_of):
    made = makers.dispositif()
    for name in ("omar", "tara", "ines", "victor", "felix", "ada"):
        other = browser_of(getattr(people, name))
        assert other.get(url("dispositifs")).status_code == 404
        assert other.post(url("edit_dispositif", made.pk), RULES | {"version": 1}).status_code == 404
        assert other.post(url("reopen_dispositif", made.pk), {"version": 1}).status_code == 404
    assert Dispositif.objects.get().version == 1


def test_the_form_offers_what_is_open_and_says_why_the_rest_is_not(people, browser_of):
    makers.dispositif(description="Reçoit gratuitement.")
    Dispositif.objects.create(
        label="Centre de la Garonne", intake_until="2026-01-01", closing_note="Voyez Nîmes."
    )
    page = browser_of(people.omar).get(url("receive")).content.decode()
    assert "Reçoit gratuitement." in page
    assert "Centre de la Garonne" in page and "Voyez Nîmes." in page
    assert page.count('name="dispositif"') == 1
