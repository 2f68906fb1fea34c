"""Views of working groups: the groups, their members, their dates. The agenda and the minutes have their own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from practice_groups.choices import Kind
from practice_groups.cycles.pages import facts_of
from practice_groups.models import Group, GroupMember, GroupPoll
from practice_groups.working import access, actions, forms, pages


@needs("groups")
@require_GET
def working_groups(request):
    now = timezone.now()
    page = page_of(access.listed(request.user, now), request.GET)
    context = {"page": page, "may_create": request.user.may("networks")}
    return render(request, "practice_groups/working_groups.html", context)


@needs("groups")
@require_GET
def working_group(request, pk):
    group = get_object_or_404(access.groups(request.user), pk=pk)
    may_edit = request.user.may("networks")
    context = pages.group_page(group, timezone.now(), polls=may_edit) | {"may_edit": may_edit}
    return render(request, "practice_groups/working_group.html", context)


# ── The coordination: the group and its members ─────────────────────────────────────────────────


@needs("networks")
@require_http_methods(["GET", "POST"])
def create_working_group(request):
    form = forms.WorkingGroupForm(request.POST or None, initial={"version": 0})
    if request.method == "POST":
        made = carry_out(form, actions.create_working_group, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Groupe créé. Ajoutez ses membres, puis sa première réunion.")
            return redirect("practice_groups:working_group", pk=made.pk)
    return render(request, "practice_groups/create_working_group.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_working_group(request, pk):
    group = get_object_or_404(Group, pk=pk, kind=Kind.WORKING_GROUP)
    known = facts_of(group, forms.WorkingGroupForm) | {"facilitators": access.facilitators(group)}
    form = forms.WorkingGroupForm(request.POST or None, initial=known)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.edit_working_group, group, **author):
        messages.success(request, "Groupe enregistré.")
        return redirect("practice_groups:working_group", pk=pk)
    return render(request, "practice_groups/edit_working_group.html", {"group": group, "form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_member(request, pk):
    group = get_object_or_404(Group, pk=pk, kind=Kind.WORKING_GROUP)
    first = {"version": group.version, "since": timezone.localdate()}
    form = forms.AddMemberForm(request.POST or None, initial=first)
    if request.method == "POST":
        made = carry_out(form, actions.add_member, group, by=request.user, at=timezone.now())
        if made:
            messages.success(request, f"{made} est membre du groupe.")
            return redirect("practice_groups:working_group", pk=pk)
    return render(request, "practice_groups/add_member.html", {"group": group, "form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_member(request, pk):
    member = _member(pk)
    known = {name: getattr(member, name) for name in ("name", "email", "function", "structure")}
    known["version"] = member.group.version
    form = forms.EditMemberForm(request.POST or None, member=member, initial=known)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.edit_member, member, **author):
        messages.success(request, "Membre enregistré.")
        return redirect("practice_groups:working_group", pk=member.group_id)
    context = {"member": member, "group": member.group, "form": form}
    return render(request, "practice_groups/edit_member.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def end_member(request, pk):
    member = _member(pk)
    first = {"version": member.group.version, "until": timezone.localdate()}
    form = forms.EndMemberForm(request.POST or None, initial=first)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.end_member, member, **author):
        messages.success(request, f"{member} n’est plus membre du groupe.")
        return redirect("practice_groups:working_group", pk=member.group_id)
    context = {"member": member, "group": member.group, "form": form}
    return render(request, "practice_groups/end_member.html", context)


def _member(pk) -> GroupMember:
    return get_object_or_404(
        GroupMember.objects.select_related("group", "user", "structure"), pk=pk, until=None
    )


# ── Dates ───────────────────────────────────────────────────────────────────────────────────────


@needs("groups")
@require_http_methods(["GET", "POST"])
def plan_meeting(request, pk):
    group = get_object_or_404(access.groups(request.user), pk=pk)
    now = timezone.now()
    form = forms.PlanMeetingForm(request.POST or None, initial=pages.next_meeting(group, now))
    if request.method == "POST":
        made = carry_out(form, actions.plan_meeting, group, by=request.user, at=now)
        if made:
            return _planned(request, made, past=form.cleaned_data["past"])
    return render(request, "practice_groups/plan_meeting.html", {"group": group, "form": form})


def _planned(request, meeting, *, past):
    if past:
        messages.success(request, "Réunion ajoutée, personne n’est prévenu\u00a0: notez qui est venu.")
        return redirect("practice_groups:note_presences", pk=meeting.pk)
    messages.success(request, "Réunion prévue\u202f; les membres sont prévenus.")
    return redirect("practice_groups:working_meeting", pk=meeting.pk)


@needs("networks")
@require_http_methods(["GET", "POST"])
def poll_members(request, pk):
    group = get_object_or_404(Group, pk=pk, kind=Kind.WORKING_GROUP)
    form = forms.PollMembersForm(request.POST or None, initial={"title": group.title, "place": group.place})
    if request.method == "POST":
        made = carry_out(form, actions.poll_members, group, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Le sondage est ouvert\u00a0: chaque membre reçoit son lien.")
            return redirect("networks:poll", pk=made.poll_id)
    return render(request, "practice_groups/poll_members.html", {"group": group, "form": form})


@needs("networks")
@require_POST
def keep_polled_date(request, pk):
    asked = get_object_or_404(GroupPoll, pk=pk)
    meeting = actions.keep_polled_date(asked, by=request.user, at=timezone.now())
    messages.success(request, "La date retenue est une réunion du groupe.")
    return redirect("practice_groups:working_meeting", pk=meeting.pk)
