"""Doors of life."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("networks")
@require_GET
def activities(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def activities_panel(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def solicitations(request):
    return render(request, "networks/to_come.html")
