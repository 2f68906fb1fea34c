"""Doors of this room."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("annuaire")
@require_GET
def dashboard(request):
    return render(request, "observatory/dashboard.html")
