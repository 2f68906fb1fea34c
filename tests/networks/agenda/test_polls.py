"""The next date by poll: asked, answered with or without an account, reminded, closed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from centre.context import acting_as, acting_as_system
from centre.links import fingerprint
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.agenda.polls import access, actions
from networks.agenda.polls.tally import tally
from networks.models import Activity, Contact, DatePoll, PollAnswer, PollInvitee
from tests.networks.agenda.field import NOW, answer, contact, dates, poll

LATER = NOW + timedelta(days=1)


def test_each_person_is_asked_once_by_whatever_way_she_is_found(people):
    known = contact("Colette Escoubet")
    made = poll(
        people.alice,
        roles=["therapeute"],
        members=[people.tara],
        contacts=[known],
        typed=[
            ("Tara", people.tara.email.upper()),
            ("Colette E.", known.email),
            ("Denis Figarol", "denis@ailleurs.example"),
        ],
    )
    asked = {str(invitee) for invitee in made.invitees.select_related("user", "contact")}
    assert asked == {"Tara", "Colette Escoubet", "Denis Figarol"}
    assert OutgoingMail.objects.count() == 3
    denis = Contact.objects.get(name="Denis Figarol")
    assert denis.agreed_on is None and denis.refused_on is None


def test_links_are_kept_as_fingerprints_alone(people):
    made = poll(people.alice, members=[people.victor])
    token = OutgoingMail.objects.get().body.split("/sondages/")[1].split("/")[0]
    assert bytes(made.invitees.get().token_hash) == fingerprint(token)
    assert access.invitee_of(token).user == people.victor


def test_whoever_refused_is_not_asked(people):
    gone = contact(refused_on="2026-01-01")
    with pytest.raises(Refused, match="ne souhaite plus"):
        poll(people.alice, typed=[("Colette", gone.email)])
    assert not DatePoll.objects.exists() and not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"dates": dates(1)}, "de 2 à 8"),
        ({"dates": dates(9)}, "de 2 à 8"),
        ({"dates": dates(1) * 2}, "deux fois"),
        ({"dates": [(NOW - timedelta(days=1), NOW), *dates(2)]}, "déjà passée"),
        ({"dates": [(start, start + timedelta(hours=13)) for start, _ in dates(2)]}, "douze heures"),
        ({"answer_by": (NOW - timedelta(days=1)).date()}, "déjà passée"),
        ({"answer_by": (NOW + timedelta(days=90)).date()}, "avant la dernière date"),
        ({"title": ""}, "Donnez un titre"),
        ({"members": []}, "au moins une personne"),
    ],
)
def test_a_poll_that_makes_no_sense_is_refused(people, typed, reason):
    with pytest.raises(Refused, match=reason):
        poll(people.alice, **{"members": [people.victor]} | typed)
    assert not DatePoll.objects.exists()


def test_the_best_date_has_most_yes_then_most_if_need_be(people):
    made = poll(people.alice, members=[people.tara, people.victor, people.omar])
    answer(made, people.tara, "oui", "oui", "non")
    answer(made, people.victor, "oui", "oui", "non")
    answer(made, people.omar, "non", "si_besoin", "si_besoin")
    found = tally(access.poll_with_answers().get(pk=made.pk))
    assert [(one.yes, one.maybe, one.no, one.best) for one in found.counts] == [
        (2, 0, 1, False),
        (2, 1, 0, True),
        (0, 1, 2, False),
    ]
    assert found.answered == found.asked == 3


def test_no_date_is_best_before_anybody_says_yes(people):
    made = poll(people.alice, members=[people.tara])
    assert not any(one.best for one in tally(access.poll_with_answers().get(pk=made.pk)).counts)


def test_she_changes_her_mind_until_it_is_closed(people):
    made = poll(people.alice, members=[people.victor])
    answer(made, people.victor, "oui", "non", "non")
    answer(made, people.victor, "non", "oui", "si_besoin")
    said = PollAnswer.objects.order_by("date__starts_at").values_list("choice", flat=True)
    assert list(said) == ["non", "oui", "si_besoin"]


@pytest.mark.parametrize("choices", [("oui", "non"), ("oui", "non", "non", "oui")])
def test_an_answer_says_something_of_each_date(people, choices):
    made = poll(people.alice, members=[people.victor])
    other = poll(people.alice, title="Autre", members=[people.victor])
    typed = dict(zip([one.pk for one in (*made.dates.all(), *other.dates.all())], choices, strict=False))
    with acting_as(people.victor), pytest.raises(Refused, match="chaque date"):
        actions.answer_poll(made.invitees.get(), answers=typed, at=NOW)
    assert not PollAnswer.objects.exists()


# ── Closing ─────────────────────────────────────────────────────────────────────────────────────


def close(made, by, *, number=1, at=NOW):
    with acting_as(by):
        return actions.close_poll(made, date=made.dates.all()[number], by=by, at=at)


def test_closing_plans_the_activity_and_tells_everybody(people):
    made = poll(people.alice, members=[people.victor], contacts=[contact()], place="Nîmes")
    OutgoingMail.objects.all().delete()
    close(made, people.alice)
    activity = DatePoll.objects.get().activity
    assert (activity.state, activity.title, activity.place) == ("prevue", "Groupe de travail", "Nîmes")
    assert str(activity.starts_on) == "2026-11-16" and str(activity.hour) == "09:00:00"
    bodies = [mail.body for mail in OutgoingMail.objects.all()]
    assert len(bodies) == 2 and all(
        "lundi 16\u00a0novembre 2026 de 9\u00a0h à 11\u00a0h" in body for body in bodies
    )


def _activity(state, **facts):
    return Activity.objects.create(
        **{
            "reference": "GT-1",
            "starts_on": "2026-10-05",
            "ends_on": "2026-10-05",
            "type": "groupe_travail",
            "title": "GT Exil",
            "rubric": "4.1",
            "place": "Salle 2",
            "state": state,
        }
        | facts
    )


def test_a_planned_activity_receives_its_date(people):
    planned = _activity("prevue", starts_on="2026-12-31", ends_on="2026-12-31")
    close(poll(people.alice, members=[people.victor], activity=planned, title=""), people.alice)
    planned.refresh_from_db()
    assert (str(planned.starts_on), planned.version, planned.place) == ("2026-11-16", 2, "Salle 2")
    assert Activity.objects.count() == 1


def test_a_held_one_stays_and_the_next_is_planned(people):
    held = _activity("tenue", professionals=9)
    made = poll(people.alice, members=[people.victor], activity=held, title="")
    assert made.title == "GT Exil"
    close(made, people.alice)
    held.refresh_from_db()
    assert (held.state, held.professionals, str(held.starts_on)) == ("tenue", 9, "2026-10-05")
    following = Activity.objects.exclude(pk=held.pk).get()
    assert (following.state, following.type, following.rubric) == ("prevue", "groupe_travail", "4.1")


def test_once_closed_nothing_moves(people):
    made = poll(people.alice, members=[people.victor])
    answer(made, people.victor, "oui", "non", "non")
    close(made, people.alice)
    with pytest.raises(Refused, match="clos"):
        answer(made, people.victor, "non", "non", "non")
    with pytest.raises(Refused, match="déjà clos"):
        close(made, people.alice, number=0)
    with pytest.raises(Refused, match="déjà clos"), acting_as(people.alice):
        actions.remind(made, by=people.alice, at=LATER)
    assert OutgoingMail.objects.count() == 2 and Activity.objects.count() == 1


def test_a_date_of_another_poll_or_past_is_not_kept(people):
    made, other = poll(people.alice, members=[people.victor]), poll(people.alice, members=[people.tara])
    with pytest.raises(Refused, match="dates proposées"), acting_as(people.alice):
        actions.close_poll(made, date=other.dates.first(), by=people.alice, at=NOW)
    with pytest.raises(Refused, match="déjà passée"):
        close(made, people.alice, at=NOW + timedelta(days=60))
    assert DatePoll.objects.filter(closed_at=None).count() == 2


# ── Reminding ───────────────────────────────────────────────────────────────────────────────────


def test_reminded_once_a_day_those_who_are_silent(people, browser_of):
    made = poll(people.alice, members=[people.victor, people.tara])
    before = OutgoingMail.objects.get(to=people.tara.email).body.split("/sondages/")[1].split("/")[0]
    answer(made, people.victor, "oui", "non", "non")
    OutgoingMail.objects.all().delete()
    with acting_as(people.alice):
        assert actions.remind(made, by=people.alice, at=LATER) == 1
        with pytest.raises(Refused, match="déjà parti aujourd’hui"):
            actions.remind(made, by=people.alice, at=LATER + timedelta(hours=2))
    assert OutgoingMail.objects.get().to == people.tara.email
    with pytest.raises(Refused, match="n’est plus valable"):
        access.invitee_of(before)
    with acting_as(people.alice):
        assert actions.remind(made, by=people.alice, at=LATER + timedelta(days=1)) == 1


def test_nobody_is_reminded_who_left(people):
    made = poll(people.alice, contacts=[contact()])
    Contact.objects.update(refused_on="2026-11-02")
    with acting_as(people.alice), pytest.raises(Refused, match="personne à relancer"):
        actions.remind(made, by=people.alice, at=LATER)


# ── What the database itself refuses ────────────────────────────────────────────────────────────


def test_the_database_freezes_the_answers_of_a_closed_poll(people):
    made = poll(people.alice, members=[people.victor])
    answer(made, people.victor, "oui", "non", "non")
    close(made, people.alice)
    for write in (
        lambda: PollAnswer.objects.update(choice="oui"),
        lambda: DatePoll.objects.update(chosen=made.dates.all()[2]),
        lambda: DatePoll.objects.update(chosen=None, closed_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    with acting_as(people.victor), pytest.raises(IntegrityError), transaction.atomic():
        PollAnswer.objects.all().delete()


def test_the_database_refuses_a_date_of_another_poll(people):
    made, other = poll(people.alice, members=[people.victor]), poll(people.alice, members=[people.victor])
    with pytest.raises(IntegrityError), transaction.atomic():
        PollAnswer.objects.create(invitee=made.invitees.get(), date=other.dates.first(), choice="oui")
    with pytest.raises(IntegrityError), transaction.atomic():
        DatePoll.objects.filter(pk=made.pk).update(chosen=other.dates.first(), closed_at=NOW)


def test_a_member_sees_and_writes_her_own_answers_alone(people):
    made = poll(people.alice, members=[people.victor, people.tara], contacts=[contact()])
    answer(made, people.tara, "oui", "non", "non")
    with acting_as(people.victor):
        assert [one.user for one in PollInvitee.objects.select_related("user")] == [people.victor]
        assert not PollAnswer.objects.exists() and not Contact.objects.exists()
    with acting_as_system():
        taras = made.invitees.get(user=people.tara)
    with acting_as(people.victor), pytest.raises(DatabaseError), transaction.atomic():
        PollAnswer.objects.create(invitee=taras, date=made.dates.last(), choice="oui")
    with acting_as(people.victor):
        assert PollInvitee.objects.filter(pk=taras.pk).update(answered_at=None) == 0
