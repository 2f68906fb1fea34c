"""The life of a visit: asked for, planned, moved, called off, held."""

import uuid
from datetime import time, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear, OutgoingMail
from centre.refusals import Refused
from networks.models import Activity, Mission
from referrals.choices import VisitState
from referrals.hotline.shifts import actions as shifts
from referrals.models import Shift, TherapySession, Visit
from referrals.outreach.hosting import actions as hosting
from referrals.outreach.notes import actions as notes
from referrals.outreach.planning import actions as planning
from referrals.outreach.states import MOVES
from referrals.sessions import actions as sessions
from referrals.sessions.checks import next_free
from tests.referrals import makers
from tests.referrals.outreach import field
from tests.referrals.outreach.field import AFTER, AT, DAY


def told() -> set[str]:
    found = {mail.to for mail in OutgoingMail.objects.all()}
    OutgoingMail.objects.all().delete()
    return found


@pytest.fixture
def hugo(portal):
    return field.host()


VERBS = {
    "withdraw": lambda visit, people, hugo: (hosting.withdraw_visit, hugo, {"reason": "Plus besoin"}),
    "plan": lambda visit, people, hugo: (planning.plan_visit, people.alice, field.plan_facts(people.tara)),
    "decline": lambda visit, people, hugo: (planning.decline_visit, people.alice, {"reason": "Trop loin"}),
    "cancel": lambda visit, people, hugo: (
        planning.cancel_visit,
        people.alice,
        {"reason": "Grève", "due": False},
    ),
    "move": lambda visit, people, hugo: (
        planning.move_visit,
        people.alice,
        {
            **{
                name: value
                for name, value in field.plan_facts(people.tara, hour=time(14), until=time(16)).items()
            },
            "due": False,
        },
    ),
    "hold": lambda visit, people, hugo: (
        notes.hold_visit,
        people.tara,
        {"heads": 4, "needs": [], "note": ""},
    ),
    "miss": lambda visit, people, hugo: (notes.miss_visit, people.tara, {"reason": "Malade"}),
}
ASKED, PLANNED, HELD = VisitState.ASKED, VisitState.PLANNED, VisitState.HELD
CANCELLED, DECLINED = VisitState.CANCELLED, VisitState.DECLINED
# verb → the states from which it is legal, and where it leads; every other state refuses it.
TABLE = {
    "withdraw": {ASKED: CANCELLED, PLANNED: CANCELLED},
    "plan": {ASKED: PLANNED},
    "decline": {ASKED: DECLINED},
    "cancel": {ASKED: CANCELLED, PLANNED: CANCELLED},
    "move": {PLANNED: PLANNED},
    "hold": {PLANNED: HELD, HELD: HELD},
    "miss": {PLANNED: CANCELLED},
}


def brought_to(state, people, hugo) -> Visit:
    visit = field.ask(hugo)
    if state in (PLANNED, HELD, CANCELLED):
        visit = field.plan(visit, people.tara, people.alice)[0]
    if state == HELD:
        visit = field.hold(visit, people.tara)
    if state in (CANCELLED, DECLINED):
        verb = planning.cancel_visit if state == CANCELLED else planning.decline_visit
        due = {"due": False} if state == CANCELLED else {}
        with acting_as(people.alice):
            verb(visit, reason="Grève", version=visit.version, by=people.alice, at=AT, **due)
    return Visit.objects.get(pk=visit.pk)


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize("verb", list(VERBS))
def test_each_verb_from_each_state(verb, state, people, hugo):
    visit = brought_to(state, people, hugo)
    action, who, facts = VERBS[verb](visit, people, hugo)
    if action is planning.move_visit:
        facts = {name: facts[name] for name in ("keeper", "second", "day", "hour", "until", "place", "due")}
    at = AFTER if verb == "hold" else AT
    legal = TABLE[verb].get(state)

    def act():
        with acting_as(who):
            action(visit, **facts, version=visit.version, by=who, at=at)

    if legal is None or (verb == "miss" and state == ASKED):
        with pytest.raises(Refused):
            act()
        assert Visit.objects.get(pk=visit.pk).state == state
    else:
        act()
        assert Visit.objects.get(pk=visit.pk).state == legal


