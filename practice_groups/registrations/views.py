"""Doors of registration without an account."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def public_catalogue(request):
    return render(request, "practice_groups/public_catalogue.html")
