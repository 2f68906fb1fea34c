"""Doors of pay."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("pay")
@require_GET
def pay(request):
    return render(request, "networks/to_come.html")


@needs("pay")
@require_GET
def pay_panel(request):
    return render(request, "networks/to_come.html")


@needs("pay")
@require_GET
def payees(request):
    return render(request, "networks/to_come.html")


@needs("pay")
@require_GET
def rates(request):
    return render(request, "networks/to_come.html")


@needs("pay")
@require_GET
def pay_rules(request):
    return render(request, "networks/to_come.html")


@needs("missions")
@require_GET
def statements(request):
    return render(request, "networks/to_come.html")
