"""Views of the consent's text: everybody reads it, the coordination says who reviewed it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centre.access import needs
from centre.doors import carry_out
from referrals.intake.texts import actions, forms, pages
from referrals.people import texts


@login_not_required
@require_safe
def consent_text(request, language="fra"):
    """One language at a time, to be read or printed."""
    listed = pages.with_reviews()
    shown = next((one for one in listed if one["text"].code == language), None)
    if shown is None:
        raise Http404
    return render(
        request,
        "referrals/consent_text.html",
        {"texts": listed, "shown": shown, "text_version": texts.VERSION},
    )


@needs("triage")
@require_http_methods(["GET", "POST"])
def consent_reviews(request):
    listed = pages.with_reviews()
    left = [one["text"].code for one in listed if one["to_review"]]
    form = forms.ReviewForm(request.POST or None, left=left, initial={"reviewed_on": timezone.localdate()})
    if request.method == "POST" and carry_out(form, actions.review_text, by=request.user, at=timezone.now()):
        messages.success(request, "La relecture est enregistrée : la traduction n’est plus marquée.")
        return redirect("referrals:consent_reviews")
    context = {"texts": listed, "left": left, "form": form, "text_version": texts.VERSION}
    return render(request, "referrals/consent_reviews.html", context)
