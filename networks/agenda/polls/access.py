"""Who sees which poll: the coordination all of them, an invitee her own. Row-level security enforces the same."""

from datetime import date, datetime

from django.db.models import Count, F, Prefetch, Q
from django.db.models.functions import Lower

from centre.links import INVALID_LINK, fingerprint
from centre.models import User
from centre.refusals import Refused
from networks.choices import ActivityState
from networks.models import Activity, Contact, DatePoll, PollInvitee


def polls():
    """Every poll, those still open first, with `asked` and `answered`."""
    return (
        DatePoll.objects.select_related("chosen")
        .annotate(
            asked=Count("invitees", distinct=True),
            answered=Count("invitees", filter=Q(invitees__answered_at__isnull=False), distinct=True),
        )
        .order_by(F("closed_at").desc(nulls_first=True), "-created_at", "pk")
    )


def poll_with_answers():
    """Polls with their dates, whom they ask, and what each said."""
    invitees = PollInvitee.objects.select_related("user", "contact").prefetch_related("answers")
    return DatePoll.objects.select_related("chosen", "activity", "created_by").prefetch_related(
        "dates", Prefetch("invitees", invitees.order_by("pk"))
    )


def asked_of(user: User):
    """Where `user` is asked, with the poll."""
    return PollInvitee.objects.filter(user=user).select_related("poll__chosen")


def awaiting(user: User, at: datetime):
    """Polls that are open, or whose chosen date is still to come; those without an answer first."""
    return (
        asked_of(user)
        .filter(Q(poll__closed_at=None) | Q(poll__chosen__ends_at__gte=at))
        .order_by(F("answered_at").asc(nulls_first=True), "poll__chosen__starts_at", "poll__created_at")
    )


def invitee_of(token: str) -> PollInvitee:
    """The invitee this link was mailed to, while her poll is open; the refusal is the same in every other case."""
    found = (
        PollInvitee.objects.select_related("poll", "user", "contact")
        .filter(token_hash=fingerprint(token), poll__closed_at=None)
        .exclude(user__is_active=False)
        .first()
    )
    if found is None or (found.user is not None and found.user.has_ended):
        raise Refused(INVALID_LINK)
    return found


def to_continue(since: date):
    """Activities that a poll may be for: planned ones, or held ones to be held again; the latest first."""
    states = [ActivityState.PLANNED, ActivityState.HELD]
    return Activity.objects.filter(state__in=states, starts_on__gte=since).order_by("-starts_on", "-pk")


def members():
    """Accounts that may be asked."""
    return User.objects.filter(is_active=True).exclude(grants__role="systeme").order_by("display_name", "pk")


def accounts_by_address(addresses: list[str]) -> dict[str, User]:
    """Lower-case address → account that may be asked."""
    found = members().annotate(address=Lower("email")).filter(address__in=addresses)
    return {user.address: user for user in found}


def contacts():
    """The contact file's people who can be written to: an address, and no refusal."""
    return Contact.objects.filter(refused_on=None).exclude(email="").order_by("name", "pk")


def contacts_by_address(addresses: list[str]) -> dict[str, Contact]:
    """Lower-case address → contact, whatever she said of being written to."""
    found = Contact.objects.annotate(address=Lower("email")).filter(address__in=addresses)
    return {contact.address: contact for contact in found}
