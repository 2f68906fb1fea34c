"""What an experiment goes through, and what is refused whoever asks: by a sentence, then by the database."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from practice_groups.experiments import actions
from practice_groups.experiments.states import MOVES, State
from practice_groups.models import Experiment
from tests.practice_groups.experiments import field
from tests.practice_groups.experiments.field import create, evaluate, in_state, place, stop, transfer

TO = {State.EVALUATED: evaluate, State.TRANSFERRED: transfer, State.STOPPED: stop}
# What each state's row holds, as an UPDATE would write it.
WHOLE = {
    "test": "evaluated_on = NULL, seen = '', conclusion = '', transferred_on = NULL, transferred_to_id = NULL,"
    " conditions = '', stopped_on = NULL, reason = ''",
    "evaluee": "evaluated_on = '2026-07-01', seen = 'x', conclusion = 'transferer', transferred_on = NULL,"
    " transferred_to_id = NULL, conditions = '', stopped_on = NULL, reason = ''",
    "transferee": "evaluated_on = '2026-07-01', seen = 'x', conclusion = 'transferer',"
    " transferred_on = '2026-09-01', transferred_to_id = structure_id, conditions = 'x', stopped_on = NULL,"
    " reason = ''",
    "arretee": "stopped_on = '2026-09-01', reason = 'x', transferred_on = NULL, transferred_to_id = NULL,"
    " conditions = ''",
}


def _sql(user, assignments: str, *where) -> bool:
    """Whether the coordination's own UPDATE goes through."""
    try:
        with acting_as(user), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE practice_groups_experiment SET {assignments} WHERE id = %s", where)
            return bool(cursor.rowcount)
    except DatabaseError:
        return False


@pytest.mark.parametrize("origin", State)
@pytest.mark.parametrize("target", State)
def test_the_database_holds_the_table_of_moves(people, origin, target):
    made = in_state(origin, people.alice)
    went = _sql(people.alice, f"state = '{target}', {WHOLE[target]}", made.pk)
    if origin == target:
        assert went == (origin in ("test", "evaluee"))  # corrected, as long as it is not over
    else:
        assert went == (target in MOVES[origin])


@pytest.mark.parametrize("origin", State)
@pytest.mark.parametrize("target", list(TO))
def test_the_actions_hold_it_too(people, origin, target):
    made = in_state(origin, people.alice)
    allowed = target in MOVES[origin] or origin == target == State.EVALUATED
    if allowed:
        assert TO[target](made, people.alice).state == target
    else:
        with pytest.raises(Refused):
            TO[target](made, people.alice)


@pytest.mark.parametrize("state", ["transferee", "arretee"])
def test_what_is_over_does_not_change(people, state):
    made = in_state(state, people.alice)
    with pytest.raises(Refused, match="ne change plus"), acting_as(people.alice):
        actions.edit_experiment(
            made, structure=place(), version=made.version, by=people.alice, at=field.NOW, **field.FACTS
        )
    assert not _sql(people.alice, "title = 'Autre chose'", made.pk)


@pytest.mark.parametrize(
    ("state", "half"),
    [
        ("test", "state = 'evaluee'"),
        ("test", "seen = 'x'"),
        ("test", "conclusion = 'transferer'"),
        ("test", "conditions = 'x'"),
        ("test", "reason = 'x'"),
        ("test", "tried = ''"),
        ("test", "planned_until = '2026-03-01'"),
        ("test", "state = 'arretee', stopped_on = '2026-09-01'"),
        ("test", "state = 'arretee', stopped_on = '2026-03-01', reason = 'x'"),
        ("evaluee", "seen = ''"),
        ("evaluee", "conclusion = 'peut-être'"),
        ("evaluee", "evaluated_on = '2026-03-01'"),
        ("evaluee", "state = 'arretee', stopped_on = '2026-06-30', reason = 'x'"),
        ("evaluee", "state = 'transferee', transferred_on = '2026-09-01', conditions = 'x'"),
        (
            "evaluee",
            "state = 'transferee', transferred_on = '2026-09-01', conditions = 'x',"
            " transferred_to_id = structure_id, conclusion = 'arreter'",
        ),
    ],
)
def test_no_half_of_a_state(people, state, half):
    assert not _sql(people.alice, half, in_state(state, people.alice).pk)


