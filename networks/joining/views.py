"""Doors of joining."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("networks")
@require_GET
def applications(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def people_panel(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def charters(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def documents(request):
    return render(request, "networks/to_come.html")
