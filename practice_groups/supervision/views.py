"""Doors of the hours of supervision and analysis of practice."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("groups")
@require_GET
def supervision(request):
    return render(request, "practice_groups/supervision.html")
