"""Views of minutes: those who take part read, those who prepare the cycle write."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from practice_groups.access import led_cycles
from practice_groups.attendance import access as attendance
from practice_groups.attendance.minutes import access, actions, forms
from practice_groups.models import Minutes


@in_three_languages
@needs("register")
@require_GET
def minutes(request, pk):
    found = get_object_or_404(access.readable(request.user), meeting=pk)
    meeting = found.meeting
    follow_group(request, meeting.cycle.group.language)
    may_write = request.user.may("groups") and led_cycles(request.user).filter(pk=meeting.cycle_id).exists()
    context = {"minutes": found, "meeting": meeting, "cycle": meeting.cycle, "may_write": may_write}
    return render(request, "practice_groups/minutes.html", context)


@needs("groups")
@require_http_methods(["GET", "POST"])
def write_minutes(request, pk):
    meeting = get_object_or_404(attendance.meetings(request.user), pk=pk)
    found = Minutes.objects.filter(meeting=meeting).select_related("written_by").first()
    form = forms.MinutesForm(request.POST or None, initial=_facts(found))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        written = carry_out(form, actions.write_minutes, meeting, **author)
        if written:
            messages.success(request, _done(written))
            return redirect("practice_groups:minutes", pk=pk)
    context = {"meeting": meeting, "cycle": meeting.cycle, "minutes": found, "form": form}
    return render(request, "practice_groups/write_minutes.html", context)


def _facts(minutes: Minutes | None) -> dict:
    return {"version": minutes.version, "text": minutes.text} if minutes else {"version": 0, "send": False}


def _done(minutes: Minutes) -> str:
    if minutes.sent_at is None:
        return "Brouillon enregistré : personne n’en est prévenu."
    if minutes.sent_at == minutes.written_at:
        return "Compte rendu envoyé : les participants sont prévenus."
    return "Compte rendu modifié : la page le dit à qui le lit."
