"""Doors of working groups and clinical meetings."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("groups")
@require_GET
def working_groups(request):
    return render(request, "practice_groups/working_groups.html")
