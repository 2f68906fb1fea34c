"""Doors of this room."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("projects")
@require_GET
def projects(request):
    return render(request, "observatory/projects.html")


@needs("funded")
@require_GET
def my_fundings(request):
    return render(request, "observatory/my_fundings.html")
