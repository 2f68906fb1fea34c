"""Who sees which file. Querysets first: what is not in them does not exist; the database holds the same rule."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from centre.journal import record_read, record_reads
from referrals.choices import EndReason
from referrals.models import (
    Backup,
    Care,
    CaseReview,
    ConsentOverride,
    Identity,
    Person,
    Referral,
    ReferralStep,
    Reorientation,
)
from referrals.states import LIVING, CareState, State


def sent_by(user):
    """The referrals this referrer sent."""
    return Referral.objects.of(user).select_related("dispositif", "person").order_by("-received_on", "-pk")


def board():
    """Open referrals as the board shows them: codes, never names."""
    return Referral.objects.open().select_related("person", "dispositif", "owner").by_lateness()


_CARES = Care.objects.filter(imported=False).order_by()
FOLLOWED = Exists(_CARES.filter(person=OuterRef("person"), state__in=LIVING))
CARED_FOR = Exists(
    _CARES.filter(referral=OuterRef("pk"), state=CareState.ENDED).exclude(end_reason=EndReason.THERAPIST)
)


def to_place():
    """Accepted, and nobody follows her: no proposal is open, for this orientation or another, and no care came to its
    end (the therapist's leaving is not one). Their next step is the coordination's: to propose."""
    return Referral.objects.filter(
        ~FOLLOWED, ~CARED_FOR, state=State.ACCEPTED, imported=False, person__erased_on=None
    )


STEPS = Prefetch("steps", ReferralStep.objects.select_related("by"))
_PRESENT = ArrayAgg("participants__display_name", order_by="participants__display_name", default=[])


def _helpers(of_reorientation: str, of_backup: str):
    """SQL: whether a partner or a *renfort* was ever asked for; most files have none, and then neither table is
    read."""
    return Exists(Reorientation.objects.filter(**{of_reorientation: OuterRef("pk")})) | Exists(
        Backup.objects.filter(**{of_backup: OuterRef("pk")})
    )


def files():
    """Referrals with all that the coordination's page shows, the identity excepted."""
    overrides = ConsentOverride.objects.filter(person=OuterRef("person"), ended_at=None)
    found = Referral.objects.annotate(
        has_helpers=_helpers("referral", "care__referral"), has_overrides=Exists(overrides)
    )
    return found.select_related("person", "dispositif", "owner", "referrer", "structure").prefetch_related(
        STEPS,
        Prefetch("reviews", CaseReview.objects.annotate(present=_PRESENT)),
        Prefetch("cares", Care.objects.select_related("therapist", "interpreter")),
        "person__consents",
    )


def given_to(user):
    """Every situation ever proposed to this therapist. `person_code` is "" once she declined: the person's row closes
    with the proposal."""
    code = Person.objects.filter(pk=OuterRef("person_id")).values("code")
    return (
        Care.objects.filter(therapist__user=user, imported=False)
        .annotate(person_code=Coalesce(Subquery(code), Value("")))
        .order_by("-proposed_at")
    )


def followed_by(user):
    """The situations proposed to this therapist, those she follows and those she followed: pages she may open."""
    found = given_to(user).annotate(has_helpers=_helpers("care", "care"))
    return found.select_related("person", "referral__person", "interpreter", "therapist")


def waiting_for(user, *, today):
    """Her situations as her home page shows them: what waits for her first (a proposal, a pause whose end has come),
    then those she follows."""
    over = Q(state=CareState.SUSPENDED, suspended_until__lte=today)
    found = followed_by(user).filter(Q(state__in=[CareState.PROPOSED, CareState.ACTIVE]) | over)
    return found.order_by(Case(When(state=CareState.ACTIVE, then=1), default=0), "-proposed_at")


def identity(person, *, by, at) -> Identity | None:
    """Open the vault for one person: journalled first; None if the database refuses."""
    record_read(person, by=by, at=at)
    return Identity.objects.filter(person=person).first()


def with_first_names(cares, *, by, at) -> list[Care]:
    """The cares, each with `first_name` where the database allows it ("" elsewhere); journalled."""
    found = list(cares)
    opened = Identity.objects.select_related("person").filter(
        person__in=[care.person_id for care in found if care.is_living]
    )
    names = {identity.person_id: identity.first_name for identity in opened}
    record_reads([identity.person for identity in opened], by=by, at=at, why="liste de ses suivis")
    for care in found:
        care.first_name = names.get(care.person_id, "")
    return found
