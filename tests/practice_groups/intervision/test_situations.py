"""Situations: each presents once, two per meeting at most; a theme of the list is all that is kept."""

import pytest
from django.apps import apps
from django.db import models

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from centre.vault import EncryptedTextField
from practice_groups.choices import TurnState
from practice_groups.intervision.situations import actions
from practice_groups.models import Meeting, SituationTurn
from practice_groups.states import MeetingState
from tests.practice_groups.field import NOW
from tests.practice_groups.intervision.field import LATER, hosted, propose, seated
from tests.practice_groups.intervision.test_hosting import by_force, leave, refused, told


def spread(cycle, leader) -> int:
    with acting_as(leader):
        return actions.propose_situations(cycle, by=leader, at=NOW)


def turn_of(name) -> SituationTurn:
    with acting_as_system():
        return (
            SituationTurn.objects.living()
            .select_related("meeting__cycle", "registration__user")
            .get(registration__user__display_name=name)
        )


def presenting(cycle) -> list[list[str]]:
    with acting_as_system():
        return [
            [
                turn.registration.user.display_name
                for turn in meeting.situations.living().select_related("registration__user").order_by("pk")
            ]
            for meeting in cycle.meetings.all()
        ]


def answer(name, accepted, *, at=NOW):
    turn = turn_of(name)
    with acting_as(turn.registration.user):
        return actions.answer_situation(turn, accepted=accepted, by=turn.registration.user, at=at)


def note(name, theme, *, by=None, at=LATER):
    turn = turn_of(name)
    with acting_as(by or turn.registration.user):
        return actions.note_situation(turn, theme=theme, by=by or turn.registration.user, at=at)


@pytest.fixture
def three(people):
    """Anne's cycle of two meetings; Adèle, Basile and Camille present."""
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    assert spread(cycle, people.anne) == 3
    return cycle


def test_each_presents_once_over_the_meetings(three, people):
    assert sorted(map(len, presenting(three))) == [1, 2]
    assert spread(three, people.anne) == 0, "proposed again, nobody is asked twice"
    assert len(told("Un tour vous est proposé dans un groupe")) == 3


def test_whoever_hosts_presents_another_day(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    spread(cycle, people.anne)
    with acting_as_system():
        for meeting in cycle.meetings.all():
            host = meeting.hosting.living().get().registration_id
            assert host != meeting.situations.living().get().registration_id


def test_a_fifth_person_has_no_room_in_two_meetings(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille", "Denis", "Élise")
    with acting_as(people.anne):
        given, left = actions.proposal(cycle, at=NOW)
    assert len(given) == 4 and [str(one.user) for one in left] == ["Élise"]


def test_a_turn_given_back_gets_another_date_if_there_is_room(three):
    before = turn_of("Adèle").meeting_id
    answer("Adèle", accepted=False)
    assert turn_of("Adèle").meeting_id != before
    answer("Adèle", accepted=False)
    with acting_as_system():
        assert not SituationTurn.objects.living().filter(registration__user__display_name="Adèle").exists()


def test_two_people_change_places(three, people):
    alone, crowded = sorted(presenting(three), key=len)
    one, other = turn_of(alone[0]), turn_of(crowded[0])
    with acting_as(people.anne):
        actions.place_situation(one, other=other, by=people.anne, at=NOW)
    assert turn_of(alone[0]).meeting_id == other.meeting_id
    assert turn_of(crowded[0]).meeting_id == one.meeting_id
    assert "a changé" in refused(actions.answer_situation, one, accepted=True, by=people.anne, at=NOW)


def test_a_full_meeting_takes_nobody_more(three, people):
    alone, crowded = sorted(presenting(three), key=len)
    full = turn_of(crowded[0]).meeting
    with acting_as(people.anne):
        reason = refused(actions.place_situation, turn_of(alone[0]), meeting=full, by=people.anne, at=NOW)
    assert "déjà 2 situations" in reason
    with acting_as_system():
        lone = turn_of(alone[0])
    answered = by_force(
        people.alice,
        lambda: (
            SituationTurn.objects.filter(pk=lone.pk).update(state=TurnState.RELEASED),
            SituationTurn.objects.create(meeting=full, registration=lone.registration, proposed_at=NOW),
        ),
    )
    assert "two situations at most" in answered


def test_the_theme_comes_after_the_meeting_and_may_be_corrected(three, people):
    assert "n’a pas encore eu lieu" in refused(note, "Adèle", "famille", at=NOW)
    note("Adèle", "famille")
    note("Adèle", "equipe", by=people.anne)
    assert (turn_of("Adèle").state, turn_of("Adèle").theme) == (TurnState.DONE, "equipe")
    with pytest.raises(Refused):
        answer("Adèle", accepted=False, at=LATER)


def test_the_database_holds_the_theme_and_what_is_done(three, people):
    with acting_as_system():
        adele = SituationTurn.objects.filter(pk=turn_of("Adèle").pk)
    done = {"state": TurnState.DONE}
    assert "has_its_theme" in by_force(people.alice, lambda: adele.update(**done))
    assert "has_its_theme" in by_force(people.alice, lambda: adele.update(theme="famille"))
    note("Adèle", "famille")
    assert "it stays" in by_force(people.alice, lambda: adele.update(state=TurnState.RELEASED, theme=""))
    assert "it stays" in by_force(people.alice, adele.delete)


def test_each_presents_once_says_the_database(three, people):
    mine = turn_of("Adèle")
    with acting_as_system():
        room = next(meeting for meeting in three.meetings.all() if meeting.situations.living().count() < 2)
    answered = by_force(
        people.anne,
        lambda: SituationTurn.objects.create(meeting=room, registration=mine.registration, proposed_at=NOW),
    )
    assert "each_presents_once_a_cycle" in answered


def test_a_leaver_presents_nothing_and_a_meeting_called_off_frees_its_turns(three, people):
    leave(turn_of("Adèle").registration)
    assert not any("Adèle" in names for names in presenting(three))
    meeting = turn_of("Basile").meeting
    with acting_as(people.anne):
        Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)
    assert spread(three, people.anne) >= 1 and turn_of("Basile").meeting_id != meeting.pk


def test_no_table_of_turns_has_room_for_a_text():
    """Whoever adds a free text to what is kept of a situation meets this."""
    for name in ("HostingTurn", "SituationTurn", "HostingTurnWriteevent", "SituationTurnWriteevent"):
        for field in apps.get_model("practice_groups", name)._meta.get_fields():
            if field.name in ("pgh_label", "pgh_context"):
                continue
            assert not isinstance(field, models.TextField | EncryptedTextField | models.JSONField), field
            if isinstance(field, models.CharField):
                assert field.choices, f"{name}.{field.name} is free text"
