"""The texts of the consent, each with who reviewed it."""

from referrals.models import TextReview
from referrals.people import texts


def with_reviews() -> list[dict]:
    """`text`, `review` (of today's version, or None) and `to_review`: a translation nobody has reviewed yet."""
    reviews = {one.language: one for one in TextReview.objects.filter(version=texts.VERSION)}
    return [
        {
            "text": text,
            "review": reviews.get(text.code),
            "to_review": not text.is_original and text.code not in reviews,
        }
        for text in texts.TEXTS
    ]
