"""Views of the sheets: paste or upload activities, export a year."""

from defusedcsv import csv
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.imports.sheets import Tally
from networks.choices import ActivityState, ActivityType
from networks.life.filters import ActivityFilter
from networks.life.models import Activity
from networks.life.paste import actions
from networks.life.paste.forms import PasteForm
from networks.life.paste.stored import cells_of, rows_of
from networks.life.paste.tables import COLUMNS, LABELS


@needs("networks")
@require_http_methods(["GET", "POST"])
def paste_activities(request):
    """Shown, then written: the text travels in the form again, nothing is kept in between."""
    form, shown = PasteForm(request.POST or None, request.FILES or None), None
    if request.method == "POST":
        action = actions.paste if "confirm" in request.POST else actions.preview
        shown = carry_out(form, action, by=request.user, at=timezone.now())
    if isinstance(shown, Tally):
        messages.success(request, f"Feuille enregistrée : {shown}.")
        return redirect("networks:activities")
    context = {"form": form, "preview": shown, "columns": list(LABELS.items())}
    return render(request, "networks/paste_activities.html", context)


@needs("networks")
@require_GET
def export_activities(request):
    """The activities under the filters, in the columns that the import reads. What is planned is not told yet."""
    found = ActivityFilter(request.GET, queryset=Activity.objects.all(), today=timezone.localdate())
    told = found.qs.exclude(state=ActivityState.PLANNED).exclude(type=ActivityType.ROOM_LOAN)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="actions-{found.year}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(cells_of(row) for row in rows_of(told.order_by("starts_on", "reference")).values())
    return response
