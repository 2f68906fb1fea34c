"""Registering without an account: the public pages, the mailed link, her own page. Through HTTP."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from centre.links import INVALID_LINK
from centre.models import OutgoingMail, RoleGrant, User
from practice_groups.models import Cycle, Registration, RegistrationRequest
from practice_groups.registrations import actions as requests
from practice_groups.registrations import links
from tests.people import browser_of, make_user
from tests.practice_groups.field import accept, join, leave, make_cycle, states
from tests.statements import cost

TYPED = {
    "display_name": "Nadia Ferrand",
    "email": "nadia@asso.example",
    "language": "fr",
    "profession": "Éducatrice",
    "sector": "social",
    "structure": "Association Passerelles",
    "expectations": "Prendre du recul",
    "charter": "on",
}


@pytest.fixture
def cycle(portal):
    return make_cycle(1, at=timezone.now(), fee=120)


def text(page) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())))


def send(cycle, browser=None, **typed):
    url = reverse("practice_groups:public_register", args=[cycle.pk])
    return (browser or browser_of()).post(url, TYPED | {"idempotency_key": uuid4()} | typed, follow=True)


def last_link(to="nadia@asso.example") -> str:
    body = OutgoingMail.objects.filter(to=to).latest("queued_at").body
    return re.search(r"https?://[^/]+(/\S+)", body)[1]


def registered(cycle, **typed):
    """Sent, then confirmed; her browser and the page she lands on."""
    send(cycle, **typed)
    browser = browser_of()
    return browser, browser.post(last_link(typed.get("email", TYPED["email"])), follow=True)


def test_from_the_public_page_to_a_seat(cycle):
    browser = browser_of()
    assert "1 place libre sur 1" in text(browser.get(reverse("practice_groups:public_catalogue")))
    page = browser.get(reverse("practice_groups:public_cycle", args=[cycle.pk]))
    assert "S’inscrire" in text(page)
    assert "Un message vous attend" in text(send(cycle, browser))
    assert states(cycle) == []  # nothing counts before the address is proved

    link = last_link()
    shown = text(browser.get(link))
    assert "Nadia Ferrand" in shown and "Association Passerelles" in shown
    assert states(cycle) == []  # the link shows; a scanner of mails registers nobody
    page = browser.post(link, follow=True)
    assert "Votre inscription est confirmée." in text(page)
    assert states(cycle) == ["confirmee"]

    user = User.objects.with_roles().get(email="nadia@asso.example")
    assert (user.role_codes, user.language, user.has_usable_password()) == (["participant"], "fr", False)
    made = Registration.objects.get()
    assert (made.user, made.fee_state, made.sector) == (user, "due", "social")


def test_the_link_serves_once_and_says_the_same_as_an_unknown_one(cycle):
    browser, _ = registered(cycle)
    used = RegistrationRequest.objects.get()
    assert used.registration is not None
    with acting_as_system():
        mail = OutgoingMail.objects.filter(to=TYPED["email"]).earliest("queued_at")
    link = re.search(r"https?://[^/]+(/\S+)", mail.body)[1]
    for path in (link, reverse("practice_groups:confirm_registration", args=["inconnu"])):
        for answer in (browser.get(path), browser.post(path)):
            assert answer.status_code == 409 and INVALID_LINK in text(answer)
    assert states(cycle) == ["confirmee"]


def test_a_link_too_old_is_refused(cycle):
    send(cycle)
    with acting_as_system():
        RegistrationRequest.objects.update(
            asked_at=timezone.now() - timedelta(days=4), expires_at=timezone.now() - timedelta(days=1)
        )
    assert INVALID_LINK in text(browser_of().post(last_link()))
    assert states(cycle) == []


def test_the_order_of_arrival_is_that_of_the_confirmations(cycle):
    first, second = make_user("Première", "benevole"), make_user("Seconde", "benevole")
    join(cycle, first, at=timezone.now())
    send(cycle)
    join(cycle, second, at=timezone.now())
    browser = browser_of()
    page = browser.post(last_link(), follow=True)
    assert "2e sur 2 en liste d’attente" in text(page)


def answers_the_same(cycle, email):
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = send(cycle, email=email)
    said = re.sub(r'value="[\w-]{36,}"|csrf-token" content="\w+"|value="\w{64}"', "", page.content.decode())
    return said, [re.sub(r"'[^']*'|\d+", "?", one["sql"])[:60] for one in asked.captured_queries]


def test_the_answer_never_tells_whether_the_address_is_known(cycle, people):
    with acting_as_system():
        people.victor.set_password("une longue phrase inventée")
        people.victor.save()
    answers_the_same(cycle, "chauffe@asso.example")
    known, unknown = answers_the_same(cycle, people.victor.email), answers_the_same(cycle, "qui@asso.example")
    assert known == unknown  # the same page, the same statements
    assert "a déjà un compte" in OutgoingMail.objects.filter(to=people.victor.email).latest("queued_at").body
    assert (
        "a déjà un compte" not in OutgoingMail.objects.filter(to="qui@asso.example").latest("queued_at").body
    )


def test_an_existing_account_keeps_its_name_and_password(cycle, people):
    with acting_as_system():
        people.victor.set_password("une longue phrase inventée")
        people.victor.save()
    send(cycle, email=people.victor.email.upper(), display_name="Quelqu’un d’autre")
    answer = browser_of().post(last_link(people.victor.email))
    assert answer.url == reverse("practice_groups:cycle", args=[cycle.pk])  # which asks for her login
    made = Registration.objects.get()
    assert (made.user, made.user.display_name) == (people.victor, "Victor")
    assert made.user.check_password("une longue phrase inventée")


def test_an_account_without_the_right_receives_it(cycle, people):
    send(cycle, email=people.felix.email)
    browser_of().post(last_link(people.felix.email))
    assert set(RoleGrant.objects.filter(user=people.felix).values_list("role", flat=True)) == {
        "financeur",
        "participant",
    }


def test_a_closed_account_is_told_by_the_link_alone(cycle, people):
    people.victor.is_active = False
    people.victor.save()
    assert "Un message vous attend" in text(send(cycle, email=people.victor.email))
    assert "Le compte de cette adresse est fermé" in text(browser_of().post(last_link(people.victor.email)))
    assert states(cycle) == []


def test_registering_twice_by_mail_is_told_and_the_first_place_kept(cycle):
    registered(cycle)
    send(cycle)
    page = browser_of().post(last_link())
    assert "Vous êtes déjà sur la liste de ce groupe" in text(page)
    assert states(cycle) == ["confirmee"]


def test_refused_at_the_button_the_link_still_holds(cycle):
    send(cycle)
    link = last_link()
    with acting_as_system():
        Cycle.objects.filter(pk=cycle.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert "Les inscriptions sont closes depuis le" in text(browser_of().post(link))
    with acting_as_system():
        Cycle.objects.filter(pk=cycle.pk).update(closes_at=timezone.now() + timedelta(days=1))
    browser_of().post(link)
    assert states(cycle) == ["confirmee"]


def test_a_robot_is_thanked_and_nothing_is_kept(cycle):
    assert "Un message vous attend" in text(send(cycle, trap="http://spam.example"))
    assert not RegistrationRequest.objects.exists() and not OutgoingMail.objects.exists()


def test_one_visitor_sends_six_a_minute_and_keeps_her_typing(cycle):
    cache.clear()
    browser = browser_of()
    for n in range(6):
        assert "Un message vous attend" in text(send(cycle, browser, email=f"p{n}@asso.example"))
    page = send(cycle, browser, email="p7@asso.example")
    assert "Beaucoup d’inscriptions arrivent" in text(page)
    assert "p7@asso.example" in page.content.decode() and "Nadia Ferrand" in page.content.decode()
    assert RegistrationRequest.objects.count() == 6


def test_one_address_receives_three_links_an_hour(cycle):
    for _ in range(5):
        cache.clear()
        assert "Un message vous attend" in text(send(cycle))
    assert OutgoingMail.objects.count() == RegistrationRequest.objects.count() == 3


def test_a_form_sent_twice_is_one_request(cycle):
    key = uuid4()
    send(cycle, idempotency_key=key)
    send(cycle, idempotency_key=key)
    assert RegistrationRequest.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sector": ""}, "Choisissez votre secteur."),
        ({"charter": ""}, "Acceptez la charte du groupe"),
        ({"email": "pas une adresse"}, "adresse"),
        ({"profession": ""}, "Profession"),
        ({"expectations": "Appelez le 06 12 34 56 78 90"}, "Ne saisissez pas de numéro"),
    ],
)
def test_bad_input_is_said_and_kept(cycle, typed, said):
    page = send(cycle, **typed)
    assert said in text(page)
    assert "Nadia Ferrand" in page.content.decode()
    assert not RegistrationRequest.objects.exists()


def test_a_profession_that_is_not_admitted(cycle):
    with acting_as_system():
        cycle.group.professions = ["Psychologue"]
        cycle.group.save()
    page = send(cycle)
    assert "Ce groupe est réservé à : Psychologue." in text(page) and "Éducatrice" in page.content.decode()


def test_a_members_group_asks_for_an_account(cycle):
    with acting_as_system():
        cycle.group.audience = "therapeutes"
        cycle.group.save()
    browser = browser_of()
    page = text(browser.get(reverse("practice_groups:public_cycle", args=[cycle.pk])))
    assert "Ce groupe est réservé à : les thérapeutes du réseau" in page and "Me connecter" in page
    assert browser.get(reverse("practice_groups:public_register", args=[cycle.pk])).status_code == 302
    assert "demande un compte" in text(send(cycle))


@pytest.mark.parametrize("hidden", ["private", "unpublished", "closed", "over"])
def test_what_is_not_public_does_not_exist(cycle, hidden):
    with acting_as_system():
        if hidden == "private":
            cycle.group.public = False
        if hidden == "closed":
            cycle.group.closed_on = timezone.localdate()
        cycle.group.save()
        if hidden == "unpublished":
            cycle.published = False
        if hidden == "over":
            cycle.starts_on = cycle.ends_on = timezone.localdate() - timedelta(days=1)
        cycle.save()
    browser = browser_of()
    for name in ("public_cycle", "public_register"):
        assert browser.get(reverse(f"practice_groups:{name}", args=[cycle.pk])).status_code == 404
    assert cycle.group.title not in text(browser.get(reverse("practice_groups:public_catalogue")))


def test_the_public_pages_name_nobody(cycle, people):
    with acting_as_system():
        cycle.facilitators.set([people.anne])
    join(cycle, people.victor, at=timezone.now())
    for path in (
        reverse("practice_groups:public_catalogue"),
        reverse("practice_groups:public_cycle", args=[cycle.pk]),
    ):
        page = text(browser_of().get(path))
        assert "Anne" not in page and "Victor" not in page


def test_filters_of_the_public_catalogue(cycle):
    catalogue = reverse("practice_groups:public_catalogue")
    browser = browser_of()
    assert cycle.group.title in text(browser.get(f"{catalogue}?kind=analyse_pratiques&language=fr"))
    for other in ("kind=formation", "language=nl", "departement=30"):
        assert "Aucun groupe ne correspond" in text(browser.get(f"{catalogue}?{other}"))
    assert browser.get(f"{catalogue}?kind=nimporte&page=abc").status_code == 200


def test_the_public_pages_cost_the_same_with_one_group_and_with_ten(cycle):
    catalogue, browser = reverse("practice_groups:public_catalogue"), browser_of()
    one = cost(browser, catalogue)
    for n in range(9):
        make_cycle(2, title=f"Groupe {n}", at=timezone.now())
    assert cost(browser, catalogue) == one <= 6
    assert cost(browser, reverse("practice_groups:public_cycle", args=[cycle.pk])) <= 8


def test_whoever_is_logged_in_registers_with_her_account(cycle, people):
    browser = browser_of(people.victor)
    for public, own in (("public_cycle", "cycle"), ("public_register", "register")):
        opened = browser.get(reverse(f"practice_groups:{public}", args=[cycle.pk]))
        assert opened.url == reverse(f"practice_groups:{own}", args=[cycle.pk])


# ── Her own page ────────────────────────────────────────────────────────────────────────────────


def mine(cycle) -> str:
    registration = cycle.registrations.latest("pk")
    return reverse("practice_groups:my_registration", args=[links.token_of(registration)])


def test_her_page_shows_her_place_then_her_offer_and_she_accepts(cycle, people):
    seated = join(cycle, people.victor, at=timezone.now())
    browser, page = registered(cycle)
    assert "1re sur 1 en liste d’attente" in text(page) and "Choisir un mot de passe" in text(page)
    leave(seated, at=timezone.now())
    link = last_link()
    assert "/mon-inscription/" in link
    assert "Une place vous est proposée" in text(browser.get(link))
    assert states(cycle) == ["desistee", "place_proposee"]
    assert "Votre inscription est confirmée." in text(browser.post(link, {"accepted": "oui"}, follow=True))
    assert states(cycle) == ["desistee", "confirmee"]
    calendar = browser.get(f"{link}agenda/")
    assert calendar.status_code == 200 and b"BEGIN:VCALENDAR" in calendar.content


def test_she_declines_or_leaves_and_the_link_closes(cycle, people):
    seated = join(cycle, people.victor, at=timezone.now())
    browser, _ = registered(cycle)
    leave(seated, at=timezone.now())
    link = mine(cycle)
    assert "désistement est enregistré" in text(browser.post(link, {"accepted": "non"}, follow=True))
    assert INVALID_LINK in text(browser.get(link))

    _, page = registered(cycle)
    again = mine(cycle)
    assert "confirmée" in text(page)
    assert "désistement est enregistré" in text(browser.post(again, {"withdraw": "oui"}, follow=True))
    assert states(cycle) == ["desistee", "desistee", "desistee"]


def test_an_expired_offer_clicked_says_until_when(cycle, people):
    from practice_groups.tasks import expire_offers

    seated = join(cycle, people.victor, at=timezone.now())
    browser, _ = registered(cycle)
    leave(seated, at=timezone.now() - timedelta(hours=50))
    link = mine(cycle)
    for _ in range(2):  # before the hourly task, and after it
        assert "Vous aviez jusqu’au" in text(browser.get(link))
        assert "Vous aviez jusqu’au" in text(browser.post(link, {"accepted": "oui"}))
        expire_offers()
    assert states(cycle) == ["desistee", "expiree"]


def test_a_link_forged_or_of_somebody_with_a_password_opens_nothing(cycle, people):
    registration = join(cycle, people.victor, at=timezone.now())
    token = links.token_of(registration)
    with acting_as_system():
        people.victor.set_password("une longue phrase inventée")
        people.victor.save()
    for forged in (token, f"{registration.pk}:abc", f"{registration.pk + 1}:{token.split(':')[1]}", "x"):
        for answer in (
            browser_of().get(reverse("practice_groups:my_registration", args=[forged])),
            browser_of().post(reverse("practice_groups:my_registration", args=[forged]), {"withdraw": "oui"}),
            browser_of().get(reverse("practice_groups:my_registration_calendar", args=[forged])),
        ):
            assert answer.status_code == 409 and INVALID_LINK in text(answer)
    assert states(cycle) == ["confirmee"]


def test_a_link_of_a_cycle_that_is_over_opens_nothing(cycle):
    registered(cycle)
    link = mine(cycle)
    with acting_as_system():
        Cycle.objects.filter(pk=cycle.pk).update(
            starts_on=timezone.localdate() - timedelta(days=9),
            ends_on=timezone.localdate() - timedelta(days=1),
        )
    assert INVALID_LINK in text(browser_of().get(link))


def test_she_chooses_a_password_by_the_ordinary_door(cycle):
    registered(cycle)
    from django.core import mail

    browser_of().post(reverse("account_reset_password"), {"email": TYPED["email"]})
    assert TYPED["email"] in [to for one in mail.outbox for to in one.to]


def test_requests_are_forgotten_after_a_week(cycle):
    send(cycle)
    assert requests.forget_requests(at=timezone.now() + timedelta(days=6)) == 0
    assert requests.forget_requests(at=timezone.now() + timedelta(days=8)) == 1
    assert not RegistrationRequest.objects.exists()


def test_the_portal_alone_reads_a_request(cycle, people):
    from centre.context import acting_as

    send(cycle)
    for who in (people.alice, people.ada, people.anne):
        with acting_as(who):
            assert not RegistrationRequest.objects.exists()


def test_a_dutch_group_writes_in_dutch_unless_she_chose(cycle):
    with acting_as_system():
        cycle.group.language = "nl"
        cycle.group.save()
    page = browser_of().get(reverse("practice_groups:public_cycle", args=[cycle.pk]))
    assert 'lang="nl"' in page.content.decode()[:200]


def test_accepting_through_the_mail_is_hers_in_the_journal(cycle, people):
    seated = join(cycle, people.victor, at=timezone.now())
    browser, _ = registered(cycle)
    leave(seated, at=timezone.now())
    browser.post(mine(cycle), {"accepted": "oui"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.email FROM practice_groups_registrationwriteevent AS e JOIN centre_user AS u"
            " ON u.id = e.actor_id WHERE e.state = 'confirmee' AND u.email = %s",
            [TYPED["email"]],
        )
        assert cursor.fetchall()


def test_two_links_of_one_address_pressed_in_turn_make_one_account(portal):
    first, second = make_cycle(1, at=timezone.now()), make_cycle(1, title="Autre", at=timezone.now())
    for cycle in (first, second):
        registered(cycle)
    assert User.objects.filter(email=TYPED["email"]).count() == 1
    assert states(first) == states(second) == ["confirmee"]
    assert accept(first.registrations.get()).state == "confirmee"
