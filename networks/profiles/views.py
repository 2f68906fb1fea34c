"""Doors of profiles."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("networks")
@require_GET
def therapists(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def interpreters(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def network_settings(request):
    return render(request, "networks/to_come.html")


@needs("profile")
@require_GET
def my_profile(request):
    return render(request, "networks/to_come.html")
