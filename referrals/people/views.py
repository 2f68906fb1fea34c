"""Doors of consent, identity and the rights of persons."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("triage")
@require_GET
def persons(request):
    return render(request, "referrals/persons.html")


@needs("triage")
@require_GET
def rights(request):
    return render(request, "referrals/rights.html")