def test_the_table_says_what_states_say():
    led = {(origin, to) for moves in TABLE.values() for origin, to in moves.items() if origin != to}
    assert led == {(origin, to) for origin, targets in MOVES.items() for to in targets}


def test_whoever_must_hear_hears_and_no_mail_names_anything(people, hugo):
    alice, chloe, tara = people.alice, people.chloe, people.tara
    visit = field.ask(hugo)
    words = [mail.subject + mail.body for mail in OutgoingMail.objects.all()]
    assert told() == {alice.email, chloe.email}
    field.plan(visit, tara, alice)
    words += [mail.subject + mail.body for mail in OutgoingMail.objects.all()]
    assert told() == {hugo.email, tara.email}
    visit = Visit.objects.get()
    with acting_as(hugo):
        hosting.withdraw_visit(visit, reason="Plus besoin", version=visit.version, by=hugo, at=AT)
    words += [mail.subject + mail.body for mail in OutgoingMail.objects.all()]
    assert told() == {alice.email, chloe.email, tara.email}
    for secret in ("Amandiers", "HUDA", "permanence", "Tara", "Hugo", "mardi", "dari"):
        assert not any(secret in text.split("http")[0] for text in words), secret


def test_the_same_request_sent_twice_is_one(people, hugo):
    key = uuid.uuid4()
    assert field.ask(hugo, idempotency_key=key).pk == field.ask(hugo, idempotency_key=key).pk
    with pytest.raises(Refused, match="déjà été envoyé"):
        field.ask(hugo, idempotency_key=key, wished="jeudi")
    assert Visit.objects.count() == 1


def test_nobody_asks_for_a_structure_that_is_not_hers(people, hugo):
    elsewhere = field.site("CADA du Canal")
    with pytest.raises(Refused, match="plus rattaché"):
        field.ask(hugo, structure=elsewhere)
    gone = field.host("Gilles", until="2025-01-01")
    with pytest.raises(Refused, match="plus rattaché"):
        field.ask(gone)


def test_a_series_is_planned_whole_or_not_at_all(people, hugo):
    first = field.planned(hugo, people.tara, people.alice, day=DAY + timedelta(days=14))
    with pytest.raises(Refused, match="24/03/2026, Tara tient déjà une permanence") as refusal:
        field.planned(hugo, people.tara, people.alice, every=7, times=4)
    assert refusal.value.field == "keeper"
    assert Visit.objects.filter(state=PLANNED).get() == first
    made = field.planned(hugo, people.theo, people.alice, every=7, times=4)
    assert Visit.objects.filter(series=made.series).count() == 4
    hours = {visit.starts_at.hour for visit in Visit.objects.filter(series=made.series)}
    assert hours == {8, 7}  # nine on the wall, before and after the clock change


def test_the_following_dates_are_cancelled_with_it(people, hugo):
    made = field.planned(hugo, people.tara, people.alice, every=7, times=4)
    second = Visit.objects.filter(series=made.series).order_by("starts_at")[1]
    with acting_as(people.alice):
        planning.cancel_visit(
            second,
            reason="Travaux",
            following=True,
            due=False,
            version=second.version,
            by=people.alice,
            at=AT,
        )
    states = Visit.objects.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == [PLANNED, CANCELLED, CANCELLED, CANCELLED]
    assert field.planned(hugo, people.tara, people.alice, day=DAY + timedelta(days=7))


@pytest.mark.parametrize(
    ("typed", "said", "where"),
    [
        ({"until": time(8)}, "La fin doit être après", "until"),
        ({"until": time(20), "hour": time(8)}, "dix heures", "until"),
        ({"day": AT.date() - timedelta(days=1)}, "déjà passée", "day"),
        ({"day": AT.date() + timedelta(days=500)}, "Vérifiez l’année", "day"),
        ({"every": 7, "times": 40}, "Au plus 12", "times"),
        ({"times": 3}, "à quel rythme", "every"),
        (
            {"day": DAY.replace(month=3, day=29), "hour": time(2, 30), "until": time(5)},
            "n’existe pas",
            "hour",
        ),
    ],
)
def test_hours_that_cannot_be(typed, said, where, people, hugo):
    with pytest.raises(Refused, match=said) as refusal:
        field.planned(hugo, people.tara, people.alice, **typed)
    assert refusal.value.field == where


