"""Views of the *constats*."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.spreadsheet import download
from observatory.findings import access, actions, forms, origins, pages
from observatory.findings.filters import FindingFilter
from observatory.findings.models import Finding, FindingOrigin, FindingStep


@needs("findings")
@require_GET
def findings(request):
    found = FindingFilter(request.GET, queryset=access.visible(request.user))
    context = {"filter": found, **pages.page(found.qs, request.GET.dict())}
    return render(request, "observatory/findings.html", context)


@needs("findings")
@require_GET
def export_findings(request):
    found = FindingFilter(request.GET, queryset=access.visible(request.user))
    name = f"constats-{timezone.localdate():%Y-%m-%d}"
    return download("csv", pages.COLUMNS, pages.rows(found.qs), name)


@needs("findings")
@require_http_methods(["GET", "POST"])
def record_finding(request):
    form = forms.RecordFindingForm(request.POST or None, initial={"origin": _from_activity(request)})
    now = timezone.localtime()
    if request.method == "POST" and (
        made := carry_out(form, actions.record_finding, by=request.user, at=now)
    ):
        messages.success(request, "Constat noté. Dites d’où il vient, et ce qui sera fait.")
        return redirect("observatory:finding", pk=made.pk)
    return render(request, "observatory/record_finding.html", {"form": form})


def _from_activity(request) -> str:
    asked = request.GET.get("activite", "")
    return f"activity:{asked}" if asked.isascii() and asked.isdecimal() else ""


@needs("findings")
@require_GET
def finding(request, pk):
    return _page(request, _found(pk))


@needs("findings")
@require_http_methods(["GET", "POST"])
def edit_finding(request, pk):
    found = _found(pk)
    initial = {name: getattr(found, name) for name in forms.FindingForm.base_fields}
    form = forms.FindingForm(request.POST or None, initial=initial)
    now = timezone.localtime()
    if request.method == "POST" and carry_out(form, actions.edit_finding, found, by=request.user, at=now):
        messages.success(request, "Constat enregistré.")
        return redirect("observatory:finding", pk=pk)
    return render(request, "observatory/edit_finding.html", {"form": form, "finding": found})


@needs("findings")
@require_http_methods(["GET", "POST"])
def finding_origin(request, pk):
    """Where it comes from; `q` narrows the latest activities and meetings."""
    found, search = _found(pk), request.GET.get("q", "").replace("\x00", "")[:80]
    origin = _origin(found)
    form = forms.OriginForm(request.POST or None, search=search, current=origin)
    if request.method == "POST" and carry_out(form, _set_origin, found, by=request.user):
        messages.success(request, "Origine enregistrée.")
        return redirect("observatory:finding", pk=pk)
    context = {"form": form, "finding": found, "search": search, "origin": origin}
    return render(request, "observatory/finding_origin.html", context)


def _set_origin(found: Finding, **typed) -> bool:
    actions.set_origin(found, **typed)
    return True


@needs("findings")
@require_POST
def add_step(request, pk):
    found, form = _found(pk), forms.StepForm(request.POST)
    if carry_out(form, actions.add_step, found, by=request.user, at=timezone.localtime()):
        messages.success(request, "Suite ajoutée.")
        return redirect("observatory:finding", pk=pk)
    return _page(request, found, step_form=form)


@needs("findings")
@require_http_methods(["GET", "POST"])
def move_step(request, pk):
    step = get_object_or_404(FindingStep.objects.select_related("finding"), pk=pk)
    form = forms.MoveStepForm(
        request.POST or None, initial={"state": step.state, "day": timezone.localdate()}
    )
    now = timezone.localtime()
    if request.method == "POST" and carry_out(form, actions.move_step, step, by=request.user, at=now):
        messages.success(request, "Suite enregistrée.")
        return redirect("observatory:finding", pk=step.finding_id)
    return render(request, "observatory/move_step.html", {"form": form, "step": step})


@needs("findings")
@require_POST
def remove_step(request, pk):
    step = get_object_or_404(FindingStep.objects.select_related("finding"), pk=pk)
    actions.remove_step(step, by=request.user)
    messages.success(request, "Suite retirée.")
    return redirect("observatory:finding", pk=step.finding_id)


@needs("findings")
@require_http_methods(["GET", "POST"])
def publish_finding(request, pk):
    """What members will read, to read again first."""
    found = _found(pk)
    form = forms.PublishForm(request.POST or None, initial={"version": found.version})
    now = timezone.localtime()
    if request.method == "POST" and carry_out(form, actions.publish_finding, found, by=request.user, at=now):
        messages.success(request, "Constat publié\u00a0: tout le monde peut le lire.")
        return redirect("observatory:finding", pk=pk)
    context = {"form": form, "finding": pages.dress(found), "steps": pages.steps(found)}
    context["few"] = pages.few_in(found, context["steps"])
    return render(request, "observatory/publish_finding.html", context)


@needs("findings")
@require_POST
def unpublish_finding(request, pk):
    actions.unpublish_finding(_found(pk), by=request.user)
    messages.success(request, "Constat retiré\u00a0: la coordination seule le lit.")
    return redirect("observatory:finding", pk=pk)


@needs("findings")
@require_POST
def remove_finding(request, pk):
    actions.remove_finding(_found(pk), by=request.user)
    messages.success(request, "Constat supprimé.")
    return redirect("observatory:findings")


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _found(pk) -> Finding:
    return get_object_or_404(Finding.objects.select_related("noted_by", "published_by"), pk=pk)


def _origin(found: Finding) -> dict:
    known = FindingOrigin.objects.select_related("activity", "meeting__cycle__group", "referral")
    return origins.said(known.filter(finding=found).first())


def _page(request, found: Finding, *, step_form=None):
    context = {
        "finding": pages.dress(found),
        "steps": pages.steps(found),
        "origin": _origin(found),
        "form": step_form or forms.StepForm(),
    }
    context["few"] = pages.few_in(found, context["steps"])
    return render(request, "observatory/finding.html", context)
