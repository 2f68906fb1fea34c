"""Views of one placement: those who take part, the coordination, then whoever has a private link."""

import base64
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from centre.access import needs
from centre.context import acting_as_system
from centre.doors import carry_out
from centre.languages import in_three_languages, stay_french
from centre.refusals import Refused
from practice_groups.choices import AnswersKind
from practice_groups.models import PlacementDay
from practice_groups.placements.stays import access, forms, notebooks, pages, rendering, wording
from practice_groups.placements.stays.actions import conventions, days, immersions, signatures

# ── Those who take part ─────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("register")
@require_GET
def placement(request, pk):
    """The coordination's, the two structures' and the trainee's: row-level security decides who sees it."""
    return render(request, "practice_groups/placement.html", {"page": _page(request, pk)})


@in_three_languages
@needs("register")
@require_GET
def convention(request, pk):
    page = _page(request, pk)
    context = {
        "page": page,
        "parts": wording.parts(page.placement.convention_text),
        **_document(page.placement),
    }
    return render(request, "practice_groups/convention.html", context)


@in_three_languages
@needs("register")
@require_GET
def convention_progress(request, pk):
    name = "_convention_document" if request.htmx else "convention_progress"
    return render(request, f"practice_groups/{name}.html", _document(_found(pk)))


@needs("register")
@require_GET
def convention_document(request, pk):
    file = rendering.opened(_found(pk))
    if file is None:
        raise Http404
    return FileResponse(file, as_attachment=True, filename="convention.pdf", content_type="application/pdf")


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def placement_grid(request, pk):
    return _own_answers(request, pk, AnswersKind.GRID)


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def placement_evaluation(request, pk):
    return _own_answers(request, pk, AnswersKind.EVALUATION)


def _found(pk):
    return get_object_or_404(access.placements(), pk=pk)


def _page(request, pk):
    found = get_object_or_404(access.full_placements(), pk=pk)
    page = pages.page_of(found, request.user, timezone.now())
    if page.is_staff:  # what the coordination alone does here has no translation
        stay_french(request)
    return page


def _document(found) -> dict:
    """The convention's document: there, being made, or late."""
    ready = type(found).objects.exclude(pdf=b"").filter(pk=found.pk).exists()
    return {
        "placement": found,
        "ready": ready,
        "late": not ready and rendering.is_late(found.convention_at, timezone.now()),
    }


def _own_answers(request, pk, kind):
    """Hers, and the coordination's: a host is told that the page does not exist."""
    page = _page(request, pk)
    if not (page.is_staff or page.is_trainee):
        raise Http404
    if not page.can_fill_in:
        return redirect("practice_groups:placement", pk=pk)
    form = notebooks.form_of(page.placement, kind, request.POST or None)
    verb = notebooks.VERBS[kind]
    if request.method == "POST" and carry_out(form, verb, page.placement, by=request.user, at=timezone.now()):
        messages.success(request, _("Vos réponses sont enregistrées."))
        return redirect("practice_groups:placement", pk=pk)
    return render(
        request, f"practice_groups/placement_{kind.name.lower()}.html", {"page": page, "form": form}
    )


# ── The coordination: the convention ────────────────────────────────────────────────────────────


@needs("networks")
@require_http_methods(["GET", "POST"])
def settle_convention(request, pk):
    page = _page(request, pk)
    initial = pages.proposed_parties(page.placement, page.wish, request.user)
    form = forms.SettleConventionForm.shown(page.placement, request.POST or None, **initial)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, conventions.settle_convention, page.placement, **author):
        messages.success(request, "La convention est arrêtée\u00a0: chaque partie reçoit son lien.")
        return redirect("practice_groups:convention", pk=pk)
    return render(request, "practice_groups/settle_convention.html", {"page": page, "form": form})


@needs("networks")
@require_POST
def reopen_convention(request, pk):
    form = forms.VersionForm(request.POST)
    if not carry_out(form, conventions.reopen_convention, _found(pk), by=request.user, at=timezone.now()):
        raise Refused(_first_error(form))
    messages.success(request, "La convention est reprise\u00a0: les liens envoyés n’ouvrent plus rien.")
    return redirect("practice_groups:settle_convention", pk=pk)


