"""Who has reviewed which translation of the consent's text."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals.models import TextReview
from referrals.people import texts


@transaction.atomic
def review_text(*, language: str, reviewer: str, reviewed_on: date, by: User, at: datetime) -> TextReview:
    """A human who reads the language has read today's version and found it faithful."""
    text = texts.text_in(language)
    if text is None or text.is_original:
        raise Refused("Choisissez une traduction de la liste.", field="language")
    if reviewed_on > timezone.localdate(at):
        raise Refused("Cette date est à venir.", field="reviewed_on")
    try:
        with transaction.atomic():
            return TextReview.objects.create(
                language=language,
                version=texts.VERSION,
                reviewer=reviewer,
                reviewed_on=reviewed_on,
                reviewed_by=by,
            )
    except IntegrityError as error:
        if "one_review_a_text" not in str(error):
            raise
        raise Refused("Cette traduction est déjà relue : rechargez la page.", field="language") from error
