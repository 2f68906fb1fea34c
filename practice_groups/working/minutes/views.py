"""Views of minutes for whoever has no account, and of the member who has one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from centre.access import needs
from centre.context import acting_as_system
from centre.languages import follow_group, in_three_languages
from practice_groups.working import access
from practice_groups.working.minutes import actions
from practice_groups.working.minutes.access import shared


@in_three_languages
@login_not_required
@never_cache
@require_safe
def shared_minutes(request, token):
    """The private link of a member without account: it shows one text, and writes nothing."""
    with acting_as_system():
        link = shared(token, timezone.now())
        follow_group(request, link.meeting.cycle.group.language)
        context = {
            "meeting": link.meeting,
            "minutes": link.meeting.minutes,
            "group": link.meeting.cycle.group,
        }
        context |= {"points": list(access.points(link.meeting)), "until": link.expires_at}
        return render(request, "practice_groups/shared_minutes.html", context)


@needs("groups")
@require_POST
def resend_minutes(request, pk, item):
    meeting = get_object_or_404(access.meetings(request.user), pk=pk)
    member = get_object_or_404(access.members(meeting.cycle.group), pk=item)
    actions.resend_minutes(meeting, member=member, by=request.user, at=timezone.now())
    messages.success(request, f"Un nouveau lien part à {member}\u202f; l’ancien ne sert plus.")
    return redirect("practice_groups:working_meeting", pk=pk)


@in_three_languages
@needs("register")
@require_GET
def my_working_groups(request):
    now = timezone.now()
    groups = list(access.own_groups(request.user))
    for group in groups:
        group.meetings = sorted(
            (one for cycle in group.cycles.all() for one in cycle.meetings.all() if not one.postponed_to_id),
            key=lambda one: one.starts_at,
            reverse=True,
        )
    context = {"groups": groups, "now": now}
    return render(request, "practice_groups/my_working_groups.html", context)


@in_three_languages
@needs("register")
@require_GET
def my_working_meeting(request, pk):
    meeting = get_object_or_404(access.own_meetings(request.user), pk=pk)
    follow_group(request, meeting.cycle.group.language)
    context = {"meeting": meeting, "group": meeting.cycle.group, "points": access.points(meeting)}
    context["minutes"] = access.sent_minutes(meeting)
    return render(request, "practice_groups/my_working_meeting.html", context)
