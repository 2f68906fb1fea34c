"""Views of consents: the coordination's, and the referrer's for the person she sent."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals.people import access, pages
from referrals.people.consents import actions, forms
from referrals.people.models import Consent


@needs("refer")
@require_http_methods(["GET", "POST"])
def consents(request, pk):
    """What she agreed to, scope by scope, and a new yes."""
    person = get_object_or_404(access.kept_by(request.user), pk=pk)
    form = forms.RecordConsentForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.record_consent, person, **author):
        messages.success(request, "L’accord est inscrit.")
        return redirect("referrals:consents", pk=pk)
    context = pages.of_person(person, request.user, at=author["at"])
    return render(request, "referrals/consents.html", {"form": form, **context})


def _by_form(request, pk, form_class, action, template, done, initial=()):
    """A form about one consent that stands; back to the person's consents."""
    people = access.kept_by(request.user)
    standing = Consent.objects.select_related("person", "partner").filter(withdrawn_on=None)
    consent = get_object_or_404(standing.filter(person__in=people), pk=pk)
    shown = {name: getattr(consent, name) for name in initial}
    form = form_class(request.POST or None, initial=shown)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, action, consent, **author):
        messages.success(request, done)
        return redirect("referrals:consents", pk=consent.person_id)
    return render(request, template, {"consent": consent, "form": form})


@needs("refer")
@require_http_methods(["GET", "POST"])
def renew_consent(request, pk):
    return _by_form(
        request,
        pk,
        forms.SaidForm,
        actions.renew_consent,
        "referrals/renew_consent.html",
        "L’accord est renouvelé.",
        initial=("form", "language"),
    )


@needs("refer")
@require_http_methods(["GET", "POST"])
def withdraw_consent(request, pk):
    return _by_form(
        request,
        pk,
        forms.WithdrawConsentForm,
        actions.withdraw_consent,
        "referrals/withdraw_consent.html",
        "L’accord est retiré\u00a0: ce qu’il ouvrait est fermé.",
    )
