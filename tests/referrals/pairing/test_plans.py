"""A plan is asked for, computed apart, read, and decided on line by line; every rule is asked again at that moment."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.refusals import Refused
from networks.models import Therapist
from referrals.care import actions as cares
from referrals.models import Care, Exclusion, Plan, Referral
from referrals.pairing import computing, optimum, plans
from referrals.pairing.computing import compute
from referrals.states import State
from tests.referrals import makers
from tests.referrals.pairing import field
from tests.statements import cost


def planned(people) -> Plan:
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    compute(plan.pk)
    plan.refresh_from_db()
    return plan


def test_a_plan_gives_the_scarce_place_to_who_has_no_other(people):
    """Two people, two therapists: one by one the first takes the only place of the second."""
    field.waiting(people.alice, languages=["prs", "fra"], days=60)
    other = field.waiting(people.alice, languages=["prs"], interpreter_wish="sans")
    tara, theo = field.therapist(1, languages=["prs"]), field.therapist(2, capacity=1)
    Therapist.objects.filter(pk=tara.pk).update(capacity=1)
    plan = planned(people)
    assert (plan.state, plan.people, plan.seats, plan.placed, plan.greedy_placed) == ("pret", 2, 2, 2, 1)
    assert {line.referral: line.therapist for line in plan.lines.all()}[other] == tara
    assert theo in {line.therapist for line in plan.lines.all()}
    assert plan.cost == sum(line.cost for line in plan.lines.all())
    assert plan.weights["waiting"] == 5


def test_who_waits_and_who_does_not(people):
    field.therapist(1, capacity=20)
    on_list = field.waiting(people.alice, languages=["fra"], state=State.WAITING)
    accepted = field.waiting(people.alice, languages=["fra"])
    proposed = field.waiting(people.alice, languages=["fra"])
    cares.propose(
        proposed, therapist=Therapist.objects.get(), interpreter=None, by=people.alice, at=makers.AT
    )
    not_reviewed = field.waiting(people.alice, languages=["fra"], state=State.WAITING)
    not_reviewed.dispositif = None
    again = field.waiting(people.alice, languages=["fra"], state=State.WAITING)  # the same person, later
    for late, facts in ((not_reviewed, {"dispositif": None}), (again, {"person": on_list.person})):
        Referral.objects.filter(pk=late.pk).delete()
        Referral.objects.create(
            **{"person": late.person, "dispositif": makers.dispositif(), **facts},
            received_on=field.TODAY,
            state=State.WAITING,
            due_at=makers.AT,
            decision=State.WAITING,
            decided_on=field.TODAY,
            decision_reason="Pas de place.",
        )
    plan = planned(people)
    assert {line.referral for line in plan.lines.all()} == {on_list, accepted}


def test_accepting_a_line_proposes_and_takes_off_the_waiting_list(people):
    referral = field.waiting(people.alice, languages=["fra"], state=State.WAITING)
    field.therapist(1)
    (line,) = planned(people).lines.all()
    line = plans.accept_line(line, by=people.alice, at=makers.AT)
    referral.refresh_from_db()
    assert (line.state, referral.state) == ("acceptee", State.ACCEPTED)
    assert line.answered_by == people.alice
    assert Care.objects.get().therapist == line.therapist
    assert referral.steps.filter(state=State.ACCEPTED).exists()
    with pytest.raises(Refused, match="déjà « retenue »"):
        plans.accept_line(line, by=people.chloe, at=makers.AT)


def _excluded(line, people):
    Exclusion.objects.create(
        person=line.referral.person, therapist=line.therapist, added_by=people.alice, added_at=makers.AT
    )


def _full(line, people):
    Therapist.objects.update(capacity=0)


def _wishes(line, people):
    person = line.referral.person
    person.therapist_gender = "F"
    person.save()


def _proposed(line, people):
    cares.propose(
        line.referral, therapist=field.therapist(9), interpreter=None, by=people.chloe, at=makers.AT
    )


def _too_far(line, people):
    field.weigh(farthest_km=10)
    Therapist.objects.update(communes=["34172"])


@pytest.mark.parametrize(
    ("happens", "because"),
    [
        (_excluded, "exclusion"),
        (_full, "plus de place"),
        (_wishes, "souhaite un thérapeute"),
        (_proposed, "déjà suivie, ou proposée"),
        (_too_far, "trop loin"),
    ],
)
def test_a_line_that_no_longer_holds_is_stale_and_says_why(people, happens, because):
    field.waiting(people.alice, languages=["fra"], commune="30189")
    field.therapist(1)
    (line,) = planned(people).lines.all()
    happens(line, people)
    before = Care.objects.count()
    line = plans.accept_line(line, by=people.alice, at=makers.AT)
    assert line.state == "perimee" and because in line.reasons[-1]
    assert Care.objects.count() == before


def test_a_stale_line_leaves_the_waiting_list_as_it_was(people):
    referral = field.waiting(people.alice, languages=["fra"], state=State.WAITING)
    field.therapist(1)
    (line,) = planned(people).lines.all()
    Therapist.objects.update(capacity=0)
    assert plans.accept_line(line, by=people.alice, at=makers.AT).state == "perimee"
    referral.refresh_from_db()
    assert (referral.state, referral.version) == (State.WAITING, 1) and not referral.steps.exists()


def test_a_line_set_aside_proposes_nothing_and_is_not_accepted_with_the_rest(people):
    for days in (10, 20):
        field.waiting(people.alice, languages=["fra"], days=days)
    field.therapist(1)
    plan = planned(people)
    first = plan.lines.first()
    assert plans.set_aside_line(first, by=people.alice, at=makers.AT).state == "ecartee"
    done = plans.accept_plan(plan, by=people.alice, at=makers.AT)
    assert (done.accepted, done.stale, done.left) == (1, 0, 0)
    assert Care.objects.get().referral_id != first.referral_id


def test_the_rest_is_accepted_a_hundred_at_a_time(people, monkeypatch):
    monkeypatch.setattr(plans, "AT_ONCE", 2)
    for days in (10, 20, 30):
        field.waiting(people.alice, languages=["fra"], days=days)
    field.therapist(1, capacity=5)
    plan = planned(people)
    assert plans.accept_plan(plan, by=people.alice, at=makers.AT).left == 1
    assert set(plan.lines.filter(state="acceptee").values_list("referral__received_on", flat=True)) == {
        field.TODAY - timedelta(days=30),
        field.TODAY - timedelta(days=20),
    }


def test_nobody_is_placed_where_nobody_fits_and_it_says_why(people):
    field.waiting(people.alice, languages=["kat"])
    field.waiting(people.alice, languages=["fra"], departement="48")
    field.therapist(1, departements=["30"])
    plan = planned(people)
    said = {line.reasons[0] for line in plan.lines.all()}
    assert plan.placed == 0 and all(line.therapist is None for line in plan.lines.all())
    assert said == {
        "aucun thérapeute avec une place ne parle sa langue, et aucun interprète n’est possible",
        "aucun thérapeute avec une place ne reçoit dans son département comme elle le souhaite",
    }
    with pytest.raises(Refused, match="rien à retenir"):
        plans.accept_line(plan.lines.first(), by=people.alice, at=makers.AT)


def test_interpreters_that_cost_the_same_take_turns(people):
    for _ in range(4):
        field.waiting(people.alice)
    field.therapist(1, capacity=4)
    for number in range(4):
        field.interpreter(number)
    plan = planned(people)
    assert plan.placed == len({line.interpreter for line in plan.lines.all()}) == 4


# ── The worker ──────────────────────────────────────────────────────────────────────────────────


def test_asked_twice_while_it_is_computed_it_is_the_same_plan(people):
    first = plans.request_plan(by=people.alice, at=makers.AT)
    assert plans.request_plan(by=people.alice, at=makers.AT) == first
    assert plans.request_plan(by=people.chloe, at=makers.AT) != first


def test_the_page_sees_how_far_it_is(people, monkeypatch):
    for _ in range(20):
        field.waiting(people.alice)
    plan, seen = plans.request_plan(by=people.alice, at=makers.AT), []
    told = computing._tell
    monkeypatch.setattr(computing, "_tell", lambda plan, value: (seen.append(value), told(plan, value)))
    compute(plan.pk)
    assert seen[0] == 5 and seen[-1] == 90 and seen == sorted(seen) and len(set(seen)) > 10


def test_a_plan_whose_worker_died_is_taken_up_and_the_dead_ones_answer_is_ignored(people, monkeypatch):
    field.waiting(people.alice, languages=["fra"])
    field.therapist(1)
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    died = computing._claim(plan.pk)
    assert computing._claim(plan.pk) is None  # it still gives signs of life
    Plan.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    compute(plan.pk)
    plan.refresh_from_db()
    assert (plan.state, plan.attempts, plan.lines.count()) == ("pret", 2, 1)
    with pytest.raises(computing.Lost):
        computing._fill(died)
    assert plan.lines.count() == 1


def test_a_plan_that_fails_says_so_in_a_sentence(people, monkeypatch):
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    monkeypatch.setattr(optimum, "optimum", lambda *_: 1 / 0)
    compute(plan.pk)
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == ("echec", computing.BROKEN)
    assert plans.request_plan(by=people.alice, at=makers.AT) != plan


def test_after_three_dead_workers_nobody_tries_again(people):
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    Plan.objects.update(attempts=3)
    compute(plan.pk)
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == ("echec", computing.STOPPED)


def test_pages_never_load_what_only_the_worker_needs():
    """`centre.wsgi`, every address included, without numpy nor scipy."""
    code = (
        "import sys, centre.wsgi; from django.urls import get_resolver; get_resolver().url_patterns;"
        "import referrals.pairing.views, referrals.pairing.computing;"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'scipy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ── The pages ───────────────────────────────────────────────────────────────────────────────────


def test_from_the_button_to_the_proposal(people, browser_of):
    field.waiting(people.alice, languages=["fra"], commune="30189")
    field.waiting(people.alice, languages=["kat"])
    field.therapist(1, name="Tara Lind", communes=["30189"])
    alice = browser_of(people.alice)
    assert "Aucun plan" in alice.get(reverse("referrals:plans")).content.decode()
    answer = alice.post(reverse("referrals:request_plan"))
    plan = Plan.objects.get()
    assert answer.url == reverse("referrals:plan", args=[plan.pk])
    assert "hx-get" in alice.get(answer.url).content.decode()
    compute(plan.pk)
    progress = reverse("referrals:plan_progress", args=[plan.pk])
    assert alice.get(progress, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = alice.get(answer.url).content.decode()
    assert "Tara Lind" in page and "parle français · même commune · 2\u00a0places" in page
    assert "Sans place (1)" in page and "À décider (1)" in page
    line = plan.lines.get(therapist__isnull=False)
    after = alice.post(reverse("referrals:accept_line", args=[line.pk]), {"page": "1"}, follow=True)
    assert "La proposition est partie." in after.content.decode()
    assert Care.objects.get().state == "proposee"
    assert "Retenue" in alice.get(answer.url + "?voir=decidees").content.decode()
    assert "aucun thérapeute" in alice.get(answer.url + "?voir=sans-place").content.decode()
    assert alice.get(answer.url + "?voir=nimporte&page=x").status_code == 200
    assert Plan.objects.get().requested_by == people.alice


def test_only_who_triages_reaches_plans_settings_and_exclusions(people, browser_of):
    referral = field.waiting(people.alice, languages=["fra"])
    field.therapist(1)
    plan = planned(people)
    line = plan.lines.get()
    exclusion = Exclusion.objects.create(
        person=referral.person, therapist=line.therapist, added_by=people.alice, added_at=makers.AT
    )
    urls = [
        *(reverse(f"referrals:{name}") for name in ("plans", "request_plan", "pairing_settings")),
        *(reverse(f"referrals:{name}", args=[plan.pk]) for name in ("plan", "plan_progress", "accept_plan")),
        *(reverse(f"referrals:{name}", args=[line.pk]) for name in ("accept_line", "set_aside_line")),
        reverse("referrals:exclusions", args=[referral.pk]),
        reverse("referrals:remove_exclusion", args=[referral.pk, exclusion.pk]),
    ]
    for stranger in (people.tara, people.ines, people.omar, people.felix, people.victor):
        browser = browser_of(stranger)
        for url in urls:
            assert browser.get(url).status_code == browser.post(url).status_code == 404, url
    assert Exclusion.objects.exists() and not Care.objects.exists()


def test_an_exclusion_is_noted_once_and_taken_back(people, browser_of):
    referral = field.waiting(people.alice, languages=["fra"])
    tara = field.therapist(1, name="Tara Lind")
    alice, url = browser_of(people.alice), reverse("referrals:exclusions", args=[referral.pk])
    empty = alice.post(url, {"reason": "Se connaissent."}).content.decode()
    assert "l’un des deux" in empty and "Se connaissent." in empty
    alice.post(url, {"therapist": tara.pk, "reason": "Se connaissent."})
    exclusion = Exclusion.objects.get()
    assert exclusion.reason == "Se connaissent." and exclusion.added_by == people.alice
    assert "déjà notée" in alice.post(url, {"therapist": tara.pk}).content.decode()
    alice.post(reverse("referrals:remove_exclusion", args=[referral.pk, exclusion.pk]))
    assert not Exclusion.objects.exists()


WEIGHTS = {
    "per_10_km": 4,
    "interpreter": 10,
    "interpreter_remote": 5,
    "no_common_hour": 8,
    "second_language": 3,
    "other_public": 6,
    "few_places": 2,
    "waiting": 5,
    "farthest_km": 0,
}


def test_the_example_follows_what_is_typed_and_only_saving_writes(people, browser_of):
    alice, url = browser_of(people.alice), reverse("referrals:pairing_settings")
    before = alice.get(url).content.decode()
    assert before.index("avec un interprète en dari qui vient") < before.index(
        "Parle dari, sa langue, à 40 km"
    )
    dear = WEIGHTS | {"interpreter": 50}
    shown = alice.post(url, dear | {"preview": "1"}).content.decode()
    assert shown.index("Parle dari, sa langue, à 40 km") < shown.index("avec un interprète en dari qui vient")
    assert "points" in alice.get(url).content.decode() and alice.get(url).content.decode() != shown
    assert alice.post(url, dear).status_code == 302
    from referrals.models import PairingSettings

    assert PairingSettings.current().interpreter == 50
    wrong = alice.post(url, WEIGHTS | {"per_10_km": "-1"})
    assert wrong.status_code == 200 and PairingSettings.current().interpreter == 50


def test_as_many_statements_with_one_line_and_with_many(people, browser_of):
    alice = browser_of(people.alice)
    first = field.waiting(people.alice)
    field.therapist(1), field.interpreter(1)
    plan = reverse("referrals:plan", args=[planned(people).pk])
    urls = [plan, reverse("referrals:plans"), reverse("referrals:propose", args=[first.pk])]
    few = [cost(alice, url) for url in urls]
    for number in range(2, 8):
        field.waiting(people.alice), field.therapist(number), field.interpreter(number)
    urls[0] = reverse("referrals:plan", args=[planned(people).pk])
    assert [cost(alice, url) for url in urls] == few
    assert few == [6, 4, 8]  # the plan, the plans, the ranked list
