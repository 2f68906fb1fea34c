"""The waiting list: first come first served within an urgency, reasons for those passed over, never over capacity."""

import contextlib
import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Therapist
from networks.profiles import actions as profiles
from referrals.board import actions as board
from referrals.care import actions as cares
from referrals.care import placing, waiting
from referrals.models import Care, Dispositif, Exclusion, Referral
from referrals.states import State
from tests.referrals import makers
from tests.referrals.makers import AT
from tests.statements import cost

FREE = "Une place s’est libérée"


def waits(people, *, at=AT, **typed) -> Referral:
    """Somebody the team would follow, for whom there was no place."""
    makers.dispositif()
    Dispositif.objects.update(requires_review=False)
    found = makers.referral(people.omar, at=at, **typed)
    found = board.take(found, version=found.version, by=people.alice, at=at)
    waited = {"decision": State.WAITING, "reason": "Aucune place.", "version": found.version}
    return board.decide(found, **waited, by=people.alice, at=at)


@pytest.fixture
def tara(people):
    return makers.therapist(people.tara, languages=["prs"], capacity=1)


def place(found, people) -> Care:
    """The coordinator presses the button."""
    return placing.offer_place(
        found.referral,
        therapist=found.therapist,
        interpreter=found.interpreter,
        version=found.referral.version,
        by=people.alice,
        at=AT,
    )


# ── Whom a place goes to ────────────────────────────────────────────────────────────────────────


def test_the_most_urgent_then_the_first_received(people, tara):
    late = waits(people, at=AT)
    early = waits(people, at=AT - timedelta(days=3))
    urgent = waits(people, at=AT, urgency="urgente")
    soon = waits(people, at=AT, urgency="rapide")
    assert list(waiting.line()) == [urgent, soon, early, late]
    assert waiting.next_for(tara).referral == urgent


def test_whoever_cannot_is_passed_over_with_the_reason(people, tara):
    said = {
        "Ce thérapeute a décliné": waits(people, at=AT - timedelta(days=9)),
        "Une exclusion est notée": waits(people, at=AT - timedelta(days=8)),
        "Aucun interprète": waits(people, at=AT - timedelta(days=7), languages=["som"]),
        "ne reçoit pas dans ce département": waits(people, at=AT - timedelta(days=6)),
    }
    declined, excluded, _, far = said.values()
    Care.objects.create(
        person=declined.person, referral=declined, therapist=tara, state="declinee", decline_kind="horaires",
        proposed_at=AT, answered_at=AT, proposed_by=people.alice,
    )  # fmt: skip
    Exclusion.objects.create(person=excluded.person, therapist=tara, added_by=people.alice, added_at=AT)
    far.person.departement = "65"
    far.person.save()
    Therapist.objects.update(departements=["30"])
    first = waits(people)
    found = waiting.next_for(tara)
    assert found.referral == first
    assert [referral for referral, _ in found.skipped] == list(said.values())
    for (_, why), expected in zip(found.skipped, said, strict=True):
        assert expected in why


def test_nothing_is_proposed_without_its_concertation(people, tara):
    waits(people)
    Dispositif.objects.update(requires_review=True)
    found = waiting.next_for(tara)
    assert found.referral is None and "concertation" in found.skipped[0][1]


def test_a_place_promised_is_no_longer_free(people, tara):
    first, second = waits(people, at=AT - timedelta(days=1)), waits(people)
    place(waiting.next_for(tara), people)
    assert waiting.next_for(tara).referral is None
    first.refresh_from_db()
    assert first.state == State.ACCEPTED
    found = waiting.Next(tara, second)
    with pytest.raises(Refused, match="plus de place"):
        place(found, people)
    second.refresh_from_db()
    assert second.state == State.WAITING  # accepted and proposed, or neither


def test_a_page_that_is_behind_places_nobody(people, tara):
    found = waiting.Next(tara, waits(people))
    with pytest.raises(Refused):
        placing.offer_place(
            found.referral, therapist=tara, interpreter=None, version=1, by=people.alice, at=AT
        )
    assert not Care.objects.exists()


# ── It runs on every release and every added place ──────────────────────────────────────────────


def mails_of(people, act) -> int:
    OutgoingMail.objects.all().delete()
    act()
    return OutgoingMail.objects.filter(to=people.alice.email, subject=FREE).count()


@pytest.mark.parametrize("verb", ["end", "suspend", "decline", "take_back"])
def test_each_release_tells_the_coordination(people, tara, verb):
    care = makers.care(people.omar, people.alice, tara, active=verb in ("end", "suspend"))
    waits(people)
    who = people.alice if verb == "take_back" else people.tara
    typed = {"kind": "horaires"} if verb == "decline" else {}

    def act():
        with acting_as(who):
            getattr(cares, verb)(care, **typed, by=who, at=AT)

    assert mails_of(people, act) == 1


def test_a_therapist_who_says_she_is_full_frees_nothing(people, tara):
    care = makers.care(people.omar, people.alice, tara, active=False)
    waits(people)
    full = {"kind": "plus_de_place", "by": people.tara, "at": AT}
    assert mails_of(people, lambda: cares.decline(care, **full)) == 0


def test_a_release_that_fits_nobody_is_silent(people, tara):
    care = makers.care(people.omar, people.alice, tara)
    waits(people, languages=["som"])
    assert mails_of(people, lambda: cares.end(care, by=people.tara, at=AT)) == 0


def test_more_places_and_a_return_tell_the_coordination(people, tara):
    makers.care(people.omar, people.alice, tara)
    waits(people)

    def more():
        with acting_as(people.tara):
            profiles.change_profile(tara, seen=profiles.fingerprint(tara), capacity=2, by=people.tara, at=AT)

    tara.refresh_from_db()
    assert mails_of(people, more) == 1
    away = {"standing": "suspendu", "since": AT.date(), "reason": "Congé."}
    assert mails_of(people, lambda: profiles.change_standing(tara, **away, by=people.alice, at=AT)) == 0
    back = {"standing": "actif", "since": AT.date()}
    assert mails_of(people, lambda: profiles.change_standing(tara, **back, by=people.alice, at=AT)) == 1


def test_the_mail_names_nobody(people, tara):
    care = makers.care(people.omar, people.alice, tara)
    found = waits(people)
    cares.end(care, by=people.tara, at=AT)
    body = OutgoingMail.objects.get(subject=FREE, to=people.alice.email).body
    assert not any(word in body for word in ("Tara", found.person.code, found.reference, "Shahrbanu"))


# ── Random lives ────────────────────────────────────────────────────────────────────────────────

_STEPS = st.lists(
    st.sampled_from(["arrive", "urgent", "somali", "place", "accept", "decline", "end", "more"]),
    min_size=6,
    max_size=14,
)


class _Over(Exception):
    """Each example ends as it began."""


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS, seed=st.integers(0, 1000))
def test_nobody_is_passed_over_without_a_reason_and_no_place_is_sold_twice(people, steps, seed):
    """Arrivals and releases in any order: each place goes to the first who fits, and the others before her say why."""
    chance = random.Random(seed)
    assert people.alice and people.omar  # here before what each example takes back
    with contextlib.suppress(_Over), transaction.atomic():
        for user, languages in ((people.tara, ["prs"]), (people.theo, ["prs", "som"])):
            makers.therapist(user, languages=languages, capacity=1)
        for number, step in enumerate(steps):
            _live(people, step, chance, at=AT + timedelta(minutes=number))
            _check()
        raise _Over


def _live(people, step, chance, *, at):
    if step in ("arrive", "urgent", "somali"):
        languages = ["som"] if step == "somali" else ["prs"]
        waits(people, at=at, languages=languages, urgency="urgente" if step == "urgent" else "ordinaire")
    elif step == "place":
        for found in waiting.Line.read().places():
            place(found, people)
    elif step == "more":
        therapist = chance.choice(list(Therapist.objects.order_by("pk")))
        Therapist.objects.filter(pk=therapist.pk).update(capacity=therapist.capacity + 1)
    else:
        state = "active" if step == "end" else "proposee"
        for care in Care.objects.filter(state=state).order_by("pk")[:1]:
            verb = {"accept": cares.accept, "decline": cares.decline, "end": cares.end}[step]
            verb(care, **({"kind": "horaires"} if step == "decline" else {}), by=care.therapist.user, at=at)


