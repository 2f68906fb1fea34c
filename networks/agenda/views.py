"""Doors of agenda."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("networks")
@require_GET
def polls(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def rooms(request):
    return render(request, "networks/to_come.html")


@needs("annuaire")
@require_GET
def polls_panel(request):
    return render(request, "networks/to_come.html")
