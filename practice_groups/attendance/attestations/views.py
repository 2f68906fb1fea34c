"""Views of attestations: those who issue them, their holders, and anybody who checks a paper."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out, not_ready
from centre.journal import record_read
from centre.languages import in_three_languages
from practice_groups.attendance import access as attendance
from practice_groups.attendance.attestations import access, actions, forms, rendering
from practice_groups.attendance.pages import OwnHours
from practice_groups.attendance.tasks import render_attestation
from practice_groups.models import Attestation

# ── Those who issue ─────────────────────────────────────────────────────────────────────────────


@needs("groups")
@require_GET
def attestations(request, pk):
    cycle = get_object_or_404(attendance.cycles(request.user), pk=pk)
    lines = access.lines(cycle)
    context = {
        "cycle": cycle,
        "lines": lines,
        "waiting": sum(line.may_have_one for line in lines),
        "may_open": "coordination" in request.user.codes,
    }
    return render(request, "practice_groups/attestations.html", context)


@needs("groups")
@require_POST
def issue_attestations(request, pk):
    cycle = get_object_or_404(attendance.cycles(request.user), pk=pk)
    people = cycle.registrations.values_list("pk", flat=True)
    form = forms.IssueForm(request.POST, registrations=people)
    issued = carry_out(form, actions.issue_attestations, cycle, by=request.user, at=timezone.now())
    if issued:
        messages.success(request, _issued(len(issued)))
    else:
        messages.info(request, "Rien à délivrer : ces attestations le sont déjà, ou il manque une heure.")
    return redirect("practice_groups:attestations", pk=pk)


def _issued(count: int) -> str:
    what = "1 attestation délivrée" if count == 1 else f"{count} attestations délivrées"
    return f"{what}. Un message prévient chaque personne quand son document est prêt."


@needs("networks")
@require_http_methods(["GET", "POST"])
def revoke_attestation(request, pk):
    found = Attestation.objects.select_related("registration__cycle__group").defer("pdf")
    attestation = get_object_or_404(found, pk=pk)
    form = forms.RevokeForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.revoke_attestation, attestation, **author):
        messages.success(request, "Attestation annulée. Une autre peut être délivrée.")
        return redirect("practice_groups:attestations", pk=attestation.registration.cycle_id)
    context = {"attestation": attestation, "cycle": attestation.registration.cycle, "form": form}
    return render(request, "practice_groups/revoke_attestation.html", context)


# ── The holder ──────────────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("register")
@require_GET
def my_attestations(request):
    context = {
        "rows": [OwnHours(one) for one in attendance.own_with_hours(request.user)],
        "attestations": list(access.own(request.user)),
    }
    return render(request, "practice_groups/my_attestations.html", context)


@needs("register")
@require_GET
def attestation_document(request, pk):
    attestation = get_object_or_404(access.readable(request.user), pk=pk)
    file = rendering.opened(attestation)
    if file is None:
        return not_ready(request, render_attestation.name, attestation.pk)
    record_read(attestation, by=request.user, at=timezone.now(), why="téléchargement de l’attestation")
    name = rendering.filename(attestation)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


# ── Anybody ─────────────────────────────────────────────────────────────────────────────────────


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_attestation(request):
    """The code is sent, never part of an address: no log and no history keeps it."""
    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    context = {"form": form}
    if request.method == "POST" and not ratelimit.consume(request, action="check_attestation"):
        form.add_error(None, _("Trop d’essais. Réessayez dans une minute."))
    elif form.is_valid():
        context |= {"asked": True, "found": access.check(form.cleaned_data["code"])}
    return render(request, "practice_groups/check_attestation.html", context)
