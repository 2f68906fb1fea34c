"""Views of attendance: the sheets of a cycle and of a meeting, the document to sign, and one's own presences."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from practice_groups.attendance import access, actions, forms, sheets
from practice_groups.attendance.evaluations.access import asked
from practice_groups.attendance.models import AttendanceSheet
from practice_groups.attendance.pages import OwnHours

# ── Those who prepare the group ─────────────────────────────────────────────────────────────────


@needs("groups")
@require_GET
def cycle_attendance(request, pk):
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    meetings = list(access.meetings_with_counts(cycle))
    context = {"cycle": cycle, "meetings": meetings, "now": timezone.now()}
    return render(request, "practice_groups/cycle_attendance.html", context)


@needs("groups")
@require_http_methods(["GET", "POST"])
def attendance(request, pk):
    meeting = get_object_or_404(access.meetings(request.user), pk=pk)
    people = list(access.on_sheet(meeting))
    form = forms.AttendanceForm(request.POST or None, meeting=meeting, registrations=people)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.note_attendance, meeting, **author):
        messages.success(request, "Présences enregistrées : la rencontre est tenue.")
        return redirect("practice_groups:cycle_attendance", pk=meeting.cycle_id)
    context = {"meeting": meeting, "cycle": meeting.cycle, "form": form, "now": author["at"]}
    return render(request, "practice_groups/attendance.html", context)


@needs("groups")
@require_POST
def ask_attendance_sheet(request, pk):
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    sheet = actions.ask_sheet(cycle, by=request.user, at=timezone.now())
    return redirect("practice_groups:attendance_sheet", pk=sheet.pk)


@needs("groups")
@require_GET
def attendance_sheet(request, pk):
    """The document coming; asks again for itself until it is there."""
    sheet = _own_sheet(request, pk)
    late = not sheet.pdf and sheets.is_late(sheet, timezone.now())
    context = {"sheet": sheet, "cycle": sheet.cycle, "ready": bool(sheet.pdf), "late": late}
    name = "_attendance_sheet" if request.htmx else "attendance_sheet"
    return render(request, f"practice_groups/{name}.html", context)


@needs("groups")
@require_GET
def attendance_sheet_file(request, pk):
    sheet = _own_sheet(request, pk)
    file = sheets.opened(sheet)
    if file is None:
        raise Http404
    name = sheets.filename(sheet)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


def _own_sheet(request, pk):
    """A sheet that she asked for, of a cycle that is still hers to prepare."""
    found = AttendanceSheet.objects.filter(asked_by=request.user, cycle__in=access.cycles(request.user))
    return get_object_or_404(found.select_related("cycle__group"), pk=pk)


# ── The participant ─────────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("register")
@require_GET
def my_meetings(request, pk):
    registration = get_object_or_404(access.own_with_hours(request.user).filter(cycle=pk)[:1])
    follow_group(request, registration.cycle.group.language)
    context = {
        "own": OwnHours(registration),
        "cycle": registration.cycle,
        "meetings": list(access.own_meetings(registration)),
        "evaluation": asked(request.user).filter(cycle=pk, closes_at__gt=timezone.now()).first(),
    }
    return render(request, "practice_groups/my_meetings.html", context)
