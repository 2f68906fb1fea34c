"""Who sees which file. Querysets first: what is not in them does not exist; the database holds the same rule."""

from django.db.models import Prefetch

from centre.journal import record_read
from referrals.models import Care, CaseReview, Identity, Referral


def sent_by(user):
    """The referrals this referrer sent."""
    return Referral.objects.of(user).select_related("dispositif", "person").order_by("-received_on", "-pk")


def board():
    """Open referrals as the board shows them: codes, never names."""
    return Referral.objects.open().select_related("person", "dispositif", "owner").by_lateness()


def files():
    """Referrals with all that the coordination's page shows, the identity excepted."""
    return Referral.objects.select_related(
        "person", "dispositif", "owner", "referrer", "structure"
    ).prefetch_related(
        "steps__by",
        Prefetch(
            "reviews", CaseReview.objects.select_related("recorded_by").prefetch_related("participants")
        ),
        Prefetch("cares", Care.objects.select_related("therapist", "interpreter")),
        "person__consents",
    )


def followed_by(user):
    """The situations proposed to this therapist, and those she follows."""
    return (
        Care.objects.filter(therapist__user=user, imported=False)
        .select_related("person", "referral", "interpreter", "therapist")
        .order_by("-proposed_at")
    )


def identity(person, *, by, at) -> Identity | None:
    """Open the vault for one person: journalled first, and None where the database says no."""
    record_read(person, by=by, at=at)
    return Identity.objects.filter(person=person).first()