def test_the_second_is_another_therapist(people, hugo):
    with pytest.raises(Refused, match="deux personnes") as refusal:
        field.planned(hugo, people.tara, people.alice, second=people.tara)
    assert refusal.value.field == "second"
    with pytest.raises(Refused, match="plus accès"):
        field.planned(hugo, people.victor, people.alice)
    assert field.planned(hugo, people.tara, people.alice, second=people.theo)
    with pytest.raises(Refused, match="Théo tient déjà"):
        field.planned(hugo, people.theo, people.alice, hour=time(11), until=time(13))
    assert field.planned(hugo, people.theo, people.alice, hour=time(12), until=time(13))  # half-open


def test_a_stale_page_is_told_by_whom(people, hugo):
    visit = field.ask(hugo)
    field.plan(visit, people.tara, people.alice)
    with pytest.raises(Refused, match="modifiée par Alice") as refusal, acting_as(hugo):
        hosting.withdraw_visit(visit, reason="Non", version=visit.version, by=hugo, at=AT)
    assert refusal.value.field == "version"


# ── With an interpreter ─────────────────────────────────────────────────────────────────────────


def test_an_interpreter_is_asked_moved_and_freed(people, hugo):
    visit = field.planned(hugo, people.tara, people.alice, interpreter_language="prs", every=7, times=2)
    assert Mission.objects.count() == 2 and Mission.objects.filter(requested_by=people.tara).count() == 2
    assert visit.mission.starts_at == visit.starts_at
    facts = field.plan_facts(people.tara, hour=time(14), until=time(16))
    facts = {name: facts[name] for name in ("keeper", "second", "day", "hour", "until", "place")}
    with acting_as(people.alice):
        visit = planning.move_visit(visit, **facts, due=False, version=visit.version, by=people.alice, at=AT)
    assert visit.mission.starts_at == visit.starts_at and visit.mission.state == "demandee"
    assert Mission.objects.filter(state="annulee").count() == 1
    with acting_as(hugo):
        hosting.withdraw_visit(visit, reason="Plus besoin", version=visit.version, by=hugo, at=AT)
    assert Mission.objects.filter(state="annulee").count() == 2


def test_a_late_interpreter_stays_due_once_somebody_said_so(people, hugo):
    visit = field.planned(hugo, people.tara, people.alice, interpreter_language="prs")
    ines = makers.interpreter(people.ines)
    Mission.objects.filter(pk=visit.mission_id).update(state="confirmee", interpreter=ines)
    eve = visit.starts_at - timedelta(hours=2)
    with pytest.raises(Refused, match="reste due"), acting_as(people.alice):
        planning.cancel_visit(
            visit, reason="Grève", due=False, version=visit.version, by=people.alice, at=eve
        )
    assert Visit.objects.get().state == PLANNED
    with acting_as(people.alice):
        planning.cancel_visit(visit, reason="Grève", due=True, version=visit.version, by=people.alice, at=eve)
    assert Mission.objects.get().state == "annulee_tardivement"


def test_a_place_without_departement_says_why_no_interpreter(people, hugo):
    field.site().__class__.objects.update(departement="")
    with pytest.raises(Refused, match="département") as refusal:
        field.planned(hugo, people.tara, people.alice, interpreter_language="prs")
    assert refusal.value.field == "interpreter_language"


# ── Never in two places ─────────────────────────────────────────────────────────────────────────


def a_care(people):
    return makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=("prs",)))


