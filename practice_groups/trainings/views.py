"""Doors of trainings."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("groups")
@require_GET
def trainings(request):
    return render(request, "practice_groups/trainings.html")
