"""Doors of the treasurer."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("groups")
@require_GET
def fees(request):
    return render(request, "practice_groups/fees.html")
