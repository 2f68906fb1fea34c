"""Doors of crossed placements."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("networks")
@require_GET
def placement_sessions(request):
    return render(request, "practice_groups/placement_sessions.html")


@needs("host")
@require_GET
def hosted_placements(request):
    return render(request, "practice_groups/hosted_placements.html")


@needs("register")
@require_GET
def my_placements(request):
    return render(request, "practice_groups/my_placements.html")
