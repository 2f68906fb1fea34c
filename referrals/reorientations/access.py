"""Who reads what of a reorientation."""

from datetime import datetime

from django.db.models import Case, IntegerField, Q, When
from django.utils import timezone

from centre.journal import record_read
from centre.links import INVALID_LINK, fingerprint
from centre.models import User
from centre.refusals import Refused
from referrals.choices import ConsentScope, ReorientationState
from referrals.models import Identity, Reorientation
from referrals.people.access import allows
from referrals.reorientations.states import LINK_LIFE
from referrals.states import State


def desk():
    """Every reorientation, with what its line shows. Texts stay closed."""
    return Reorientation.objects.select_related("referral", "person", "structure").defer("message", "answer")


def to_follow():
    """Those a coordinator has something to do about: no answer yet, then a yes that the file does not say."""
    yes = Q(state=ReorientationState.ACCEPTED) & ~Q(referral__state__in=[State.REDIRECTED, State.CLOSED])
    order = Case(When(state=ReorientationState.SENT, then=0), default=1, output_field=IntegerField())
    return desk().filter(Q(state=ReorientationState.SENT) | yes).order_by(order, "due_on", "pk")


def over():
    closed = Q(state=ReorientationState.ACCEPTED, referral__state__in=[State.REDIRECTED, State.CLOSED])
    no = Q(
        state__in=[ReorientationState.DECLINED, ReorientationState.UNANSWERED, ReorientationState.CANCELLED]
    )
    return desk().filter(closed | no).order_by("-answered_at", "pk")


def by_link(token: str, *, at: datetime, lock: bool = False) -> Reorientation:
    """The open reorientation behind a mailed link, in the portal's name; the same refusal for unknown, used and old."""
    found = Reorientation.objects.filter(token_hash=fingerprint(token), state=ReorientationState.SENT)
    if lock:
        found = found.select_for_update(of=("self",))
    reorientation = found.select_related("referral", "person", "structure", "asked_by", "care").first()
    if reorientation is None or timezone.localdate(at) > reorientation.due_on + LINK_LIFE:
        raise Refused(INVALID_LINK)
    return reorientation


def identity_for(reorientation: Reorientation, *, by: User, at: datetime) -> Identity | None:
    """Who the person is, for the partner: under a consent that names her today. The reading is journalled first,
    whatever it shows."""
    record_read(reorientation.person, by=by, at=at, why="partenaire, par le lien d’une réorientation")
    if not reorientation.shares_identity or not may_share(
        reorientation.person, reorientation.structure, at=at
    ):
        return None
    return Identity.objects.filter(person=reorientation.person).first()


def may_share(person, structure, *, at: datetime) -> bool:
    return allows(person, ConsentScope.PARTNER, day=timezone.localdate(at), partner=structure)
