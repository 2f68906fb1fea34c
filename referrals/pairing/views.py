"""Views of pairing: the plan for the whole queue, exclusions, and what pairing weighs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from referrals.choices import PlanLineState
from referrals.models import Exclusion, PairingSettings, Plan, PlanLine, Referral
from referrals.pairing import actions, pages
from referrals.pairing import plans as planned
from referrals.pairing.forms import ExcludeForm, PairingForm


@needs("triage")
@require_GET
def plans(request):
    return render(request, "referrals/plans.html", {"plans": pages.plans()})


@needs("triage")
@require_POST
def request_plan(request):
    made = planned.request_plan(by=request.user, at=timezone.now())
    return redirect("referrals:plan", pk=made.pk)


@needs("triage")
@require_GET
def plan(request, pk):
    found = get_object_or_404(Plan.objects.select_related("requested_by"), pk=pk)
    context = {"plan": found, **pages.progress(found)}
    if context["done"] and not found.failure:
        context |= pages.plan(found, request.GET)
    return render(request, "referrals/plan.html", context)


@needs("triage")
@require_GET
def plan_progress(request, pk):
    found = get_object_or_404(Plan, pk=pk)
    context = {"plan": found, **pages.progress(found)}
    name = "_plan_progress" if request.htmx else "plan_progress"
    response = render(request, f"referrals/{name}.html", context)
    if request.htmx and context["done"]:
        response["HX-Refresh"] = "true"
    return response


@needs("triage")
@require_POST
def accept_plan(request, pk):
    found = get_object_or_404(Plan, pk=pk)
    done = planned.accept_plan(found, by=request.user, at=timezone.now())
    said = f"{done.accepted} proposition{'s' if done.accepted > 1 else ''} envoyée{'s' if done.accepted > 1 else ''}."
    if done.stale:
        said += f" {done.stale} ligne{'s' if done.stale > 1 else ''} ne tenai{'en' if done.stale > 1 else ''}t plus."
    if done.left:
        said += f" Il en reste {done.left} : recommencez."
    messages.success(request, said)
    return redirect("referrals:plan", pk=pk)


def _decide(request, pk, verb, said: dict):
    """Decide on one line, say what became of it, and come back where the reader was."""
    line = verb(get_object_or_404(PlanLine, pk=pk), by=request.user, at=timezone.now())
    tone = messages.WARNING if line.state == PlanLineState.STALE else messages.SUCCESS
    messages.add_message(request, tone, said[line.state].format(line.reasons[-1] if line.reasons else ""))
    page = request.POST.get("page", "")
    return redirect(
        reverse("referrals:plan", args=[line.plan_id]) + (f"?page={page}" if page.isdecimal() else "")
    )


@needs("triage")
@require_POST
def accept_line(request, pk):
    said = {
        PlanLineState.ACCEPTED: "La proposition est partie.",
        PlanLineState.STALE: "Cette ligne ne tient plus : {}",
    }
    return _decide(request, pk, planned.accept_line, said)


@needs("triage")
@require_POST
def set_aside_line(request, pk):
    return _decide(request, pk, planned.set_aside_line, {PlanLineState.SET_ASIDE: "La ligne est écartée."})


@needs("triage")
@require_http_methods(["GET", "POST"])
def pairing_settings(request):
    """« Recalculer l’exemple » writes nothing: it only shows what the typed weights would do."""
    current = PairingSettings.current()
    form = PairingForm(request.POST or None, initial=vars(current))
    shown = PairingSettings(**form.cleaned_data) if request.POST and form.is_valid() else current
    saves = request.method == "POST" and "preview" not in request.POST
    if saves and carry_out(form, actions.change_pairing, by=request.user, at=timezone.now()):
        messages.success(request, "Réglages enregistrés.")
        return redirect("referrals:pairing_settings")
    context = {"form": form, "examples": pages.examples(shown), "twelve_weeks": 12 * shown.waiting}
    return render(request, "referrals/pairing_settings.html", context)


@needs("triage")
@require_http_methods(["GET", "POST"])
def exclusions(request, pk):
    """Of the person of an orientation: those noted, and one more."""
    referral = get_object_or_404(Referral.objects.select_related("person"), pk=pk)
    form = ExcludeForm(request.POST or None, initial=request.GET.dict())
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.exclude, referral.person, **author):
        messages.success(request, "L’exclusion est notée.")
        return redirect("referrals:exclusions", pk=pk)
    context = {"referral": referral, "form": form, "exclusions": pages.exclusions(referral.person)}
    return render(request, "referrals/exclusions.html", context)


@needs("triage")
@require_POST
def remove_exclusion(request, referral_pk, pk):
    found = get_object_or_404(Exclusion, pk=pk, person__referrals=referral_pk)
    actions.remove_exclusion(found, by=request.user, at=timezone.now())
    messages.success(request, "L’exclusion est retirée.")
    return redirect("referrals:exclusions", pk=referral_pk)
