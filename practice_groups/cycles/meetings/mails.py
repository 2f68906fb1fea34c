"""Who is told that a meeting was added, moved, put off or called off. Mails say where to look, not what it is about.

Other rooms tell their own people when they hear `signals.meeting_changed`.
"""

from django.conf import settings
from django.urls import reverse

from centre.context import acting_as_system
from centre.languages import between
from centre.mail import post
from centre.models import User
from practice_groups.models import Cycle, Meeting, Registration
from practice_groups.registrations import links
from practice_groups.states import HOLDING, State


def changed(meeting: Meeting, *, whole: bool = False) -> None:
    """To whoever holds a seat or is offered one, and to the facilitators, once each; nobody while it is a draft.

    `whole`: all the meetings of its cycle changed, and the agenda file has them all.
    """
    cycle = meeting.cycle
    if not cycle.published:
        return
    holding = cycle.registrations.filter(state__in=HOLDING, user__is_active=True)
    for registration in holding.select_related("user").order_by("pk"):
        registration.cycle = cycle
        link = links.path_of(registration, "practice_groups:cycle")
        _write(registration.user, meeting, link, _file_for(registration, meeting, whole))
    for user in cycle.facilitators.filter(is_active=True).order_by("pk"):
        page = reverse("practice_groups:manage_cycle", args=[cycle.pk])
        _write(user, meeting, page, _file(meeting, whole))


def told(cycle: Cycle) -> set[int]:
    """The accounts that `changed` writes to. Read in the portal's own name: seats are not everybody's to see."""
    if not cycle.published:
        return set()
    with acting_as_system():
        seated = cycle.registrations.filter(state__in=HOLDING, user__is_active=True)
        led = cycle.facilitators.filter(is_active=True)
        return {*seated.values_list("user", flat=True), *led.values_list("pk", flat=True)}


def _file_for(registration: Registration, meeting: Meeting, whole: bool) -> str:
    """Where her agenda finds the date: an offered seat has none yet."""
    if registration.state != State.CONFIRMED:
        return ""
    if registration.user.has_usable_password():
        return _file(meeting, whole)
    return reverse("practice_groups:my_registration_calendar", args=[links.token_of(registration)])


def _file(meeting: Meeting, whole: bool) -> str:
    if whole:
        return reverse("practice_groups:cycle_file", args=[meeting.cycle_id])
    return reverse("practice_groups:meeting_file", args=[meeting.pk])


def _write(user: User, meeting: Meeting, link: str, ics: str) -> None:
    post(
        user,
        "meeting_changed",
        language=between(user.language, meeting.cycle.group.language),
        name=user.display_name,
        link=settings.ORIGIN + link,
        ics=settings.ORIGIN + ics if ics else "",
    )
