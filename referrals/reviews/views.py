"""View of a *concertation* held outside a meeting."""

from django.views.decorators.http import require_http_methods

from centre.access import needs
from referrals.board.views import by_form
from referrals.reviews import actions, forms


@needs("triage")
@require_http_methods(["GET", "POST"])
def review(request, pk):
    done = "Concertation enregistrée ; l’orienteur est averti de la décision."
    return by_form(request, pk, forms.ReviewForm, actions.record_review, "referrals/review.html", done)
