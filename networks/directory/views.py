"""Doors of directory."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("annuaire")
@require_GET
def directory(request):
    return render(request, "networks/to_come.html")
