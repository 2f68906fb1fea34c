"""The trip of a registration, through HTTP: register, wait in a visible place, be offered a freed seat, answer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import OutgoingMail
from practice_groups.models import Registration
from tests.people import browser_of
from tests.practice_groups.field import join, make_cycle

TYPED = {
    "profession": "Éducatrice",
    "sector": "social",
    "version": "1",
    "structure": "CADA des Tilleuls",
    "expectations": "Prendre du recul",
}


@pytest.fixture
def cycle(portal):
    return make_cycle(1, at=timezone.now())


def key_of(page) -> str:
    return re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]


def register(browser, cycle, **typed):
    """Open the form, fill it, press the button; the page one lands on."""
    url = f"/groupes/{cycle.pk}/inscription/"
    data = TYPED | {"charter": "on", "idempotency_key": key_of(browser.get(url))} | typed
    return browser.post(url, data, follow=True)


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_from_the_catalogue_to_a_seat_freed_by_another(people, cycle):
    victor, omar, ines = (browser_of(who) for who in (people.victor, people.omar, people.ines))
    assert "1 place libre sur 1" in text(victor.get("/groupes/"))
    assert "Votre inscription est confirmée" in text(register(victor, cycle))
    assert "S’inscrire sur la liste d’attente" in text(omar.get("/groupes/"))
    assert "1re sur 1 en liste d’attente" in text(register(omar, cycle))
    assert "2e sur 2 en liste d’attente" in text(register(ines, cycle))
    assert "2e sur 2 en liste d’attente" in text(ines.get("/groupes/"))

    assert "Confirmer mon désistement" in text(victor.get(f"/groupes/{cycle.pk}/desistement/"))
    assert "désistement est enregistré" in text(victor.post(f"/groupes/{cycle.pk}/desistement/", follow=True))

    mail = OutgoingMail.objects.get(
        to=people.omar.email, subject="Une place vous est proposée dans un groupe"
    )
    link = re.search(r"http://[^/]+(/\S+)", mail.body)[1]
    assert "Une place vous est proposée" in text(omar.get(link))
    assert state_of(people.omar) == "place_proposee"  # opening the link answers nothing
    assert "Votre inscription est confirmée" in text(omar.post(link, {"accepted": "oui"}, follow=True))
    assert "1re sur 1 en liste d’attente" in text(ines.get(f"/groupes/{cycle.pk}/"))


def test_a_declined_offer_reaches_the_next_persons_home(people, cycle):
    seated = join(cycle, people.victor, at=timezone.now())
    join(cycle, people.omar, at=timezone.now())
    join(cycle, people.ines, at=timezone.now())
    browser_of(seated.user).post(f"/groupes/{cycle.pk}/desistement/")
    page = browser_of(people.omar).post(
        f"/groupes/{cycle.pk}/place-proposee/", {"accepted": "non"}, follow=True
    )
    assert "laissée à la personne suivante" in text(page)
    panel = browser_of(people.ines).get("/groupes/panneau/")
    assert (
        "Place proposée" in text(panel) and f"/groupes/{cycle.pk}/place-proposee/" in panel.content.decode()
    )
    assert "<html" not in panel.content.decode()


def test_home_puts_first_what_asks_for_an_answer(people, cycle):
    seated = join(cycle, people.victor, at=timezone.now())
    join(cycle, people.omar, at=timezone.now())
    join(make_cycle(1, title="Analyse de pratiques", at=timezone.now()), people.omar, at=timezone.now())
    browser_of(seated.user).post(f"/groupes/{cycle.pk}/desistement/")
    panel = text(browser_of(people.omar).get("/groupes/panneau/"))
    assert panel.index("Place proposée") < panel.index("Confirmée")


def test_a_late_answer_is_told_why(people, cycle):
    waiting = [join(cycle, who, at=timezone.now()) for who in (people.victor, people.omar)]
    browser_of(people.victor).post(f"/groupes/{cycle.pk}/desistement/")
    with acting_as_system():
        long_ago = timezone.now() - timedelta(days=3)
        Registration.objects.filter(pk=waiting[1].pk).update(
            offered_at=long_ago, offered_until=long_ago + timedelta(hours=48)
        )
    omar = browser_of(people.omar)
    page = omar.post(f"/groupes/{cycle.pk}/place-proposee/", {"accepted": "oui"})
    assert page.status_code == 200
    assert "cette place revient à la personne suivante" in text(page)
    assert state_of(people.omar) == "place_proposee"


def test_a_form_sent_twice_registers_once(people, cycle):
    victor = browser_of(people.victor)
    url = f"/groupes/{cycle.pk}/inscription/"
    data = TYPED | {"charter": "on", "idempotency_key": key_of(victor.get(url))}
    for _ in range(2):
        assert victor.post(url, data).headers["Location"] == f"/groupes/{cycle.pk}/"
    assert Registration.objects.filter(user=people.victor).count() == 1


def test_a_refusal_keeps_what_was_typed(people, cycle):
    victor = browser_of(people.victor)
    page = register(victor, cycle, charter="")
    assert "Acceptez la charte du groupe" in text(page)
    assert 'value="CADA des Tilleuls"' in page.content.decode() and "Prendre du recul" in text(page)
    assert not Registration.objects.exists()


def test_a_refusal_of_the_action_keeps_what_was_typed(people, cycle):
    victor = browser_of(people.victor)
    url = f"/groupes/{cycle.pk}/inscription/"
    data = TYPED | {"charter": "on", "idempotency_key": key_of(victor.get(url))}
    with acting_as_system():
        cycle.closes_at = timezone.now() - timedelta(minutes=1)
        cycle.save()
    page = victor.post(url, data)
    assert "Les inscriptions sont closes depuis le" in text(page)
    assert 'value="CADA des Tilleuls"' in page.content.decode()


def test_too_long_expectations_are_refused_in_french(people, cycle):
    page = register(browser_of(people.victor), cycle, expectations="x" * 301)
    assert "300" in text(page) and not Registration.objects.exists()


def state_of(user) -> str:
    return Registration.objects.filter(user=user).latest("pk").state
