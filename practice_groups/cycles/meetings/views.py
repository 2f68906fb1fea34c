"""Views of those who keep the calendar of a cycle, and the files that agendas read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import VersionForm, carry_out
from practice_groups.choices import Kind
from practice_groups.cycles import access, pages
from practice_groups.cycles.meetings import actions, feed, forms


@needs("groups")
@require_http_methods(["GET", "POST"])
def move_meeting(request, pk):
    return _meeting(
        request, pk, forms.MoveMeetingForm, actions.move_meeting, "Déplacer", "Rencontre déplacée"
    )


@needs("groups")
@require_http_methods(["GET", "POST"])
def cancel_meeting(request, pk):
    return _meeting(
        request,
        pk,
        forms.CancelMeetingForm,
        actions.cancel_meeting,
        "Annuler la rencontre",
        "Rencontre annulée",
    )


@needs("groups")
@require_http_methods(["GET", "POST"])
def restore_meeting(request, pk):
    return _meeting(
        request, pk, VersionForm, actions.restore_meeting, "Rétablir la rencontre", "Rencontre rétablie"
    )


@needs("groups")
@require_http_methods(["GET", "POST"])
def postpone_meeting(request, pk):
    return _meeting(
        request, pk, forms.PostponeMeetingForm, actions.postpone_meeting, "Reporter", "Rencontre reportée"
    )


@needs("groups")
@require_http_methods(["GET", "POST"])
def date_postponed(request, pk):
    return _meeting(
        request, pk, forms.DatePostponedForm, actions.date_postponed, "Fixer la date", "Date fixée"
    )


def _meeting(request, pk, form_class, action, verb, done):
    """One of the verbs about one meeting: its form, carried out, back to the calendar."""
    meeting = get_object_or_404(access.meetings(request.user), pk=pk)
    form = form_class(request.POST or None, initial=pages.facts_of_meeting(meeting, form_class))
    author = {"by": request.user, "at": timezone.now()}
    back = pages.calendar_page(meeting.cycle)
    if request.method == "POST" and carry_out(form, action, meeting, **author):
        told = (
            _told(meeting.cycle) if meeting.starts_at > author["at"] or form_class is not VersionForm else ""
        )
        messages.success(request, f"{done}{told}.")
        return redirect(back)
    context = {"meeting": meeting, "cycle": meeting.cycle, "form": form, "verb": verb, "back": back}
    return render(request, "practice_groups/change_meeting.html", context)


def _told(cycle) -> str:
    """The end of the sentence: whom a change of its calendar was mailed to; nobody while it is a draft."""
    if cycle.group.kind == Kind.WORKING_GROUP:
        return " ; les membres sont prévenus"
    return " ; les inscrits sont avertis" if cycle.published else ""


@needs("register")
@require_GET
def meeting_file(request, pk):
    """One meeting, for whoever attends it: the latest of its chain."""
    meeting = feed.latest(get_object_or_404(access.attended_by(request.user), pk=pk))
    return _file(feed.file_of([meeting], at=timezone.now(), place=True), "rencontre")


@needs("register")
@require_GET
def cycle_file(request, pk):
    """Every meeting of a cycle, for whoever attends it."""
    cycle = get_object_or_404(access.cycles_of(request.user), pk=pk)
    return _file(feed.file_of_cycle(cycle, at=timezone.now(), place=True), "groupe")


def _file(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer
