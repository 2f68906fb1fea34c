"""Views of one meeting of a working group: its agenda, who came."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from practice_groups.working import access, forms
from practice_groups.working.actions import note_presences as note
from practice_groups.working.agenda import actions, pages


@needs("groups")
@require_GET
def working_meeting(request, pk):
    return _page(request, _meeting(request, pk))


@needs("groups")
@require_POST
def add_point(request, pk):
    return _add(request, pk, "point", actions.add_point, "Point ajouté.")


@needs("groups")
@require_POST
def add_situation(request, pk):
    return _add(request, pk, "situation", actions.add_situation, "Situation ajoutée.")


@needs("groups")
@require_http_methods(["GET", "POST"])
def settle_point(request, pk):
    point = get_object_or_404(access.point(request.user), pk=pk)
    known = {"version": point.meeting.version, "state": point.state, "decision": point.decision}
    form = forms.SettlePointForm(request.POST or None, point=point, initial=known)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.settle_point, point, **author):
        messages.success(request, "Point enregistré.")
        return redirect("practice_groups:working_meeting", pk=point.meeting_id)
    context = {"point": point, "meeting": point.meeting, "form": form}
    return render(request, "practice_groups/settle_point.html", context)


@needs("groups")
@require_POST
def move_point(request, pk):
    return _change(request, pk, forms.MovePointForm, actions.move_point)


@needs("groups")
@require_POST
def remove_point(request, pk):
    return _change(request, pk, forms.VersionForm, actions.remove_point)


@needs("groups")
@require_http_methods(["GET", "POST"])
def note_presences(request, pk):
    meeting = _meeting(request, pk)
    form = forms.PresencesForm(request.POST or None, **pages.presences_asked(meeting))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, note, meeting, **author):
        messages.success(request, "Présences enregistrées.")
        return redirect("practice_groups:working_meeting", pk=pk)
    context = {"meeting": meeting, "group": meeting.cycle.group, "form": form}
    return render(request, "practice_groups/note_presences.html", context)


def _meeting(request, pk):
    return get_object_or_404(access.meetings(request.user), pk=pk)


def _add(request, pk, kind, action, done):
    """A point or a situation; refused, the page of the meeting comes back with what was typed."""
    meeting = _meeting(request, pk)
    form = pages.ADDING[kind](
        request.POST,
        prefix=kind,
        group=meeting.cycle.group,
        members=list(access.members(meeting.cycle.group)),
    )
    if carry_out(form, action, meeting, by=request.user, at=timezone.now()):
        messages.success(request, done)
        return redirect("practice_groups:working_meeting", pk=pk)
    return _page(request, meeting, **{kind: form})


def _change(request, pk, form_class, action):
    """One button beside a point: what it refuses is said above the agenda."""
    point = get_object_or_404(access.point(request.user), pk=pk)
    form = form_class(request.POST)
    carry_out(form, action, point, by=request.user, at=timezone.now())
    for reason in [text for texts in form.errors.values() for text in texts]:
        messages.error(request, reason)
    return redirect("practice_groups:working_meeting", pk=point.meeting_id)


def _page(request, meeting, **typed):
    context = pages.meeting_page(meeting, timezone.now(), typed) | {"may_edit": request.user.may("networks")}
    return render(request, "practice_groups/working_meeting.html", context)