def _check():
    line = list(waiting.line())
    read = waiting.Line.read()
    for found in read.places():
        before = [referral for referral, _ in found.skipped]
        assert before == line[: line.index(found.referral)]  # nobody else is passed over
        assert all(why for _, why in found.skipped)
    for therapist in Therapist.objects.all():
        promised = Care.objects.filter(therapist=therapist, state__in=["active", "proposee"]).count()
        assert promised <= therapist.capacity


# ── The page ────────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_accepted_and_has_no_therapist_is_listed_until_one_is_asked(people, browser_of, tara):
    """Accepted on a Monday, proposed to nobody: no column of the board holds her any more."""
    found, alice = makers.accepted(people.omar, people.alice), browser_of(people.alice)
    url, propose = reverse("referrals:waiting"), reverse("referrals:propose", args=[found.pk])
    panel = reverse("referrals:board_panel")

    def listed() -> list[bool]:
        return [
            text in alice.get(page).content.decode()
            for page, text in ((url, propose), (panel, "Acceptées, sans thérapeute"))
        ]

    assert listed() == [True, True]
    made = cares.propose(found, therapist=tara, interpreter=None, by=people.alice, at=AT)
    assert listed() == [False, False]
    cares.decline(made, kind="horaires", by=people.tara, at=AT)
    assert listed() == [True, True]


def test_the_page_costs_the_same_for_one_and_for_many(people, browser_of, tara):
    waits(people)
    makers.accepted(people.omar, people.alice)
    browser, url = browser_of(people.alice), reverse("referrals:waiting")
    one = cost(browser, url)
    for _ in range(3):
        waits(people)
        makers.accepted(people.omar, people.alice)
    makers.therapist(people.theo, languages=["prs"], capacity=3)
    assert cost(browser, url) == one <= 8


def test_the_line_goes_on_on_the_next_page(people, browser_of, tara, monkeypatch):
    monkeypatch.setattr("referrals.care.pages.SHOWN", 2)
    codes = [waits(people).person.code for _ in range(3)]
    alice, url = browser_of(people.alice), reverse("referrals:waiting")
    first, second = (alice.get(url, {"page": number}).content.decode() for number in (1, 2))
    table = [page.partition("<table")[2] for page in (first, second)]
    assert "?page=2" in first and "3 résultats" in first
    assert sorted(code for code in codes for part in table if code in part) == sorted(codes)
    assert [sum(code in part for code in codes) for part in table] == [2, 1]
    assert 'data-label="Rang" data-num class="num"><div>3</div>' in table[1]


def test_one_click_accepts_and_proposes(people, browser_of, tara):
    found = waits(people)
    browser = browser_of(people.alice)
    page = browser.get(reverse("referrals:waiting")).content.decode()
    assert f"Proposer à {found.person.code}" in page.replace(" ", " ") and "Tara" in page
    typed = {"therapist": tara.pk, "version": found.version}
    url = reverse("referrals:offer_place", args=[found.pk])
    assert browser.post(url, typed).status_code == 302
    assert Care.objects.get().state == "proposee"
    assert browser.post(url, typed).status_code == 409  # pressed twice: told, once proposed
    assert Care.objects.count() == 1


def test_who_has_nothing_to_wait_for(people, browser_of):
    assert "Personne n’attend" in browser_of(people.alice).get(reverse("referrals:waiting")).content.decode()
    assert browser_of(people.tara).get(reverse("referrals:waiting")).status_code == 404


def test_who_waits_is_proposed_from_her_file(people, browser_of):
    tara = makers.therapist(people.tara, languages=["prs"])
    referral = waits(people)
    desk, door = browser_of(people.alice), reverse("referrals:propose", args=[referral.pk])
    assert door in desk.get(reverse("referrals:file", args=[referral.pk])).content.decode()
    assert f'name="version" value="{referral.version}"' in desk.get(door).content.decode()
    stale = desk.post(door, {"therapist": tara.pk, "version": referral.version + 1})
    assert stale.status_code == 200 and "La proposition n’est pas partie" in stale.content.decode()
    assert desk.post(door, {"therapist": tara.pk, "version": referral.version}).status_code == 302
    referral.refresh_from_db()
    assert (referral.state, referral.cares.get().state) == ("acceptee", "proposee")
