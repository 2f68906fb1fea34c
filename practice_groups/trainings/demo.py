"""Facts of the demo's training, and one put off three times in a row, as in 2020. Everybody is invented."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from centre.models import User
from practice_groups.choices import Kind
from practice_groups.models import Cycle, Group, Meeting, Registration, TrainingFacts
from practice_groups.states import MeetingState, State

PARIS = ZoneInfo("Europe/Paris")
TITLE = "Accueillir la parole en exil"


def seed(*, at: datetime) -> None:
    """Write them once, around `at`. Call inside `acting_as_system()`."""
    if Group.objects.filter(title=TITLE).exists():
        return
    for cycle in Cycle.objects.filter(group__kind=Kind.TRAINING, training=None):
        TrainingFacts.objects.create(
            cycle=cycle,
            trainers="Une interprète, une psychologue",
            objectives="Poser le cadre à trois ; savoir quoi traduire, et quoi laisser dire.",
            hours=Decimal(6),
        )
    _put_off_three_times(at)


def _put_off_three_times(at: datetime) -> None:
    group = Group.objects.create(
        kind=Kind.TRAINING,
        title=TITLE,
        description="Une journée avec deux formateurs, pour des équipes mêlées.",
        departement="30",
        place="Nîmes",
        prerequisites="Travailler ou être bénévole auprès de personnes exilées",
    )
    today = timezone.localdate(at)
    thursday = today + timedelta(days=(3 - today.weekday()) % 7)
    days = [thursday + timedelta(weeks=weeks) for weeks in (-43, -28, -13, 8)]
    cycle = Cycle.objects.create(
        group=group,
        season=f"{days[0]:%d/%m/%Y}",
        starts_on=days[3],
        ends_on=days[3],
        seats=18,
        opens_at=at - timedelta(days=320),
        closes_at=at + timedelta(days=50),
        programme="Matin : la demande d’asile, pas à pas.\nAprès-midi : mises en situation par petits groupes.",
    )
    cycle.facilitators.set(User.objects.filter(email="animation@demo.example"))
    TrainingFacts.objects.create(
        cycle=cycle, trainers="Deux formateurs du réseau", objectives="Oser l’écoute.", hours=Decimal(7)
    )
    _chain(cycle, days)
    crowd = User.objects.filter(email__startswith="participant").order_by("pk")[:11]
    for n, person in enumerate(crowd):
        arrived = cycle.opens_at + timedelta(days=n)
        Registration.objects.create(
            cycle=cycle,
            user=person,
            profession="Éducatrice spécialisée" if n % 2 else "Psychologue",
            structure="CADA des Tilleuls",
            sector="social" if n % 2 else "sante_mentale",
            charter_accepted_at=arrived,
            registered_at=arrived,
            state=State.CONFIRMED,
            confirmed_at=arrived,
            joins_contacts_at=arrived if n % 3 else None,
        )


def _chain(cycle: Cycle, days) -> None:
    """Each date names the one that replaces it; together they are one meeting."""
    after = None
    for sequence, day in reversed(list(enumerate(days))):
        starts = datetime.combine(day, time(9, 30), PARIS)
        after = Meeting.objects.create(
            cycle=cycle,
            number=1,
            starts_at=starts,
            ends_at=starts + timedelta(hours=7),
            place="Centre social, Nîmes",
            state=MeetingState.POSTPONED if after else MeetingState.PLANNED,
            postponed_to=after,
            reason="Report sanitaire" if after else "",
            sequence=sequence,
            **({"uid": after.uid} if after else {}),
        )