def a_session(people, care, starts_at, **facts) -> TherapySession:
    return TherapySession.objects.create(
        care=care,
        person=care.person,
        therapist=care.therapist,
        day=starts_at.date(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        duration=45,
        logged_by=people.tara,
        logged_at=AT,
        **{"state": "planifiee"} | facts,
    )


def test_a_visit_does_not_meet_a_session(people, hugo):
    a_session(people, a_care(people), AT + timedelta(days=8))
    with pytest.raises(Refused, match="a une séance") as refusal:
        field.planned(hugo, people.tara, people.alice)
    assert refusal.value.field == "keeper"
    assert field.planned(hugo, people.theo, people.alice)
    TherapySession.objects.update(state="annulee", cancelled_by="personne")
    assert field.planned(hugo, people.tara, people.alice)


def test_a_session_does_not_meet_a_visit_whoever_writes_it(people, hugo):
    field.planned(hugo, people.theo, people.alice, second=people.tara)
    care = a_care(people)
    with pytest.raises(IntegrityError, match="session_meets_visit"), transaction.atomic():
        a_session(people, care, AT + timedelta(days=8))
    assert a_session(people, care, AT + timedelta(days=8, hours=3))


def test_a_visit_does_not_meet_a_shift_of_the_line(people, hugo):
    Shift.objects.create(day=DAY, starts=time(11), ends=time(14), user=people.tara, keeper="Tara")
    with pytest.raises(Refused, match="ligne d’écoute") as refusal:
        field.planned(hugo, people.tara, people.alice)
    assert refusal.value.field == "keeper"
    field.planned(hugo, people.tara, people.alice, hour=time(9), until=time(11))
    with pytest.raises(IntegrityError, match="shift_meets_visit"), transaction.atomic():
        Shift.objects.create(day=DAY, starts=time(10), ends=time(12), user=people.tara, keeper="Tara")


def test_a_session_that_meets_a_visit_is_told_of_a_visit(people, hugo):
    field.planned(hugo, people.theo, people.alice, second=people.tara)  # nine to twelve
    care = a_care(people)
    with acting_as(people.tara), pytest.raises(Refused, match="déjà une permanence") as refusal:
        sessions.log_session(care, **makers.session(day=DAY, hour=time(10)), by=people.tara, at=AFTER)
    assert refusal.value.field == "hour"


def test_the_free_hours_told_avoid_visits(people, hugo):
    field.planned(hugo, people.tara, people.alice)
    care = a_care(people)
    wished = TherapySession(
        care=care, therapist=care.therapist, person=care.person, starts_at=AT + timedelta(days=8), duration=45
    )
    wished.ends_at = wished.starts_at + timedelta(minutes=45)
    with acting_as(people.tara):
        first = next_free(wished, at=AT)[0]
    assert timezone.localtime(first).time() == time(12)


def test_a_shift_that_meets_a_visit_is_told_of_a_visit(people, hugo):
    field.planned(hugo, people.tara, people.alice)
    shift = Shift.objects.create(day=DAY, starts=time(11), ends=time(14))
    with (
        acting_as(people.alice),
        pytest.raises(Refused, match="permanence dans un lieu d’accueil") as refusal,
    ):
        shifts.assign_shift(
            shift, user=people.tara, keeper="", profession="", status="", was="", by=people.alice, at=AT
        )
    assert refusal.value.field == "user"


# ── Once its year is published ──────────────────────────────────────────────────────────────────


def test_a_published_year_changes_no_more(people, hugo):
    visit = field.planned(hugo, people.tara, people.alice)
    noted = field.talk(visit, people.tara)
    held = field.hold(visit, people.tara, heads=3)
    with acting_as_system():
        ClosedYear.objects.create(year=2026, closed_at=AFTER, closed_by=people.alice)
    for act in (
        lambda: field.hold(held, people.tara, heads=5),
        lambda: field.talk(held, people.tara),
        lambda: field.group(held, people.tara, heads=2),
    ):
        with pytest.raises(Refused, match="Le bilan de 2026 est publié"):
            act()
    with pytest.raises(Refused, match="publié"), acting_as(people.tara):
        notes.remove_talk(noted, version=held.version, by=people.tara, at=AFTER)
    for statement in ("UPDATE referrals_visit SET heads = 9", "UPDATE referrals_talk SET sex = 'M'"):
        with pytest.raises(DatabaseError, match="published"), transaction.atomic(), acting_as(people.tara):
            connection.cursor().execute(statement)


def test_every_write_is_in_the_journal(people, hugo):
    field.hold(field.planned(hugo, people.tara, people.alice), people.tara, heads=3)
    events = apps.get_model("referrals", "VisitWriteEvent").objects
    whose = list(events.order_by("pgh_id").values_list("actor_id", "state").distinct())
    assert (hugo.pk, "demandee") in whose and (people.alice.pk, "planifiee") in whose
    assert (people.tara.pk, "tenue") in whose
    assert Activity.objects.get().recorded_by == people.tara
