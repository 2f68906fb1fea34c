"""The board: what a card says, who is late, what each filter keeps, saved views, several taken at once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from referrals.board import actions
from referrals.models import Person, Referral, ReferralStep, SavedView
from referrals.states import State
from tests.referrals import makers

BOARD = "referrals:board"


@pytest.fixture
def now():
    return timezone.now()


def sent(people, days: int = 0, **facts) -> Referral:
    """An orientation sent `days` ago."""
    at = timezone.now() - timedelta(days=days)
    made = makers.referral(people.omar, at=at, last_name="Zarrinpoush")
    for name, value in facts.items():
        owner, _, field = name.rpartition("__")
        target = getattr(made, owner) if owner else made
        setattr(target, field, value)
        target.save()
    return made


def read(browser, query: str = "") -> str:
    answer = browser.get(reverse(BOARD) + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def references(page: str) -> list[str]:
    return re.findall(r'card-link" href="[^"]+">([^<]+)', page)


def test_late_ones_first_in_their_column_with_owner_clock_and_next_action(people, browser_of):
    young, old = sent(people, 1), sent(people, 8)
    mine = sent(people, 5)
    mine = actions.take(mine, version=1, by=people.alice, at=timezone.now() - timedelta(days=4))
    page = read(browser_of(people.alice))
    assert references(page) == [old.reference, young.reference, mine.reference]
    assert "en retard de 6 jours" in page and "sans responsable" in page and "suivie par vous" in page
    assert "<strong>Coordination</strong> : Prendre connaissance" in page
    assert "suivie par Alice" in read(browser_of(people.chloe))
    assert "Zarrinpoush" not in page and "Shahrbanu" not in page and "Ne dort plus" not in page


def test_what_waits_three_weeks_is_shown_as_told_to_everybody(people, browser_of):
    sent(people, 20)
    assert "Signalée à tous" not in read(browser_of(people.alice))
    sent(people, 21)
    assert "Signalée à tous" in read(browser_of(people.alice))


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("owner=moi", "mine"),
        ("owner=personne", "late young"),
        ("late=on", "late"),
        ("state=a_l_etude", "mine"),
        ("departement=34", "mine"),
        ("language=tir", "young"),
        ("age=0-17", "young"),
        ("age=25-34", "mine late"),
        ("urgency=urgente", "late"),
        ("origin=permanence", "young"),
        ("dispositif={other}", "young"),
        ("owner={chloe}", ""),
        ("departement=34&late=on", ""),
    ],
)
def test_each_filter_keeps_what_it_says(people, browser_of, query, kept):
    year = timezone.localdate().year
    other = makers.Dispositif.objects.create(label="Équipe mobile")
    mine = sent(people, 1, person__departement="34", person__birth_year=year - 30)
    actions.take(mine, version=1, by=people.alice, at=timezone.now())
    late = sent(people, 6, urgency="urgente", person__birth_year=year - 34)
    child = Person.objects.create(
        birth_year=year - 17, languages=["tir"], departement="30", created_by=people.omar
    )
    young = Referral.objects.create(
        person=child,
        dispositif=other,
        origin="permanence",
        received_on=timezone.localdate(),
        due_at=timezone.now() + timedelta(days=1),
    )
    there = {"mine": mine.reference, "late": late.reference, "young": young.reference}
    query = query.format(other=other.pk, chloe=people.chloe.pk)
    assert set(references(read(browser_of(people.alice), f"?{query}"))) == {
        there[name] for name in kept.split()
    }


@pytest.mark.parametrize(
    "query", ["state=acceptee", "owner=x", "owner=99999", "age=12", "apres=x", "dispositif=0"]
)
def test_a_filter_that_means_nothing_breaks_nothing(people, browser_of, query):
    found = sent(people)
    assert found.reference in read(browser_of(people.alice), f"?{query}")


def test_a_column_alone_is_read_page_after_page(people, browser_of):
    for _ in range(52):
        sent(people)
    alice = browser_of(people.alice)
    page = read(alice)
    assert len(references(page)) == 10 and "Voir toute la colonne" in page
    first = read(alice, "?state=envoyee")
    following = re.search(r'rel="next" href="\?([^"]+)"', first)[1].replace("&amp;", "&")
    second = read(alice, f"?{following}")
    assert len(references(first)) == 50 and len(references(second)) == 2
    assert not set(references(first)) & set(references(second))


# ── Saved views ─────────────────────────────────────────────────────────────────────────────────


def test_a_view_is_saved_applied_renamed_and_removed(people, browser_of):
    alice, late = browser_of(people.alice), sent(people, 5)
    url = reverse("referrals:save_view") + "?late=on&departement=30&nonsense=1"
    assert "Enregistrer cette vue" in read(alice, "?late=on")
    assert alice.post(url, {"name": "Nîmes en retard"}).url.endswith("?departement=30&late=on")
    with acting_as(people.alice):
        view = SavedView.objects.get()
    assert (view.user, view.query) == (people.alice, "departement=30&late=on")
    page = read(alice, f"?{view.query}")
    assert re.search(r'aria-current="page">Nîmes en retard', page) and late.reference in page
    alice.post(reverse("referrals:rename_view", args=[view.pk]), {"name": "Gard"})
    assert "Gard" in alice.get(reverse("referrals:saved_views")).content.decode()
    alice.post(reverse("referrals:remove_view", args=[view.pk]))
    with acting_as(people.alice):
        assert not SavedView.objects.exists()


def test_a_view_is_hers_alone_and_its_name_said_once(people, browser_of):
    alice, chloe = browser_of(people.alice), browser_of(people.chloe)
    save = reverse("referrals:save_view") + "?late=on"
    alice.post(save, {"name": "Retards"})
    alice.post(save, {"name": "Autres"})
    with acting_as(people.alice):
        other = SavedView.objects.get(name="Autres")
    refused = alice.post(reverse("referrals:rename_view", args=[other.pk]), {"name": "Retards"})
    assert "porte déjà ce nom" in refused.content.decode() and 'value="Retards"' in refused.content.decode()
    for door in ("rename_view", "remove_view"):
        assert chloe.post(reverse(f"referrals:{door}", args=[other.pk]), {"name": "À moi"}).status_code == 404
    assert "Retards" not in read(chloe)
    blank = alice.post(save, {"name": "x" * 41})
    assert "x" * 41 in blank.content.decode()
    with acting_as(people.alice):
        assert SavedView.objects.count() == 2
    with acting_as(people.chloe):
        assert not SavedView.objects.exists()


# ── Several at once ─────────────────────────────────────────────────────────────────────────────


def test_those_that_changed_meanwhile_are_named_and_left_alone(people, browser_of):
    found = [sent(people) for _ in range(4)]
    chosen = [f"{one.pk}:{one.version}" for one in found]
    actions.take(found[3], version=1, by=people.chloe, at=timezone.now())
    answer = browser_of(people.alice).post(
        reverse("referrals:take_many"), {"chosen": chosen, "back": "late=on"}, follow=True
    )
    page = answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert answer.redirect_chain == [(reverse(BOARD) + "?late=on", 302)]
    assert "Vous suivez 3 orientations de plus" in page
    assert re.search(rf"{found[3].reference}, déjà prise par Chloé à \d\d h \d\d", page)
    owners = [Referral.objects.get(pk=one.pk).owner for one in found]
    assert owners == [people.alice] * 3 + [people.chloe]
    assert ReferralStep.objects.filter(state=State.STUDIED).count() == 4


@pytest.mark.parametrize("chosen", [[], ["x"], ["1:2:3"], ["11111111-1111-4111-8111-111111111111:1"]])
def test_nothing_chosen_or_nonsense_changes_nothing(people, browser_of, chosen):
    sent(people)
    answer = browser_of(people.alice).post(reverse("referrals:take_many"), {"chosen": chosen})
    assert answer.status_code == 302 and Referral.objects.get().state == State.SENT


@pytest.mark.parametrize("door", ["take_many", "saved_views", "save_view"])
def test_nobody_else_finds_the_boards_doors(people, browser_of, door):
    for who in ("tara", "omar", "ines", "victor", "ada", "felix"):
        assert browser_of(getattr(people, who)).post(reverse(f"referrals:{door}")).status_code == 404
