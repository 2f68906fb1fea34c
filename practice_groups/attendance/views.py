"""Doors of attendance, attestations, evaluations and minutes."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("register")
@require_GET
def my_attestations(request):
    return render(request, "practice_groups/my_attestations.html")


@login_not_required
@require_GET
def check_attestation(request):
    return render(request, "practice_groups/check_attestation.html")
