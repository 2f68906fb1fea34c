"""Doors of the *équipe mobile*."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("triage")
@require_GET
def visits(request):
    return render(request, "referrals/visits.html")


@needs("host")
@require_GET
def hosted_visits(request):
    return render(request, "referrals/hosted_visits.html")


@needs("care")
@require_GET
def my_visits(request):
    return render(request, "referrals/my_visits.html")
