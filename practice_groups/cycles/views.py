"""Doors of those who prepare groups, cycles and their calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.context import acting_as
from centre.doors import carry_out
from networks.missions.calendars.actions import owner_of
from practice_groups.cycles import access, actions, forms, pages
from practice_groups.cycles.feed import feed
from practice_groups.models import Group


@needs("groups")
@require_GET
def manage_groups(request):
    found = access.groups(request.user)
    return render(
        request, "practice_groups/manage_groups.html", {"groups": found, "may_create": _may(request)}
    )


def _may(request) -> bool:
    """Groups and cycles are opened by the coordination; a facilitator keeps the calendar of hers."""
    return request.user.may("networks")


@needs("networks")
@require_http_methods(["GET", "POST"])
def new_group(request):
    return _group(request, None, forms.GroupForm(request.POST or None, initial={"version": 0}))


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_group(request, pk):
    group = get_object_or_404(Group, pk=pk)
    return _group(
        request, group, forms.GroupForm(request.POST or None, initial=pages.facts_of(group, forms.GroupForm))
    )


def _group(request, group, form):
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.save_group, group, **author):
        messages.success(request, "Groupe enregistré.")
        return redirect("practice_groups:manage_groups")
    return render(request, "practice_groups/edit_group.html", {"group": group, "form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def new_cycle(request, pk):
    """The dates that the rule gives are shown first; the same form, confirmed, writes them."""
    group = get_object_or_404(Group, pk=pk)
    form = forms.CreateCycleForm(request.POST or None, initial=pages.first_guess(group, timezone.now()))
    days = form.days() if request.method == "POST" and form.is_valid() else []
    if days and "confirm" in request.POST:
        created = carry_out(form, _create_cycle, group, form=form, by=request.user, at=timezone.now())
        if created:
            messages.success(request, f"Cycle créé avec {len(days)} rencontres.")
            return redirect("practice_groups:manage_cycle", pk=created.pk)
    return render(request, "practice_groups/new_cycle.html", {"group": group, "form": form, "days": days})


def _create_cycle(group, *, form, by, at, **_typed):
    return actions.create_cycle(group, **form.as_arguments(), by=by, at=at)


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_cycle(request, pk):
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    form = forms.EditCycleForm(request.POST or None, initial=pages.facts_of(cycle, forms.EditCycleForm))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.edit_cycle, cycle, **author):
        messages.success(request, "Cycle enregistré ; les places libres sont proposées.")
        return redirect("practice_groups:manage_cycle", pk=pk)
    return render(request, "practice_groups/edit_cycle.html", {"cycle": cycle, "form": form})


@needs("groups")
@require_http_methods(["GET", "POST"])
def manage_cycle(request, pk):
    """The calendar of a cycle; the form adds a meeting."""
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    form = forms.AddMeetingForm(request.POST or None, initial={"place": cycle.group.place})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.add_meeting, cycle, **author):
        messages.success(request, "Rencontre ajoutée ; les inscrits sont avertis.")
        return redirect("practice_groups:manage_cycle", pk=pk)
    context = {
        "cycle": cycle,
        "form": form,
        "rows": pages.calendar(cycle, author["at"]),
        "may_edit": _may(request),
    }
    return render(request, "practice_groups/manage_cycle.html", context)


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
        request, pk, forms.CancelMeetingForm, actions.cancel_meeting, "Annuler", "Rencontre annulée"
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
    """One of the four verbs about one meeting: its form, carried out, back to the calendar."""
    meeting = get_object_or_404(access.meetings(request.user), pk=pk)
    form = form_class(request.POST or None, initial=pages.facts_of_meeting(meeting, form_class))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, action, meeting, **author):
        messages.success(request, f"{done} ; les inscrits sont avertis.")
        return redirect("practice_groups:manage_cycle", pk=meeting.cycle_id)
    context = {"meeting": meeting, "cycle": meeting.cycle, "form": form, "verb": verb}
    return render(request, "practice_groups/change_meeting.html", context)


@login_not_required
@never_cache
@require_GET
def groups_feed(request, token):
    """The private address of an agenda (the one of the missions): its owner's groups."""
    owner = owner_of(token)
    if owner is None:
        raise Http404
    with acting_as(owner):
        body = feed(owner, at=timezone.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="groupes.ics"'
    return answer
