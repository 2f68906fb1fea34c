"""Doors of *renforts*."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("triage")
@require_GET
def backups(request):
    return render(request, "referrals/backups.html")


@needs("care")
@require_GET
def my_backups(request):
    return render(request, "referrals/my_backups.html")
