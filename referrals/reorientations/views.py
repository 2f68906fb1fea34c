"""Doors of reorientations."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("triage")
@require_GET
def reorientations(request):
    return render(request, "referrals/reorientations.html")
