"""Doors of the import of past years."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from centre.access import needs


@needs("import_past")
@require_GET
def imports(request):
    return render(request, "centre/imports.html")
