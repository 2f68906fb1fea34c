"""« Votre fiche est-elle toujours exacte ? »: asked once a year, in small batches, answered once."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from centre.celery import app
from centre.context import acting_as_system, set_actor
from centre.models import OutgoingMail
from networks.directory import access, actions, links, tasks
from networks.directory.tasks import ask_verifications
from networks.models import NetworkSettings, Structure, StructureCorrection
from tests.networks.directory.makers import member, structure
from tests.people import browser_of as open_browser

DEAD = "Ce lien n’est plus valable. Demandez-en un nouveau."


@pytest.fixture
def old(people):
    facts = {"email": "accueil@exemple.example", "verified_on": "2024-01-01", "public": True}
    return structure("PASS du Vidourle", **facts)


def ask():
    set_actor(None)  # a worker comes with no name
    ask_verifications()
    with acting_as_system():
        return list(OutgoingMail.objects.order_by("queued_at"))


def url(structure, user=None):
    return reverse("networks:verify_structure", args=[links.make(structure, user)])


def again(structure):
    with acting_as_system():
        structure.refresh_from_db()
    return structure


# ── Asking ──────────────────────────────────────────────────────────────────────────────────────


def test_the_scheduler_knows_the_task():
    assert ask_verifications.name in {entry["task"] for entry in app.conf.beat_schedule.values()}


def test_an_old_sheet_is_asked_about_once_a_month(old):
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        assert [mail.to for mail in ask()] == ["accueil@exemple.example"]
        assert len(ask()) == 1
        clock.shift(timedelta(days=29))
        assert len(ask()) == 1
        clock.shift(timedelta(days=1))
        assert len(ask()) == 2


def test_two_workers_at_once_ask_once(people, old):
    at = timezone.now()
    assert [actions.ask_verification(old, by=people.alice, at=at) for _ in range(2)] == [1, 0]


def test_the_mail_names_nothing(old):
    mail = ask()[0]
    assert old.name not in mail.subject + mail.body and "psych" not in (mail.subject + mail.body).lower()
    assert "/reseau/annuaire/verifier/" in mail.body


def test_recent_closed_and_mute_sheets_are_left_alone(people):
    structure("Récente", email="a@exemple.example", verified_on=timezone.localdate())
    structure("Fermée", email="b@exemple.example", verified_on=None, closed_on="2026-01-01")
    structure("Muette", verified_on=None)
    assert ask() == []


def test_without_an_address_its_members_are_asked(people):
    mute = structure("Muette", verified_on=None)
    member(people.olga, mute)
    member(people.omar, mute, validated_on=None)
    assert [mail.to for mail in ask()] == [people.olga.email]


def test_fifty_a_day_at_most_and_everybody_in_turn(people):
    Structure.objects.bulk_create(
        Structure(name=f"S{n:03}", email=f"s{n:03}@exemple.example") for n in range(tasks.MOST_A_DAY + 7)
    )
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        assert len(ask()) == tasks.MOST_A_DAY
        assert len(ask()) == tasks.MOST_A_DAY  # the same day, nothing more
        clock.shift(timedelta(days=1))
        mails = ask()
    assert len(mails) == tasks.MOST_A_DAY + 7 == len({mail.to for mail in mails})


def test_one_that_fails_does_not_lose_the_others(people, old, monkeypatch):
    structure("Autre", email="autre@exemple.example", verified_on=None)
    written = actions.mails.ask_verification

    def failing(one):
        if one.name == "PASS du Vidourle":
            raise OSError("killed midway")
        return written(one)

    monkeypatch.setattr(actions.mails, "ask_verification", failing)
    with pytest.raises(OSError):
        ask()
    monkeypatch.undo()
    assert {mail.to for mail in ask()} == {"autre@exemple.example", "accueil@exemple.example"}


@pytest.mark.parametrize(
    ("today", "months", "limit"),
    [("2026-03-02", 12, "2025-03-02"), ("2026-03-31", 1, "2026-02-28"), ("2024-02-29", 12, "2023-02-28")],
)
def test_what_is_too_old(people, today, months, limit):
    NetworkSettings.objects.update(verify_months=months)
    assert str(access.stale_before(timezone.datetime.fromisoformat(today).date())) == limit


# ── Answering ───────────────────────────────────────────────────────────────────────────────────


def test_opening_the_link_does_nothing(old):
    """Mail scanners open links, more than once."""
    link = url(old)
    for _ in range(3):
        page = open_browser().get(link)
        assert page.status_code == 200 and old.name in page.text and "Tout est exact" in page.text
        open_browser().head(link)
    assert str(again(old).verified_on) == "2024-01-01" and not StructureCorrection.objects.exists()


def test_the_button_says_it_is_exact_once(old):
    link = url(old)
    assert "Merci" in open_browser().post(link, {"answer": "exact"}).text
    assert (again(old).verified_on, old.verified_by) == (timezone.localdate(), "la structure")
    version = old.version
    for answer in (open_browser().post(link, {"answer": "exact"}), open_browser().get(link)):
        assert answer.status_code == 409 and DEAD in answer.text
    assert again(old).version == version


def test_a_later_verification_kills_earlier_links(people, old, browser_of):
    link = url(old)
    browser_of(people.alice).post(reverse("networks:confirm_structure", args=[old.pk]))
    assert DEAD in open_browser().get(link).text
    assert DEAD in open_browser().post(link, {"answer": "changed", "text": "Nouveau numéro"}).text
    assert not StructureCorrection.objects.exists()


def test_what_has_changed_is_for_the_coordination_to_write(people, old):
    link = url(old)
    for _ in range(2):  # a double click
        page = open_browser().post(link, {"answer": "changed", "text": "Téléphone : 04 65 71 88 88"})
        assert "Votre message est transmis" in page.text
    correction = StructureCorrection.objects.get()
    assert (correction.structure, correction.said_by) == (old, "accueil@exemple.example")
    assert (str(again(old).verified_on), old.phone) == ("2024-01-01", "04 65 71 00 01")


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "changed"}, {"answer": "changed", "text": "  "}, {"answer": "autre"}]
)
def test_no_answer_is_no_answer(old, sent):
    page = open_browser().post(url(old), sent)
    assert page.status_code == 200 and "Merci" not in page.text
    assert str(again(old).verified_on) == "2024-01-01" and not StructureCorrection.objects.exists()


@pytest.mark.parametrize("token", ["inconnu", "a:b:c", "é", "x" * 500])
def test_a_made_up_link(old, token):
    answer = open_browser().get(reverse("networks:verify_structure", args=[token]))
    assert answer.status_code == 409 and DEAD in answer.text


def test_a_link_of_another_use_or_altered_opens_nothing(old):
    from django.core import signing

    other = signing.dumps({"s": old.pk, "v": "2024-01-01", "u": None}, salt="autre", compress=True)
    good = links.make(old, None)
    for token in (other, good[:-1] + ("A" if good[-1] != "A" else "B")):
        assert DEAD in open_browser().get(reverse("networks:verify_structure", args=[token])).text


def test_a_link_lives_sixty_days(old):
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        link = url(old)
        clock.shift(timedelta(days=59))
        assert open_browser().get(link).status_code == 200
        clock.shift(timedelta(days=2))
        assert DEAD in open_browser().get(link).text


def test_a_closed_structure_answers_no_more(old):
    link = url(old)
    Structure.objects.filter(pk=old.pk).update(closed_on="2026-01-01")
    assert DEAD in open_browser().get(link).text


def test_a_members_link_writes_in_her_name(people, old):
    member(people.olga, old)
    open_browser().post(url(old, people.olga), {"answer": "changed", "text": "Nouvelle adresse"})
    assert StructureCorrection.objects.get().by == people.olga
    open_browser().post(url(old, people.olga), {"answer": "exact"})
    assert again(old).verified_on == timezone.localdate()


def test_whoever_left_holds_a_dead_link(people, old):
    place = member(people.olga, old)
    link = url(old, people.olga)
    place.until = "2026-01-01"
    place.save()
    assert DEAD in open_browser().get(link).text
    place.until = None
    place.save()
    people.olga.is_active = False
    people.olga.save()
    assert DEAD in open_browser().get(link).text


def test_a_protected_address_is_not_in_what_a_mail_opens(people):
    refuge = structure("Refuge", sensitive=True, address="7 impasse secrète", email="r@exemple.example")
    assert "secrète" not in open_browser().get(url(refuge)).text
