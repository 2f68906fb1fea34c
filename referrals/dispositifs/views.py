"""Doors of the dispositifs and their rules."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("triage")
@require_GET
def dispositifs(request):
    return render(request, "referrals/dispositifs.html")
