"""Who is told that something about a person changed. Never what, never of whom."""

from centre import mail
from centre.context import acting_as_system
from centre.models import User
from referrals.models import Care, Referral
from referrals.people.models import Person
from referrals.states import OPEN, CareState, State


def coordinators(*, besides: User | None = None):
    found = User.objects.holding("coordination").order_by("pk")
    return found.exclude(pk=besides.pk) if besides else found


def consent_changed(person: Person, *, by: User | None) -> None:
    """To the therapists who follow her and to whoever keeps her file (else to the coordination).

    A referrer sees no care: the portal finds whom to tell.
    """
    with acting_as_system():
        cares = Care.objects.filter(person=person, state__in=[CareState.ACTIVE, CareState.SUSPENDED])
        for care in cares.select_related("therapist__user"):
            if care.therapist.user_id and care.therapist.user != by:
                mail.post(care.therapist.user, "consent_changed", page="referrals:care", pk=care.pk)
        followed = Referral.objects.filter(person=person, state__in=[*OPEN, State.ACCEPTED])
        for referral in followed.select_related("owner"):
            for keeper in [referral.owner] if referral.owner_id else coordinators():
                if keeper != by:
                    mail.post(keeper, "consent_changed", page="referrals:file", pk=referral.pk)


def overridden(*, by: User) -> None:
    """To the other coordinators: one of them reads it again."""
    for colleague in coordinators(besides=by):
        mail.post(colleague, "override_given")


def overrides_waiting() -> None:
    for colleague in coordinators():
        mail.post(colleague, "override_given")
