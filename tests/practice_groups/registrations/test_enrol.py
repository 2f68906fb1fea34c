"""Somebody telephones: the coordination registers her by the rules of everybody, and she gets her link."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail, RoleGrant, User
from practice_groups.models import Cycle, Registration
from tests.people import browser_of, make_user
from tests.practice_groups.field import join, leave, make_cycle, states

TYPED = {
    "display_name": "Nadia Ferrand",
    "email": "Nadia@asso.example",
    "language": "nl",
    "profession": "Éducatrice",
    "sector": "social",
    "charter": "on",
}


@pytest.fixture
def cycle(portal):
    return make_cycle(1, at=timezone.now(), fee=120)


def text(page) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())))


def enrol(cycle, by, **typed):
    url = reverse("practice_groups:enrol", args=[cycle.pk])
    return browser_of(by).post(url, TYPED | {"idempotency_key": uuid4()} | typed, follow=True)


def shut(cycle, **facts):
    with acting_as_system():
        Cycle.objects.filter(pk=cycle.pk).update(**facts)


def test_from_the_telephone_to_her_own_page(cycle, people):
    page = enrol(cycle, people.alice)
    assert "Inscription de Nadia Ferrand : confirmée." in text(page)
    assert "Inscription notée par Alice" in text(page)
    made = Registration.objects.get()
    assert (made.user.email, made.user.language) == ("nadia@asso.example", "nl")
    assert (made.registered_by, made.fee_state, made.state) == (people.alice, "due", "confirmee")
    grant = RoleGrant.objects.get(user=made.user)
    assert (grant.role, grant.granted_by) == ("participant", people.alice)
    mail = OutgoingMail.objects.get()
    assert mail.to == "nadia@asso.example" and "op uw vraag" in mail.body
    link = re.search(r"https?://[^/]+(/\S+mon-inscription\S+)", mail.body)[1]
    assert browser_of().get(link).status_code == 200
    assert "op uw vraag" not in _mail_of(make_cycle(1, at=timezone.now(), title="Autre"), people.victor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_id FROM practice_groups_registrationwriteevent ORDER BY pgh_id LIMIT 1")
        assert cursor.fetchone()[0] == people.alice.pk, "the journal says who wrote it"


def _mail_of(cycle, user) -> str:
    join(cycle, user, at=timezone.now())
    return OutgoingMail.objects.get(to=user.email).body


def test_full_she_takes_the_last_place_of_the_queue(cycle, people):
    seated = join(cycle, people.victor, at=timezone.now())
    join(cycle, people.omar, at=timezone.now())
    assert "2e sur 2 en liste d’attente" in text(enrol(cycle, people.alice))
    leave(seated, at=timezone.now())
    assert states(cycle) == ["desistee", "place_proposee", "liste_attente"], "nobody overtakes"


def test_the_share_of_a_sector_holds(people):
    cycle = make_cycle(3, at=timezone.now(), most_social=1)
    join(cycle, people.victor, at=timezone.now())
    assert "liste d’attente" in text(enrol(cycle, people.alice))
    assert "Votre secteur a déjà sa place" in Registration.objects.latest("pk").passed_over


def test_outside_the_dates_a_reason_is_asked_for_and_kept(cycle, people):
    shut(cycle, closes_at=timezone.now() - timedelta(days=1))
    page = enrol(cycle, people.alice)
    assert "Pourquoi l’inscrire hors délai" in text(page) and "Nadia Ferrand" in page.content.decode()
    assert states(cycle) == [] and not User.objects.filter(email="nadia@asso.example").exists()
    page = text(enrol(cycle, people.alice, exception="Retour de congé, place gardée"))
    assert "hors délai : Retour de congé, place gardée" in page
    assert Registration.objects.get().exception == "Retour de congé, place gardée"


def test_within_the_dates_no_reason_is_asked_for(cycle, people):
    page = browser_of(people.alice).get(reverse("practice_groups:enrol", args=[cycle.pk]))
    assert "hors délai" not in text(page)


@pytest.mark.parametrize("facts", [{"published": False}, {"over": True}])
def test_what_takes_nobody_takes_nobody(cycle, people, facts):
    if facts.pop("over", None):
        yesterday = timezone.localdate() - timedelta(days=1)
        facts = {"starts_on": yesterday, "ends_on": yesterday}
    shut(cycle, **facts)
    page = browser_of(people.alice).get(reverse("practice_groups:roster", args=[cycle.pk]))
    assert "Inscrire quelqu’un" not in text(page)
    assert enrol(cycle, people.alice, exception="Quand même").status_code == 409
    assert states(cycle) == []


def test_another_s_address_is_caught_before_she_is_written_to(cycle, people):
    page = text(enrol(cycle, people.alice, email=people.victor.email))
    assert "Cette adresse est celle de Victor : corrigez-la" in page
    assert states(cycle) == [] and not OutgoingMail.objects.exists()
    enrol(cycle, people.alice, email=people.victor.email, display_name="victor")
    assert Registration.objects.get().user == people.victor


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sector": ""}, "Choisissez votre secteur."),
        ({"charter": ""}, "Acceptez la charte"),
        ({"email": "pas une adresse"}, "adresse"),
        ({"display_name": ""}, "Prénom et nom"),
    ],
)
def test_bad_input_is_said_and_kept(cycle, people, typed, said):
    page = enrol(cycle, people.alice, **typed)
    assert said in text(page) and "Éducatrice" in page.content.decode()
    assert states(cycle) == []


def test_twice_is_told_and_a_double_submission_is_one(cycle, people):
    key = uuid4()
    for _ in range(2):
        enrol(cycle, people.alice, idempotency_key=key)
    assert states(cycle) == ["confirmee"]
    assert "déjà sur la liste de ce groupe : confirmée" in text(enrol(cycle, people.alice))
    assert states(cycle) == ["confirmee"]


def test_whom_the_group_is_not_for(cycle, people):
    with acting_as_system():
        cycle.group.audience = "therapeutes"
        cycle.group.save()
    assert "réservé à : les thérapeutes" in text(enrol(cycle, people.alice))
    assert not User.objects.filter(email="nadia@asso.example").exists(), "no account is left behind"
    tara = {"email": people.tara.email, "display_name": people.tara.display_name}
    enrol(cycle, people.alice, **tara)
    assert states(cycle) == ["confirmee"]


def test_who_leads_it_is_not_registered(people):
    anne = make_user("Anne Lebrun", "animation", "benevole")
    cycle = make_cycle(2, at=timezone.now(), facilitators=[anne])
    page = enrol(cycle, people.alice, email=anne.email, display_name=anne.display_name)
    assert "Anne Lebrun anime déjà ce groupe" in text(page) and states(cycle) == []


def test_a_facilitator_registers_nobody(people):
    anne = make_user("Anne Lebrun", "animation")
    cycle = make_cycle(2, at=timezone.now(), facilitators=[anne])
    assert enrol(cycle, anne).status_code == 404
    page = browser_of(anne).get(reverse("practice_groups:roster", args=[cycle.pk]))
    assert "Inscrire quelqu’un" not in text(page)


def test_she_telephones_that_she_takes_the_seat(cycle, people):
    seated = join(cycle, people.victor, at=timezone.now())
    enrol(cycle, people.alice)
    waiting = Registration.objects.latest("pk")
    page, browser = reverse("practice_groups:accept_for", args=[waiting.pk]), browser_of(people.alice)
    assert "Aucune place ne lui est proposée" in text(browser.get(page))
    assert "Aucune place ne lui est proposée" in text(browser.post(page)), "nothing to accept yet"
    leave(seated, at=timezone.now())
    roster = browser.get(reverse("practice_groups:roster", args=[cycle.pk])).content.decode()
    assert page in roster and "Confirmer sa place" in text(browser.get(page))
    assert "Place confirmée" in text(browser.post(page, follow=True))
    assert states(cycle) == ["desistee", "confirmee"]
    mails = OutgoingMail.objects.filter(to="nadia@asso.example")
    assert any("is bevestigd" in one.body for one in mails), "she is told, in her language"


def test_an_offer_that_expired_is_not_taken_by_telephone_either(cycle, people):
    seated = join(cycle, people.victor, at=timezone.now())
    enrol(cycle, people.alice)
    leave(seated, at=timezone.now() - timedelta(hours=50))
    page = reverse("practice_groups:accept_for", args=[Registration.objects.latest("pk").pk])
    assert "le délai de réponse est passé" in text(browser_of(people.alice).post(page))
    assert states(cycle) == ["desistee", "place_proposee"]


# ── What the database holds ─────────────────────────────────────────────────────────────────────


def _row(cycle, user, **facts):
    at = timezone.now()
    return Registration(
        **{
            "cycle": cycle,
            "user": user,
            "profession": "Éducatrice",
            "sector": "social",
            "state": "liste_attente",
        }
        | {"charter_accepted_at": at, "registered_at": at}
        | facts
    )


def test_the_coordination_writes_in_its_own_name_and_says_why(cycle, people):
    late, victor = timezone.now() + timedelta(days=90), people.victor
    assert people.chloe
    for facts in (
        {},
        {"registered_by": people.chloe},
        {"registered_by": people.alice, "registered_at": late},
        {"exception": "Sans nom"},
    ):
        with acting_as(people.alice), pytest.raises(IntegrityError), transaction.atomic():
            _row(cycle, victor, **facts).save()
    with acting_as(people.alice):
        made = _row(
            cycle, victor, registered_by=people.alice, registered_at=late, exception="Retour de congé"
        )
        made.save()
        made.exception = "Autre chose"
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save()


def test_nobody_says_that_the_coordination_registered_her(cycle, people):
    from django.db import ProgrammingError

    with acting_as(people.victor), pytest.raises(ProgrammingError), transaction.atomic():
        _row(cycle, people.victor, registered_by=people.alice).save()