def test_it_begins_by_being_tried(people):
    born = pytest.raises(DatabaseError, match="begins by being tried")
    with acting_as(people.alice), born, transaction.atomic():
        Experiment.objects.create(structure=place(), state="evaluee", **field.FACTS | field.EVALUATION)


# ── One per place ───────────────────────────────────────────────────────────────────────────────


def test_one_at_a_time_in_a_place(people):
    first = create(people.alice)
    with pytest.raises(Refused, match=r"Une permanence au CADA.*02/03/2026.*une seule") as refused:
        create(people.alice, title="Un groupe de parole")
    assert refused.value.field == "structure"
    elsewhere = create(people.alice, structure=place("Médiathèque du Port"))
    assert not _sql(people.alice, "structure_id = %s", first.structure_id, elsewhere.pk)
    evaluate(first, people.alice)
    assert create(people.alice, title="Un groupe de parole").state == "test"  # the first no longer runs


def test_moved_where_another_runs(people):
    create(people.alice)
    other = create(people.alice, structure=place("Médiathèque du Port"))
    with pytest.raises(Refused, match="y est à l’essai") as refused, acting_as(people.alice):
        actions.edit_experiment(
            other, version=1, structure=place(), by=people.alice, at=field.NOW, **field.FACTS
        )
    assert refused.value.field == "structure"


# ── What is written ─────────────────────────────────────────────────────────────────────────────

_DAY_AFTER = field.NOW.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("verb", "state", "facts", "name"),
    [
        (evaluate, "test", {"evaluated_on": date(2026, 3, 1)}, "evaluated_on"),
        (evaluate, "test", {"evaluated_on": _DAY_AFTER}, "evaluated_on"),
        (evaluate, "test", {"seen": " "}, "seen"),
        (evaluate, "test", {"seen": "Appeler le 06 12 34 56 78."}, "seen"),
        (transfer, "evaluee", {"transferred_on": date(2026, 6, 30)}, "transferred_on"),
        (transfer, "evaluee", {"transferred_on": _DAY_AFTER}, "transferred_on"),
        (transfer, "evaluee", {"conditions": ""}, "conditions"),
        (transfer, "evaluee", {"conditions": "Écrire à quelquun@mail.example"}, "conditions"),
        (stop, "test", {"reason": ""}, "reason"),
        (stop, "evaluee", {"stopped_on": date(2026, 6, 30)}, "stopped_on"),
    ],
)
def test_refused_beside_its_field(people, verb, state, facts, name):
    made = in_state(state, people.alice)
    with pytest.raises(Refused) as refused:
        verb(made, people.alice, **facts)
    assert refused.value.field == name
    with acting_as_system():
        assert Experiment.objects.get().state == state


def test_an_end_before_the_beginning(people):
    with pytest.raises(Refused) as refused:
        create(people.alice, planned_until=date(2026, 3, 1))
    assert refused.value.field == "planned_until"


def test_what_is_to_be_stopped_is_not_handed_over(people):
    made = evaluate(create(people.alice), people.alice, conclusion="arreter")
    with pytest.raises(Refused, match="conclut à l’arrêt"):
        transfer(made, people.alice)
    corrected = evaluate(made, people.alice, conclusion="transferer")
    assert transfer(corrected, people.alice).state == "transferee"


def test_two_at_once_the_second_is_told(people):
    read = create(people.alice)
    evaluate(read, people.chloe)
    with pytest.raises(Refused, match="Chloé"):
        stop(read, people.alice)
