"""Doors of pairing: the plan for the whole queue, and what it weighs."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("triage")
@require_GET
def plans(request):
    return render(request, "referrals/plans.html")


@needs("triage")
@require_GET
def pairing_settings(request):
    return render(request, "referrals/pairing_settings.html")
