"""Views of those who prepare groups and cycles."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.refusals import Refused
from practice_groups.cycles import access, actions, forms, pages
from practice_groups.cycles.drafts import Draft
from practice_groups.cycles.meetings.actions import add_meeting
from practice_groups.cycles.meetings.forms import AddMeetingForm
from practice_groups.models import Group

A_PAGE = 20


@needs("groups")
@require_GET
def manage_groups(request):
    page = Paginator(access.groups(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "groups": page.object_list, "may_create": _may(request)}
    return render(request, "practice_groups/manage_groups.html", context)


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
    saved = carry_out(form, actions.save_group, group, **author) if request.method == "POST" else None
    if saved and group is None:
        messages.success(request, "Groupe enregistré. Voici son premier cycle.")
        return redirect("practice_groups:new_cycle", pk=saved.pk)
    if saved:
        messages.success(request, "Groupe enregistré.")
        return redirect("practice_groups:manage_groups")
    return render(request, "practice_groups/edit_group.html", {"group": group, "form": form})


@needs("networks")
@require_POST
def close_group(request, pk):
    return _done(request, pk, actions.close_group, "Groupe fermé : il reste dans les bilans.")


@needs("networks")
@require_POST
def reopen_group(request, pk):
    return _done(request, pk, actions.reopen_group, "Groupe rouvert.")


def _done(request, pk, action, said):
    _pressed(request, action, get_object_or_404(Group, pk=pk), said)
    return redirect("practice_groups:manage_groups")


def _pressed(request, action, subject, said):
    """A button without a form: done, or why not."""
    try:
        action(subject, by=request.user, at=timezone.now())
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, refusal.reason)


@needs("networks")
@require_http_methods(["GET", "POST"])
def new_cycle(request, pk):
    """The dates that the rule gives are shown first, and may be changed; the same form, confirmed, writes them."""
    group, now = get_object_or_404(Group, pk=pk), timezone.now()
    draft = Draft(group, request.POST or None, like=pages.season_before(group, request.GET), at=now)
    if draft.is_ready:
        created = carry_out(draft.form, draft.create, by=request.user, at=now)
        if created:
            messages.success(request, "Cycle créé avec ses rencontres.")
            return redirect("practice_groups:manage_cycle", pk=created.pk)
    return render(
        request, "practice_groups/new_cycle.html", {"group": group, "form": draft.form, "draft": draft}
    )


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_cycle(request, pk):
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    facts = pages.facts_of(cycle, forms.EditCycleForm)
    form = forms.EditCycleForm(request.POST or None, group=cycle.group, initial=facts)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.edit_cycle, cycle, **author):
        messages.success(request, "Cycle enregistré ; les places libres sont proposées.")
        return redirect("practice_groups:manage_cycle", pk=pk)
    return render(request, "practice_groups/edit_cycle.html", {"cycle": cycle, "form": form})


@needs("networks")
@require_POST
def publish_cycle(request, pk):
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    _pressed(request, actions.publish_cycle, cycle, "Le cycle est annoncé dans le catalogue.")
    return redirect("practice_groups:manage_cycle", pk=pk)


@needs("networks")
@require_POST
def unpublish_cycle(request, pk):
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    _pressed(request, actions.unpublish_cycle, cycle, "Le cycle n’est plus au catalogue.")
    return redirect("practice_groups:manage_cycle", pk=pk)


@needs("groups")
@require_http_methods(["GET", "POST"])
def manage_cycle(request, pk):
    """The calendar of a cycle; the form adds a meeting."""
    cycle = get_object_or_404(access.cycles(request.user), pk=pk)
    form = AddMeetingForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    added = carry_out(form, add_meeting, cycle, **author) if request.method == "POST" else None
    if added:
        return _added(request, added, past=form.cleaned_data["past"])
    context = {"cycle": cycle, "form": form, "may_edit": _may(request), **pages.calendar(cycle, author["at"])}
    return render(request, "practice_groups/manage_cycle.html", context)


def _added(request, meeting, *, past):
    if past:
        messages.success(request, "Rencontre ajoutée, personne n’est prévenu : notez qui est venu.")
        return redirect("practice_groups:attendance", pk=meeting.pk)
    messages.success(request, "Rencontre ajoutée ; les inscrits sont avertis.")
    return redirect("practice_groups:manage_cycle", pk=meeting.cycle_id)
