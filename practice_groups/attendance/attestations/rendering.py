"""The document of an attestation, in its holder's language: made by the worker from the row, then kept."""

import io
import logging
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from centre.context import acting_as_system
from centre.document import CannotRender, render
from centre.mail import post
from centre.models import Settings
from practice_groups.models import Attestation

log = logging.getLogger(__name__)


def make_document(attestation_id) -> None:
    """Make and keep the document, and tell its holder, once. A failure is retried by the sweeper."""
    with acting_as_system():
        attestation = Attestation.objects.select_related("registration__user").get(pk=attestation_id)
        centre = Settings.objects.first()
    if attestation.pdf:
        return
    try:
        document = printed(attestation, centre.name, attestation.registration.user.language)
    except CannotRender as reason:
        log.warning("attestation %s waits: %s", attestation_id, reason)
        return
    with acting_as_system():
        attestation = Attestation.objects.select_for_update(of=["self"]).get(pk=attestation_id)
        if attestation.pdf:
            return
        attestation.pdf = document
        attestation.save(update_fields=["pdf"])
        _tell(attestation)


def printed(attestation: Attestation, centre: str, language: str) -> bytes:
    """The PDF, from the attestation's own row."""
    with translation.override(language):
        context = {
            "attestation": attestation,
            "centre_name": centre,
            "language": language,
            "check_url": settings.ORIGIN + reverse("practice_groups:check_attestation"),
        }
        return render(
            "documents/attestation.html",
            context,
            identifier=attestation.code,
            styles="css/attestation.css",
        )


def opened(attestation: Attestation) -> io.BytesIO | None:
    """The stored document, or None while it is being made."""
    return io.BytesIO(bytes(attestation.pdf)) if attestation.pdf else None


def filename(attestation: Attestation) -> str:
    return f"attestation-{attestation.code}.pdf"


def without_document(before: datetime):
    """Ids of the attestations issued before this instant whose document is missing."""
    waiting = Attestation.objects.filter(pdf=b"", issued_at__lt=before)
    return waiting.order_by("issued_at").values_list("pk", flat=True)


def _tell(attestation: Attestation) -> None:
    user = attestation.registration.user
    if attestation.revoked_on is None and not user.has_ended:
        post(user, "attestation_ready", name=user.display_name)
