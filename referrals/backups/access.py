"""Who reads which *renfort*: the coordination all of them, a therapist those of her cares."""

from django.db.models import Case, IntegerField, When

from referrals.backups.states import OPEN
from referrals.choices import BackupState
from referrals.models import Backup


def _lines():
    """What a line shows; texts stay closed."""
    return Backup.objects.select_related("person", "therapist", "structure").defer(
        "request", "answer", "closing"
    )


def to_answer():
    """The late first."""
    return _lines().filter(state__in=OPEN).order_by("due_at", "pk")


def answered():
    """Not closed by their therapists yet, then closed or taken back, the latest first."""
    order = Case(When(state=BackupState.ANSWERED, then=0), default=1, output_field=IntegerField())
    return _lines().exclude(state__in=OPEN).order_by(order, "-asked_at", "pk")


def whole():
    return Backup.objects.select_related("person", "therapist", "structure", "care", "answered_by")


def asked_by(user):
    """Those of the cares this therapist follows or followed: what waits for her first."""
    order = Case(
        When(state=BackupState.ANSWERED, then=0),
        When(state__in=OPEN, then=1),
        default=2,
        output_field=IntegerField(),
    )
    return whole().filter(therapist__user=user).order_by(order, "due_at", "pk")
