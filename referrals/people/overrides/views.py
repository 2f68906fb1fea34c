"""Views of the overrides of a consent."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from referrals.people import access
from referrals.people.models import ConsentOverride
from referrals.people.overrides import actions, forms


@needs("triage")
@require_http_methods(["GET", "POST"])
def override_consent(request, pk):
    person = get_object_or_404(access.kept_by(request.user), pk=pk)
    form = forms.OverrideForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.override_consent, person, **author):
        messages.success(request, "La dérogation est ouverte\u202f; vos collègues en sont avertis.")
        return redirect("referrals:consents", pk=pk)
    return render(request, "referrals/override_consent.html", {"person": person, "form": form})


@needs("triage")
@require_POST
def end_override(request, pk):
    override = get_object_or_404(ConsentOverride, pk=pk)
    actions.end_override(override, by=request.user, at=timezone.now())
    messages.success(request, "La dérogation est levée\u00a0: l’identité est refermée.")
    return redirect("referrals:consents", pk=override.person_id)


@needs("triage")
@require_POST
def review_override(request, pk):
    actions.review_override(get_object_or_404(ConsentOverride, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, "La dérogation est relue.")
    return redirect(f"{reverse('referrals:persons')}?liste=derogations")
