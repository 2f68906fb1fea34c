"""Doors of this room."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("findings")
@require_GET
def findings(request):
    return render(request, "observatory/findings.html")
