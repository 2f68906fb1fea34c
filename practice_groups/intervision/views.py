"""Doors of hosting and of situations."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("register")
@require_GET
def my_turns(request):
    return render(request, "practice_groups/my_turns.html")
