"""Exact drawings hold small counts: none outlives its week."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from centre.context import acting_as_system
from observatory.drawings.models import Drawing
from observatory.drawings.tasks import KEPT, forget_drawings


def test_an_exact_drawing_goes_after_a_week_and_a_public_one_stays(portal):
    now = timezone.now()
    with acting_as_system():
        for mode in ("exact", "public"):
            for name, age in (("old", KEPT + timedelta(hours=1)), ("new", KEPT - timedelta(hours=1))):
                Drawing.objects.create(
                    fingerprint=f"{mode} {name}", mode=mode, spec={}, svg="<svg/>", asked_at=now - age
                )
    forget_drawings()
    with acting_as_system():
        left = set(Drawing.objects.values_list("fingerprint", flat=True))
    assert left == {"exact new", "public old", "public new"}


def test_it_is_done_every_day():
    assert settings.CELERY_BEAT_SCHEDULE["forget-drawings"] == {
        "task": forget_drawings.name,
        "schedule": 24 * 3600,
    }
