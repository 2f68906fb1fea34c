"""Doors of the *cellule d’écoute*."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("listen")
@require_GET
def hotline(request):
    return render(request, "referrals/hotline.html")


@needs("listen")
@require_GET
def shifts(request):
    return render(request, "referrals/shifts.html")


@needs("listen")
@require_GET
def calls(request):
    return render(request, "referrals/calls.html")


@needs("listen")
@require_GET
def call_backs(request):
    return render(request, "referrals/call_backs.html")


@needs("listen")
@require_GET
def hotline_panel(request):
    return render(request, "referrals/_hotline_panel.html")
