"""The demo's rotations: last season's hosted by everyone, this one's under way. Everybody is invented."""

from datetime import datetime, timedelta
from random import Random

from centre.models import User
from practice_groups.choices import Kind, Theme, TurnState
from practice_groups.intervision.actions import VISIT, give
from practice_groups.intervision.situations import actions as situations
from practice_groups.intervision.standing import standing
from practice_groups.models import Cycle, HostingTurn, Registration, SituationTurn
from practice_groups.states import State

# Where they host: a place, and the INSEE code of its commune.
HOMES = (
    ("CADA des Tilleuls, 4 rue des Tilleuls, Montpellier", "34172"),
    ("CMP du Canal, 12 quai du Canal, Béziers", "34032"),
    ("Association Passerelles, 3 place du Marché, Nîmes", "30189"),
    ("PASS de l’hôpital, 1 avenue de l’Étang, Sète", "34301"),
    ("Accueil de jour La Halte, 27 rue Haute, Lunel", "34145"),
    ("Maison de quartier du Port, Agde", "34003"),
    ("CSAPA La Garrigue, 9 chemin des Vignes, Lodève", "34142"),
)
PATIENT = "therapeute@demo.example"


def seed(*, at: datetime) -> None:
    """After the groups and their registrations. Call inside `acting_as_system()`."""
    chance = Random(16)
    cycles = Cycle.objects.filter(group__kind=Kind.INTERVISION).select_related("group").order_by("pk")
    for cycle in cycles:
        cycle.hosted = True
        cycle.save(update_fields=["hosted"])
        if cycle.is_over(at):
            _homes(cycle, chance)
            _past(cycle, at)
        elif cycle.group.title.endswith("matin"):
            _newcomer(cycle, at)
            _homes(cycle, chance)
            _past(cycle, at)
            _under_way(cycle, at, chance)
        elif cycle.taken > 5:
            _homes(cycle, chance)
            _past(cycle, at)


def _newcomer(cycle: Cycle, at: datetime) -> None:
    """A demo account with turns of her own."""
    user = User.objects.filter(email=PATIENT).first()
    if user is None or not cycle.free_seats or cycle.registrations.filter(user=user).exists():
        return
    Registration.objects.create(
        cycle=cycle,
        user=user,
        profession="Psychologue",
        structure="CMP du Canal",
        sector="sante_mentale",
        charter_accepted_at=cycle.opens_at,
        registered_at=cycle.opens_at,
        state=State.CONFIRMED,
        confirmed_at=cycle.opens_at,
    )


def _homes(cycle: Cycle, chance: Random) -> None:
    months = sorted({f"{one.starts_at:%Y-%m}" for one in cycle.meetings.all()})
    for n, registration in enumerate(cycle.registrations.filter(state=State.CONFIRMED)):
        registration.host_address, registration.host_commune = HOMES[n % len(HOMES)]
        registration.avoids_months = sorted(chance.sample(months, 2)) if n % 3 == 1 else []
        registration.save(update_fields=["host_address", "host_commune", "avoids_months"])


def _past(cycle: Cycle, at: datetime) -> None:
    """What is over was hosted, each in turn, and a situation presented."""
    people = list(cycle.registrations.filter(state=State.CONFIRMED).order_by("pk"))
    themes = Theme.values
    for n, meeting in enumerate(cycle.meetings.filter(ends_at__lt=at)):
        host, presenting = people[n % len(people)], people[-1 - n % len(people)]
        asked = {"proposed_at": cycle.opens_at, "answered_at": cycle.opens_at + timedelta(days=3)}
        HostingTurn.objects.create(
            meeting=meeting, registration=host, round=n // len(people) + 1, state=TurnState.DONE, **asked
        )
        meeting.place = host.host_address
        meeting.visit_from, meeting.visit_until = meeting.starts_at, meeting.starts_at + VISIT
        meeting.save(update_fields=["place", "visit_from", "visit_until"])
        if n < len(people):
            SituationTurn.objects.create(
                meeting=meeting,
                registration=presenting,
                state=TurnState.DONE,
                theme=themes[(n * 5 + cycle.pk) % len(themes)],
                **asked,
            )


def _under_way(cycle: Cycle, at: datetime, chance: Random) -> None:
    """A rotation proposed two weeks ago: some confirmed, one silent since, one meeting that nobody may take."""
    asked = at - timedelta(days=14)
    now = standing(cycle)
    given = give(now, now.rotation(at, rearrange=True).given, at=asked)
    for turn in given:
        if turn.registration.user.email != PATIENT and chance.random() < 0.6:
            turn.state, turn.answered_at = TurnState.CONFIRMED, asked + timedelta(days=2)
            turn.save()
            meeting = turn.meeting
            meeting.place = turn.registration.host_address
            meeting.visit_from, meeting.visit_until = meeting.starts_at, meeting.starts_at + VISIT
            meeting.save(update_fields=["place", "visit_from", "visit_until"])
    if given and (last := given[-1]).state == TurnState.PROPOSED:
        last.state, last.answered_at = TurnState.RELEASED, asked + timedelta(days=5)
        last.save()
    lines, _left = situations.proposal(cycle, at=at)
    for meeting, person in lines:
        SituationTurn.objects.create(registration=person, meeting=meeting, proposed_at=asked)
