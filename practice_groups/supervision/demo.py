"""The room's part of `seed_demo`: hours done elsewhere, by some. Everybody is invented."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from centre.models import User
from practice_groups.choices import HoursKind
from practice_groups.models import LoggedHours
from practice_groups.supervision import access

PLACES = ("Cabinet du Lez, Montpellier", "Association Passerelles", "En visio, une heure à deux", "")


def seed(*, at: datetime) -> None:
    """Two thirds of the members have done hours elsewhere. Call inside `acting_as_system()`."""
    if LoggedHours.objects.exists():
        return
    draw, by = Random(11), User.objects.filter(email="coordination@demo.example").first()
    rows = []
    for n, member in enumerate(access.members().order_by("email")):
        if n % 3 == 2:
            continue
        for _ in range(draw.randint(1, 5)):
            rows.append(
                LoggedHours(
                    user=member,
                    kind=draw.choice(HoursKind.values),
                    day=timezone.localdate(at) - timedelta(days=draw.randint(1, 400)),
                    hours=draw.choice([Decimal(1), Decimal("1.5"), Decimal(2), Decimal(6)]),
                    provider=draw.choice(PLACES),
                    noted_by=by if by and draw.random() < 0.3 else member,
                    noted_at=at,
                )
            )
    LoggedHours.objects.bulk_create(rows)
