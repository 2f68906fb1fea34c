"""Every write about the grid: a new one replaces the one in use, which is kept for the calls it scored."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals.models import Grid, GridQuestion, Hotline


@transaction.atomic
def replace_grid(
    line: Hotline,
    *,
    label: str,
    psychologist_from: int,
    emergency_from: int,
    questions: list[dict],
    by: User,
    at: datetime,
) -> Grid:
    """`questions`: `text`, `most` (points), `alarm`, in their order."""
    current = Hotline.objects.select_for_update(of=("self",)).select_related("grid").get(pk=line.pk)
    if emergency_from <= psychologist_from:
        raise Refused("Le seuil des urgences doit dépasser celui du psychologue.", field="emergency_from")
    if not questions:
        raise Refused("Écrivez au moins une question.", field="text_1")
    if emergency_from > sum(question["most"] for question in questions):
        raise Refused("Aucune réponse n’atteindrait le seuil des urgences.", field="emergency_from")
    try:
        with transaction.atomic():
            grid = Grid.objects.create(
                label=label, psychologist_from=psychologist_from, emergency_from=emergency_from
            )
    except IntegrityError as error:
        if "label" not in str(error):
            raise
        raise Refused("Une grille porte déjà ce nom.", field="label") from error
    GridQuestion.objects.bulk_create(
        GridQuestion(grid=grid, position=position, **question)
        for position, question in enumerate(questions, start=1)
    )
    if current.grid is not None:
        current.grid.retired_on = timezone.localdate(at)
        current.grid.save()
    current.grid = grid
    current.version += 1
    current.save()
    return grid