@needs("networks")
@require_http_methods(["GET", "POST"])
def cancel_placement(request, pk):
    page = _page(request, pk)
    form = forms.CancelPlacementForm.shown(page.placement, request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        left = carry_out(form, conventions.cancel_placement, page.placement, **author)
        if left:
            messages.success(request, "Le stage est annulé.")
            return redirect("practice_groups:placement", pk=left.pk)
    return render(request, "practice_groups/cancel_placement.html", {"page": page, "form": form})


@needs("networks")
@require_GET
def signature(request, pk):
    """One party: a new link, or a signed paper."""
    return _signature(request, get_object_or_404(access.signatures(), pk=pk))


@needs("networks")
@require_POST
def send_signature_again(request, pk):
    found = get_object_or_404(access.signatures(), pk=pk)
    form = forms.SendAgainForm(request.POST)
    if carry_out(form, signatures.send_again, found, by=request.user, at=timezone.now()):
        messages.success(request, "Un nouveau lien est parti\u00a0; le précédent n’ouvre plus rien.")
        return redirect("practice_groups:convention", pk=found.placement_id)
    return _signature(request, found, again=form)


@needs("networks")
@require_POST
def sign_on_paper(request, pk):
    found = get_object_or_404(access.signatures(), pk=pk)
    form = forms.PaperForm(request.POST, request.FILES)
    if carry_out(form, signatures.sign_on_paper, found, by=request.user, at=timezone.now()):
        messages.success(request, "La signature sur papier est enregistrée.")
        return redirect("practice_groups:convention", pk=found.placement_id)
    return _signature(request, found, paper=form)


@needs("networks")
@require_GET
def signature_scan(request, pk):
    found = get_object_or_404(access.signatures(), pk=pk)
    if not found.scan:
        raise Http404
    content = base64.b64decode(found.scan)
    ending = {b"%P": "pdf", b"\xff\xd8": "jpg"}.get(content[:2], "png")
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"signature.{ending}")


def _signature(request, found, again=None, paper=None):
    initial = {"name": found.asked_name, "function": found.function}
    context = {
        "signature": found,
        "again": again or forms.SendAgainForm(initial={"email": found.email}),
        "paper": paper or forms.PaperForm(initial=initial),
    }
    return render(request, "practice_groups/signature.html", context)


# ── The coordination: the days, the end ─────────────────────────────────────────────────────────


@needs("networks")
@require_http_methods(["GET", "POST"])
def placement_days(request, pk):
    page = _page(request, pk)
    form = forms.DayForm(request.POST or None, initial={"hours": page.placement.hours_a_day})
    if request.method == "POST":
        made = carry_out(form, days.add_day, page.placement, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Le jour est ajouté.")
            return redirect("practice_groups:placement_days", pk=pk)
    return render(request, "practice_groups/placement_days.html", {"page": page, "form": form})


@needs("networks")
@require_POST
def remove_placement_day(request, pk):
    found = get_object_or_404(PlacementDay.objects.select_related("placement"), pk=pk)
    days.remove_day(found, by=request.user, at=timezone.now())
    messages.success(request, "Le jour est retiré.")
    return redirect("practice_groups:placement_days", pk=found.placement_id)


@needs("networks")
@require_POST
def start_immersion(request, pk):
    immersions.start(_found(pk), by=request.user, at=timezone.now())
    messages.success(
        request, "L’immersion a commencé\u00a0: la personne accueillie reçoit le lien de sa page."
    )
    return redirect("practice_groups:placement", pk=pk)


@needs("networks")
@require_POST
def send_notebook(request, pk):
    immersions.send_notebook(_found(pk), by=request.user, at=timezone.now())
    messages.success(request, "Un nouveau lien est parti\u00a0; le précédent n’ouvre plus rien.")
    return redirect("practice_groups:placement", pk=pk)


@needs("networks")
@require_http_methods(["GET", "POST"])
def interrupt_placement(request, pk):
    page = _page(request, pk)
    form = forms.InterruptForm.shown(page.placement, request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, immersions.interrupt, page.placement, **author):
        messages.success(request, "L’interruption est notée.")
        return redirect("practice_groups:placement", pk=pk)
    return render(request, "practice_groups/interrupt_placement.html", {"page": page, "form": form})


def _first_error(form) -> str:
    return next(iter(form.errors.values()))[0]


# ── Whoever has a private link ──────────────────────────────────────────────────────────────────


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_convention(request, token):
    """The link shows the text and who has signed; the button signs."""
    shown = notebooks.signing_of(token)
    form = forms.SignForm(request.POST or None, initial={"function": shown.signature.function})
    if request.method == "POST" and carry_out(form, signatures.sign, token, at=timezone.now()):
        messages.success(request, _("La convention est signée. Merci."))
        return redirect("practice_groups:sign_convention", token)
    return render(request, "practice_groups/sign_convention.html", {"shown": shown, "form": form})


@in_three_languages
@login_not_required
@never_cache
@require_safe
def placement_notebook(request, token):
    shown = notebooks.notebook_of(token, timezone.now())
    return render(request, "practice_groups/placement_notebook.html", {"shown": shown, "token": token})


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notebook_grid(request, token):
    return _answers_behind(request, token, AnswersKind.GRID)


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notebook_evaluation(request, token):
    return _answers_behind(request, token, AnswersKind.EVALUATION)


def _answers_behind(request, token, kind):
    """The same questions behind the link: nobody is logged in, so the portal reads and writes for her."""
    shown = notebooks.notebook_of(token, timezone.now())
    with acting_as_system():
        form = notebooks.form_of(shown.placement, kind, request.POST or None)
        verb, author = notebooks.VERBS[kind], {"by": None, "at": timezone.now()}
        if request.method == "POST" and carry_out(form, verb, shown.placement, **author):
            messages.success(request, _("Vos réponses sont enregistrées."))
            return redirect("practice_groups:placement_notebook", token)
        context = {"shown": shown, "form": form, "token": token}
        return render(request, f"practice_groups/notebook_{kind.name.lower()}.html", context)
