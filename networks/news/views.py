"""Doors of news."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("networks")
@require_GET
def announcements(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def contacts(request):
    return render(request, "networks/to_come.html")
