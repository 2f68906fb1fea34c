"""The pages of those who prepare groups: nothing written before it was seen, nothing typed lost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.models import Cycle, Group, Meeting
from tests.people import make_user
from tests.practice_groups.cycles.field import MONDAYS, first_of, group, pair, season
from tests.practice_groups.field import make_cycle
from tests.statements import cost

RULE = {
    "season": "2026-2027",
    "weekday": 0,
    "which": 1,
    "every": 1,
    "first": "2026-10-01",
    "last": "2027-06-30",
    "starts": "09:00",
    "ends": "12:00",
    "seats": 10,
    "fee": "120",
    "opens_at": "2026-09-01T09:00",
    "closes_at": "2026-10-01T18:00",
    "offer_hours": 48,
    "published": "on",
}


def page(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


def confirmed(shown, **changed):
    """What the browser sends back when « Créer le cycle » is pressed on the dates that `shown` shows."""
    draft = shown.context["draft"]
    sent = RULE | {"confirm": "1", "seen": draft.form.data["seen"]}
    for form in draft.dates:
        sent[form.add_prefix("day")] = form.initial.get("day", "")
    sent |= {
        "dates-TOTAL_FORMS": len(draft.dates.forms),
        "dates-INITIAL_FORMS": draft.dates.initial_form_count(),
    }
    return sent | changed


def days_of(cycle):
    return [timezone.localdate(one.starts_at) for one in cycle.meetings.all()]


def test_a_group_and_its_season_in_one_sitting(people, browser_of):
    alice = browser_of(people.alice)
    facts = {
        "version": 0,
        "kind": "supervision",
        "title": "Groupe du lundi",
        "language": "fr",
        "audience": "tous",
    }
    alice.post(page("new_group"), facts | {"country": "FR"})
    made = Group.objects.get(title="Groupe du lundi")
    shown = alice.post(page("new_cycle", made.pk), RULE | {"preview": "1"})
    assert "lundi 5 octobre 2026" in shown.content.decode() and not Cycle.objects.exists()
    done = alice.post(page("new_cycle", made.pk), confirmed(shown))
    cycle = Cycle.objects.get()
    assert done.url == page("manage_cycle", cycle.pk)
    assert cycle.meetings.count() == 9 and cycle.fee == 120 and cycle.published
    again = alice.post(page("new_cycle", made.pk), confirmed(shown))
    assert "déjà un cycle de ce nom" in again.content.decode() and Cycle.objects.count() == 1


def test_a_date_is_changed_another_removed_a_third_added_before_creating(people, browser_of):
    alice, of = browser_of(people.alice), group()
    shown = alice.post(page("new_cycle", of.pk), RULE | {"preview": "1"})
    typed = {"dates-0-day": "2026-10-12", "dates-1-day": "", "dates-9-day": "2027-06-28"}
    alice.post(page("new_cycle", of.pk), confirmed(shown, **typed))
    days = days_of(Cycle.objects.get())
    assert days[0] == date(2026, 10, 12) and days[-1] == date(2027, 6, 28)
    assert date(2026, 11, 2) not in days and len(days) == 9


def test_a_rule_changed_since_is_shown_again_and_nothing_is_written(people, browser_of):
    alice, of = browser_of(people.alice), group()
    shown = alice.post(page("new_cycle", of.pk), RULE | {"preview": "1"})
    answer = alice.post(page("new_cycle", of.pk), confirmed(shown, weekday=1))
    body = answer.content.decode()
    assert "Le rythme a changé" in body and "mardi 6 octobre 2026" in body and not Cycle.objects.exists()


def test_what_was_typed_is_kept_when_a_date_is_wrong(people, browser_of):
    alice, of = browser_of(people.alice), group()
    shown = alice.post(page("new_cycle", of.pk), RULE | {"preview": "1"})
    for typed, sentence in (
        ("pas une date", "Cette date n’existe pas"),
        ("2026-11-11", "11/11/2026 est férié"),
    ):
        answer = alice.post(page("new_cycle", of.pk), confirmed(shown, **{"dates-0-day": typed}))
        body = answer.content.decode()
        assert sentence in body and typed in body and "2027-06-07" in body and not Cycle.objects.exists()
    kept = confirmed(shown, **{"dates-0-day": "2026-11-11", "confirm_holiday": "on"})
    assert alice.post(page("new_cycle", of.pk), kept).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"last": "2026-09-01"}, "La fin doit être après le début"),
        ({"last": "2030-06-30"}, "Un cycle dure au plus un an"),
        ({"which": "0", "every": ""}, "Indiquez le nombre de semaines"),
        ({"pauses": "en novembre"}, "Période illisible"),
        ({"pauses": "01/11/2026 au 17/10/2026"}, "Période illisible"),
        ({"pauses": "31/02/2026 au 17/10/2026"}, "Période illisible"),
        ({"weekday": "9"}, "choix valide"),
        ({"seats": "0"}, "supérieure ou égale à 1"),
        ({"first": "2026-10-06", "last": "2026-10-09"}, "Aucune date"),
    ],
)
def test_bad_input_is_answered_clearly(people, browser_of, typed, sentence):
    answer = browser_of(people.alice).post(page("new_cycle", group().pk), RULE | {"preview": "1"} | typed)
    assert answer.status_code == 200 and sentence in answer.content.decode() and not Cycle.objects.exists()


def test_holidays_and_school_holidays_are_shown_with_their_reason(people, browser_of):
    typed = RULE | {
        "preview": "1",
        "which": "-1",
        "pauses": "17/10/2026 au 01/11/2026\n19/12/2026 - 04/01/2027",
    }
    body = browser_of(people.alice).post(page("new_cycle", group().pk), typed).content.decode()
    assert "au lieu du 29 mars (Lundi de Pâques)" in body
    assert "lundi 26 octobre 2026\u00a0: semaine sans rencontre, mis au 2 novembre" in body


def test_an_intervision_asks_for_one_facilitator_of_each_sector(people, browser_of):
    alice, of = browser_of(people.alice), group(kind="intervision")
    basile, mireille = pair()
    shown = alice.post(page("new_cycle", of.pk), RULE | {"preview": "1", "social": basile.pk})
    refused = alice.post(page("new_cycle", of.pk), confirmed(shown, social=basile.pk))
    assert "deux personnes de secteurs différents" in refused.content.decode() and not Cycle.objects.exists()
    twice = alice.post(page("new_cycle", of.pk), confirmed(shown, social=basile.pk, mental=basile.pk))
    assert "choisissez-en une autre ici" in twice.content.decode()
    alice.post(page("new_cycle", of.pk), confirmed(shown, social=basile.pk, mental=mireille.pk))
    assert dict(Cycle.objects.get().facilitations.values_list("user", "sector")) == {
        basile.pk: "social",
        mireille.pk: "sante_mentale",
    }


def test_the_next_season_is_one_button_away_its_dates_already_shown(people, browser_of):
    led = pair()
    cycle = season(people.alice, group(kind="intervision"), facilitators=led)
    alice = browser_of(people.alice)
    assert f"?comme={cycle.pk}" in alice.get(page("manage_cycle", cycle.pk)).content.decode()
    shown = alice.get(page("new_cycle", cycle.group_id), {"comme": cycle.pk})
    assert "lundi 4 octobre 2027" in shown.content.decode() and Cycle.objects.count() == 1
    form, dates = shown.context["form"], shown.context["draft"].dates
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}
    sent |= {one.add_prefix("day"): one.initial.get("day", "") for one in dates}
    sent |= {
        "dates-TOTAL_FORMS": len(dates.forms),
        "dates-INITIAL_FORMS": dates.initial_form_count(),
        "confirm": "1",
    }
    sent["opens_at"], sent["closes_at"] = "2027-09-01T09:00", "2027-10-01T18:00"
    alice.post(page("new_cycle", cycle.group_id), sent)
    later = Cycle.objects.get(season="2027-2028")
    assert days_of(later) == [date(2027, 10, 4), date(2027, 11, 8), date(2027, 12, 6)], (
        "1 November is a holiday"
    )
    assert set(later.facilitators.all()) == set(led)
    for strange in ("x", "99999999999999999999", str(cycle.pk + 5)):
        assert alice.get(page("new_cycle", cycle.group_id), {"comme": strange}).status_code == 200


def test_announced_taken_out_closed_and_reopened_by_buttons(people, browser_of):
    cycle, alice = season(people.alice), browser_of(people.alice)
    alice.post(page("unpublish_cycle", cycle.pk))
    assert "Brouillon" in alice.get(page("manage_cycle", cycle.pk)).content.decode()
    alice.post(page("publish_cycle", cycle.pk))
    assert Cycle.objects.get().published
    refused = alice.post(page("close_group", cycle.group_id), follow=True)
    assert "encore prévue" in refused.content.decode()
    with acting_as_system():
        Meeting.objects.update(state="annulee")
    alice.post(page("close_group", cycle.group_id))
    assert "ne se tient plus depuis" in alice.get(page("manage_groups")).content.decode()
    alice.post(page("reopen_group", cycle.group_id))
    assert Group.objects.get().closed_on is None


def test_an_intervision_without_its_two_facilitators_is_not_announced_by_the_button(people, browser_of):
    cycle = season(people.alice, group(kind="intervision"), published=False)
    answer = browser_of(people.alice).post(page("publish_cycle", cycle.pk), follow=True)
    assert "deux personnes de secteurs différents" in answer.content.decode()
    assert not Cycle.objects.get().published


def test_a_stale_page_keeps_what_was_typed(people, browser_of):
    cycle, alice = season(people.alice), browser_of(people.alice)
    typed = RULE | {"version": cycle.version - 1, "season": "La mienne"}
    body = alice.post(page("edit_cycle", cycle.pk), typed).content.decode()
    assert "modifiée entre-temps par Alice" in body and "La mienne" in body


# ── The facilitator, and strangers ──────────────────────────────────────────────────────────────


def test_a_facilitator_keeps_her_own_calendar_and_no_other(people, browser_of):
    hers = season(people.alice, facilitators=[people.anne])
    other = season(people.alice, group(title="Autre"), facilitators=[make_user("Basile", "animation")])
    anne, own = browser_of(people.anne), first_of(hers)
    shown = anne.get(page("manage_cycle", hers.pk)).content.decode()
    assert (
        "Déplacer" in shown
        and "Modifier le cycle" not in shown
        and "catalogue" not in shown.split("</dl>")[1]
    )
    assert "Autre" not in anne.get(page("manage_groups")).content.decode()
    typed = {"version": own.version, "day": "2026-10-06", "starts": "09:00", "ends": "12:00", "place": ""}
    future = {"day": f"{timezone.localdate() + timedelta(days=400)}", "confirm_holiday": "on"}
    assert anne.post(page("move_meeting", first_of(other).pk), typed | future).status_code == 404
    with acting_as_system():
        late = timezone.now() + timedelta(days=300)
        Meeting.objects.filter(pk=own.pk).update(starts_at=late, ends_at=late + timedelta(hours=1))
    assert anne.post(page("move_meeting", own.pk), typed | future).status_code == 302
    own.refresh_from_db()
    assert str(timezone.localdate(own.starts_at)) == future["day"]
    last = {"version": own.version, "reason": "Grève"}
    assert anne.post(page("cancel_meeting", own.pk), last).status_code == 302


CLOSED = (
    "new_group",
    "edit_group",
    "new_cycle",
    "edit_cycle",
    "close_group",
    "publish_cycle",
    "unpublish_cycle",
)


@pytest.mark.parametrize("name", CLOSED)
def test_groups_and_seasons_are_the_coordinations(people, browser_of, name):
    cycle = season(people.alice, facilitators=[people.anne])
    args = (
        []
        if name == "new_group"
        else [cycle.group_id if "group" in name or name == "new_cycle" else cycle.pk]
    )
    for user in (people.anne, people.victor):
        for verb in ("get", "post"):
            assert getattr(browser_of(user), verb)(page(name, *args)).status_code in (404, 405)
    assert Cycle.objects.get().published and Group.objects.get().closed_on is None


@pytest.mark.parametrize("name", ["manage_groups", "manage_cycle", "new_cycle", "edit_cycle"])
def test_pages_cost_the_same_for_one_and_for_many(people, browser_of, name):
    alice, costs = browser_of(people.alice), []
    first = season(people.alice, group(kind="intervision"), days=MONDAYS[:1], facilitators=pair())
    args = {"manage_groups": [], "new_cycle": [first.group_id]}.get(name, [first.pk])
    for round_ in range(2):
        costs.append(cost(alice, page(name, *args)))
        if not round_:
            for n in range(4):
                season(
                    people.alice,
                    group(title=f"Groupe {n}"),
                    facilitators=[make_user(f"Guide {n}", "animation")],
                )
            with acting_as_system():
                at = timezone.now()
                hours = [at + timedelta(days=10 * n) for n in range(1, 6)]
                Meeting.objects.bulk_create(
                    Meeting(cycle=first, starts_at=one, ends_at=one + timedelta(hours=2)) for one in hours
                )
    assert costs[0] == costs[1] <= 8, costs


def test_working_groups_are_prepared_in_their_own_room(people, browser_of):
    make_cycle(title="Analyse du mardi", at=timezone.now())
    make_cycle(1000, title="Exil, santé et soins", kind="groupe_travail", at=timezone.now())
    shown = browser_of(people.alice).get(page("manage_groups")).content.decode()
    assert "Analyse du mardi" in shown and "Exil, santé" not in shown
    assert 'value="groupe_travail"' not in browser_of(people.alice).get(page("new_group")).content.decode()
