"""A wish is corrected until its deadline by whoever may make it; its trainee may take hers back."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from practice_groups.models import Wish
from practice_groups.placements import actions
from tests.practice_groups.placements import wishing
from tests.practice_groups.placements.wishing import LATER, NOW, host, open_session, structure, wish

SUMMER = datetime(2022, 7, 3, 9, tzinfo=NOW.tzinfo)


@pytest.fixture
def cada():
    return structure("CADA du Lez")


@pytest.fixture
def hugo(cada):
    return host("Hugo", cada)


@pytest.fixture
def made(people, cada, hugo):
    return wish(open_session(people.alice), cada, hugo, wanted=[structure("CMP des Lices")])


@pytest.fixture
def now(monkeypatch):
    """The clock of the pages, the day after the wish was made."""
    monkeypatch.setattr(timezone, "now", lambda: SUMMER)
    return SUMMER


def typed(one, **changed) -> dict:
    names = ("trainee", "email", "profession", "sector", "offers", "days", "wishes_text", "structure")
    with acting_as_system():
        one = Wish.objects.select_related("structure").get(pk=one.pk)
        facts = {name: getattr(one, name) for name in names}
        return (
            facts | {"mark": actions.mark_of(one), "wanted": [w.structure for w in one.wants.all()]} | changed
        )


def correct(one, by, *, at=SUMMER, **changed) -> Wish:
    facts = typed(one, **changed)
    with acting_as(by):
        return actions.correct_wish(one, by=by, at=at, **facts)


def wanted(one) -> list[str]:
    with acting_as_system():
        return [str(want.structure) for want in one.wants.select_related("structure")]


def test_her_structure_corrects_a_wish_and_so_does_the_coordination(people, made, hugo):
    changed = correct(
        made, hugo, days=5, email="AUTRE@exemple.example", wanted=[structure("PASS de l’Aubrac")]
    )
    assert (changed.days, changed.email, changed.asked_at) == (5, "autre@exemple.example", NOW)
    assert wanted(made) == ["PASS de l’Aubrac"]
    assert correct(made, people.alice, trainee="Maude Ferrandis").trainee == "Maude Ferrandis"


def test_after_the_deadline_nothing_changes(made, hugo):
    with pytest.raises(Refused, match="clos depuis le 31 août 2022"):
        correct(made, hugo, days=5, at=LATER)
    with acting_as_system():
        assert Wish.objects.get(pk=made.pk).days == 3


def test_a_wish_of_the_list_is_corrected_whenever(people, cada, hugo):
    waiting = wish(None, cada, hugo)
    assert correct(waiting, hugo, days=1, at=LATER).days == 1


def test_the_second_of_two_is_told(people, made, hugo):
    before = typed(made)
    correct(made, people.alice, days=5)
    with acting_as(hugo), pytest.raises(Refused, match="a changé depuis que vous l’avez ouvert"):
        actions.correct_wish(made, by=hugo, at=SUMMER, **before)
    before = typed(made)
    correct(made, people.alice, wanted=[])  # ranks are read too
    with acting_as(hugo), pytest.raises(Refused, match="a changé depuis"):
        actions.correct_wish(made, by=hugo, at=SUMMER, **before)


def test_what_is_refused_of_a_new_wish_is_refused_of_a_corrected_one(people, cada, made, hugo):
    other = wish(made.session, cada, hugo, "Loïc Barthélemy")
    for changed, field in (
        ({"wanted": [cada]}, "wanted_1"),
        ({"structure": structure("CMP des Lices")}, "structure"),
        ({"email": other.email}, "email"),
    ):
        with pytest.raises(Refused) as refusal:
            correct(made, hugo, **changed)
        assert refusal.value.field == field
    assert wanted(made) == ["CMP des Lices"], "what is refused changes nothing"
    with acting_as(hugo):
        actions.withdraw_wish(made, by=hugo, at=SUMMER)
    with pytest.raises(Refused, match="a été retiré"):
        correct(made, hugo, days=1)


def test_the_form_shows_what_was_written_and_writes_what_is_changed(people, browser_of, made, hugo, now):
    url = reverse("practice_groups:correct_wish", args=[made.pk])
    browser = browser_of(hugo)
    assert url in browser.get(reverse("practice_groups:hosted_placements")).content.decode()
    form = browser.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert (sent["trainee"], sent["wanted_1"]) == ("Maud Ferrandis", structure("CMP des Lices").pk)
    assert "session" not in form.fields and "channel" not in form.fields
    stale = browser.post(url, sent | {"mark": "0" * 32, "days": 4})
    assert "relisez-le" in stale.content.decode()
    assert browser.post(url, sent | {"days": 4}).status_code == 302
    with acting_as_system():
        assert Wish.objects.get(pk=made.pk).days == 4


def test_nobody_else_corrects_it(people, browser_of, cada, made, now):
    url = reverse("practice_groups:correct_wish", args=[made.pk])
    hana = host("Hana", structure("CMP des Lices"))
    for user in (hana, people.victor, people.omar):
        assert browser_of(user).get(url).status_code == 404


def test_a_trainee_with_an_account_takes_her_own_wish_back(people, browser_of, cada, hugo, now):
    hers = wish(open_session(people.alice), cada, hugo, email=people.victor.email)
    url = reverse("practice_groups:withdraw_wish", args=[hers.pk])
    browser = browser_of(people.victor)
    assert url in browser.get(reverse("practice_groups:my_placements")).content.decode()
    assert browser.get(reverse("practice_groups:correct_wish", args=[hers.pk])).status_code == 404
    assert browser_of(people.ines).get(url).status_code == 404
    assert browser.post(url).url == reverse("practice_groups:my_placements")
    with acting_as_system():
        assert Wish.objects.get(pk=hers.pk).withdrawn_at == SUMMER


def test_once_pairs_are_kept_the_coordination_decides_for_her_too(people, cada):
    session = wishing.session_of_2022(people.alice)
    with acting_as_system():
        hers = session.wishes.first()
        hers.user = people.victor
        hers.save()
    wishing.confirmed(session, people.alice)
    with acting_as(people.victor), pytest.raises(Refused, match="prévenez la coordination"):
        actions.withdraw_wish(hers, by=people.victor, at=LATER)
