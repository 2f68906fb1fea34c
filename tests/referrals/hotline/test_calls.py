"""A call noted while it lasts: anonymous or known, oriented by the grid or against it, called back, sent on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import Reading
from centre.refusals import Refused
from referrals import activity
from referrals.choices import CallBackState, ConsentForm, Origin
from referrals.hotline.backs import actions as backs
from referrals.hotline.calls import actions
from referrals.models import Call, CallAnswer, CallBack, Caller, Identity, Referral
from tests.people import make_user
from tests.referrals import makers
from tests.referrals.hotline import field
from tests.statements import cost


@pytest.fixture
def opening(people):
    return field.opened(people.alice)


@pytest.fixture
def lea(portal):
    return field.lea()


def note(opening, by, **typed) -> Call:
    with acting_as(by):
        return field.call(opening, by, **typed)


def test_a_call_needs_nothing_but_its_moment(opening, lea):
    call = note(opening, lea)
    assert call.caller is None and call.score is None and call.outcome == "" and call.call_backs == 0


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        ((0, 0, 0), ""),
        ((2, 0, 0), ""),
        ((3, 0, 0), "psychologue"),
        ((3, 2, 0), "psychologue"),
        ((0, 0, 1), "urgences_psychiatriques"),
    ],
)
def test_the_grid_orients(opening, lea, scores, outcome):
    call = note(opening, lea, answers=field.answers(opening, *scores))
    assert (call.outcome, call.score) == (outcome, sum(scores))
    assert CallAnswer.objects.filter(call=call).count() == 3


def test_an_alarm_does_not_wait_for_the_other_questions(opening, lea):
    alarm = opening.hotline.grid.questions.get(alarm=True)
    assert note(opening, lea, answers={alarm.pk: 1}).outcome == "urgences_psychiatriques"
    other = opening.hotline.grid.questions.exclude(alarm=True).first()
    with pytest.raises(Refused, match="Répondez à cette question"):
        note(opening, lea, answers={other.pk: 1})


def test_a_listener_sets_the_grid_aside_and_says_why(opening, lea):
    answers = field.answers(opening, 3, 0, 0)
    with pytest.raises(Refused, match="dites pourquoi") as told:
        note(opening, lea, answers=answers, outcome="")
    assert told.value.field == "outcome_reason"
    call = note(opening, lea, answers=answers, outcome="", outcome_reason="deja_suivie")
    assert (call.outcome, call.outcome_reason, call.score) == ("", "deja_suivie", 3)


def test_more_points_than_the_question_gives_are_refused_twice(opening, lea):
    question = opening.hotline.grid.questions.first()
    with pytest.raises(Refused, match="De 0 à 3"):
        note(opening, lea, answers=field.answers(opening, 9, 0, 0))
    call = note(opening, lea)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallAnswer.objects.create(call=call, question=question, score=9)


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 3, 1)])
def test_a_call_to_come_or_before_the_opening_is_refused(opening, lea, day):
    with pytest.raises(Refused):
        note(opening, lea, day=day)


def test_the_same_form_twice_is_one_call(opening, lea):
    import uuid

    key = uuid.uuid4()
    assert note(opening, lea, idempotency_key=key) == note(opening, lea, idempotency_key=key)
    with pytest.raises(Refused):
        note(opening, make_user("Maud", "ecoutant"), idempotency_key=key)
    assert Call.objects.count() == 1


def test_somebody_who_calls_again_is_known_by_code_name_or_telephone(opening, lea):
    first = note(opening, lea, first_name="Amina", phone="06 00 00 00 24")
    for words in (first.caller.code, first.caller.code[2:].lower(), "amina", "+33 6 00 00 00 24"):
        assert note(opening, lea, caller_again=words).caller == first.caller
    assert note(opening, lea, first_name="Amina", phone="0600000024").caller == first.caller
    assert Caller.objects.count() == 1 and first.caller.calls.count() == 6


def test_a_first_name_alone_is_not_somebody(opening, lea):
    for _ in range(2):
        note(opening, lea, first_name="Amina")
    assert Caller.objects.count() == 2
    with pytest.raises(Refused, match="Plusieurs personnes"):
        note(opening, lea, caller_again="Amina")
    with pytest.raises(Refused, match="Personne n’a appelé"):
        note(opening, lea, caller_again="Zohra")


def test_who_called_is_never_written_in_clear(opening, lea):
    note(opening, lea, first_name="Shahrbanu", phone="0600000024")
    with acting_as_system():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT c::text FROM referrals_caller AS c")
            (row,) = cursor.fetchone()
    assert "Shahrbanu" not in row and "0600000024" not in row


def test_a_call_back_counts_once_somebody_is_reached(opening, lea):
    call = note(opening, lea, call_back_on=date(2026, 3, 3))
    for number, state in enumerate((CallBackState.UNREACHED, CallBackState.DONE, CallBackState.DONE)):
        back = CallBack.objects.get(call=call, state=CallBackState.DUE)
        again = date(2026, 3, 5) if number < 2 else None
        with acting_as(lea):
            backs.make_call_back(back, state=state, again_on=again, version=1, by=lea, at=field.AT)
    call.refresh_from_db()
    assert call.call_backs == 2
    (row,) = activity.calls_between(date(2026, 1, 1), date(2026, 12, 31))
    assert row["call_backs"] == 2
    assert not CallBack.objects.filter(state=CallBackState.DUE).exists()


def test_a_call_back_made_by_somebody_else_is_told(opening, lea):
    call = note(opening, lea, call_back_on=date(2026, 3, 3))
    back = CallBack.objects.get(call=call)
    how = {"state": CallBackState.DONE, "again_on": None, "version": 1}
    backs.make_call_back(back, **how, by=lea, at=field.AT)
    with pytest.raises(Refused, match="Fait"):
        backs.make_call_back(back, **how, by=lea, at=field.AT)
    call.refresh_from_db()
    assert call.call_backs == 1


def test_one_call_back_waits_at_a_time(opening, lea):
    call = note(opening, lea, call_back_on=date(2026, 3, 3))
    with pytest.raises(Refused, match="déjà prévu"):
        backs.plan_call_back(call, due_on=date(2026, 3, 4), note="", by=lea, at=field.AT)
    with pytest.raises(Refused) as told:
        note(opening, lea, call_back_on=date(2026, 3, 1))
    assert told.value.field == "call_back_on"


def _corrected(call, by, at=field.AT, **changed) -> Call:
    facts = {name: getattr(call, name) for name in actions._FACTS}
    judged = {"answers": {}, "outcome": call.outcome, "outcome_reason": "", "version": call.version}
    line = call.dispositif.hotline if hasattr(call.dispositif, "hotline") else None
    return actions.correct_call(call, line, **facts | judged | changed, by=by, at=at)


def test_a_listener_corrects_her_call_the_same_day_and_the_coordination_whenever(opening, lea, people):
    call = note(opening, lea, sex="F")
    with acting_as(lea):
        call = _corrected(call, lea, sex="M")
    assert (call.sex, call.version) == ("M", 2)
    with pytest.raises(Refused, match="le jour même"):
        _corrected(call, lea, at=field.AT + timedelta(days=1))
    with pytest.raises(Refused, match="le jour même"):
        _corrected(call, make_user("Maud", "ecoutant"))
    with pytest.raises(Refused, match="pendant votre saisie"):
        _corrected(call, people.alice, version=1)
    assert _corrected(call, people.alice, at=field.AT + timedelta(days=9), age=40).age == 40


def _referred(call, by, **typed) -> Referral:
    import uuid

    facts = {
        "first_name": "Shahrbanu",
        "last_name": "Zarrinpoush",
        "phone": "",
        "consent": ConsentForm.ORAL,
        "birth_year": 1990,
        "language": "prs",
        "departement": "30",
        "dispositif": makers.dispositif(),
        "motives": ["sommeil"],
        "vignette": "",
        "urgency": "ordinaire",
        "idempotency_key": uuid.uuid4(),
    }
    with acting_as(by):
        return actions.refer_caller(call, **facts | typed, by=by, at=field.AT)


def test_from_a_call_to_the_centre_the_name_goes_to_the_vault_and_the_listener_sees_no_file(
    opening, lea, people, browser_of
):
    call = note(opening, lea, sex="F", age=36)
    makers.dispositif()
    referral = _referred(call, lea)
    call.refresh_from_db()
    assert call.referral_id == referral.pk
    stored = Referral.objects.get()
    assert (stored.origin, stored.person.sex, stored.steps.get().by) == (Origin.HOTLINE, "F", lea)
    assert Identity.objects.get().first_name == "Shahrbanu"
    with acting_as(lea):
        assert not Referral.objects.exists() and not Identity.objects.exists()
    for name in ("file", "referral"):
        assert browser_of(lea).get(reverse(f"referrals:{name}", args=[stored.pk])).status_code == 404
    assert browser_of(people.alice).get(reverse("referrals:file", args=[stored.pk])).status_code == 200
    with pytest.raises(Refused, match="déjà été orienté"):
        _referred(call, lea)


def test_without_consent_nothing_leaves_the_line(opening, lea):
    makers.dispositif()
    with pytest.raises(Refused, match="Sans l’accord"):
        _referred(note(opening, lea), lea, consent="")
    assert not Referral.objects.exists()


def test_a_call_from_the_form_to_the_call_back_through_the_pages(opening, lea, browser_of):
    with field.clock_at(field.AT):
        browser = browser_of(lea)
        blank = browser.get(reverse("referrals:log_call")).content.decode()
        assert 'value="2026-03-02"' in blank and 'value="10:00"' in blank and "3114" in blank
        alarm = opening.hotline.grid.questions.get(alarm=True)
        typed = {"problems": ["angoisses"], "other_problems": "voisinage, angoisses", "first_name": "Amina"}
        typed |= {f"question_{alarm.pk}": "1", "phone": "06 00 00 00 24", "call_back_on": "2026-03-05"}
        refused = browser.post(reverse("referrals:log_call"), field.typed_call(**typed, age="130"))
        assert "voisinage, angoisses" in refused.content.decode() and not Call.objects.exists()
        noted = browser.post(reverse("referrals:log_call"), field.typed_call(**typed))
        call = Call.objects.get()
        assert noted.status_code == 302 and call.problems == ["angoisses", "voisinage"]
        page = browser.get(reverse("referrals:call", args=[call.pk])).content.decode()
        assert "n’attendez pas de réponse ici" in page and "Amina" in page
        due = browser.get(reverse("referrals:call_backs")).content.decode()
        assert "06 00 00 00 24" in due
        back = CallBack.objects.get()
        made = browser.post(
            reverse("referrals:make_call_back", args=[back.pk]), {"state": "fait", "version": "1"}
        )
        assert made.status_code == 302
        fixed = field.typed_call(version="1", sex="F", outcome="", outcome_reason="secours_appeles")
        fixed |= {f"question_{alarm.pk}": "1"}
        assert browser.post(reverse("referrals:correct_call", args=[call.pk]), fixed).status_code == 302
    call.refresh_from_db()
    assert (call.sex, call.outcome, call.call_backs) == ("F", "", 1)
    assert Reading.objects.filter(what="referrals.caller", actor_id=lea.pk).count() == 3


@pytest.mark.parametrize(("name", "most"), [("calls", 7), ("call_backs", 8)])
def test_a_list_costs_the_same_however_long(opening, lea, browser_of, name, most):
    browser, url, costs = browser_of(lea), reverse(f"referrals:{name}"), []
    for number in range(4):
        note(opening, lea, first_name=f"Amina {number}", call_back_on=date(2026, 3, 3))
        costs.append(cost(browser, url))
    assert costs == [costs[0]] * 4 and costs[0] <= most
