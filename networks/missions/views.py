"""Doors of the missions: what an interpreter sees of hers."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs
from networks.missions import access


@needs("missions")
@require_GET
def missions(request):
    return render(request, "networks/missions.html", {"missions": access.missions_of(request.user)[:100]})


@needs("missions")
@require_GET
def missions_panel(request):
    return render(
        request, "networks/_missions_panel.html", {"missions": access.missions_of(request.user)[:5]}
    )


@needs("networks")
@require_GET
def dispatch(request):
    return render(request, "networks/to_come.html")


@needs("networks")
@require_GET
def dispatch_panel(request):
    return render(request, "networks/to_come.html")


@needs("book")
@require_GET
def requests(request):
    return render(request, "networks/to_come.html")
