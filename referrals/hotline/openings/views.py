"""Views of the line: its page, its settings, its opening, its closing and what it leaves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.journal import record_read
from centre.spreadsheet import attached
from referrals.hotline import access
from referrals.hotline.openings import actions, pages
from referrals.hotline.openings.forms import (
    ChangeHotlineForm,
    CloseHotlineForm,
    ExtendOpeningForm,
    OpenHotlineForm,
    SetUpHotlineForm,
)
from referrals.models import HotlineOpening

EXACT = "chiffres exacts d’une ouverture"


@needs("listen")
@require_GET
def hotline(request):
    page = pages.for_hotline(access.desk_of(request.user), request.user, at=timezone.now())
    return render(request, "referrals/hotline.html", page | {"form": OpenHotlineForm()})


@needs("listen")
@require_GET
def hotline_panel(request):
    desk = access.desk_of(request.user)
    counts = pages.tallies(desk, request.user, at=timezone.now()) if desk.is_open else {}
    return render(request, "referrals/_hotline_panel.html", {"desk": desk, **counts})


@needs("triage")
@require_http_methods(["GET", "POST"])
def set_up_hotline(request):
    form = SetUpHotlineForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.set_up_hotline, by=request.user):
        messages.success(request, "La cellule est en place, en dormance : elle s’ouvre d’un bouton.")
        return redirect("referrals:hotline")
    return render(request, "referrals/set_up_hotline.html", {"form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def change_hotline(request):
    line = access.desk_of(request.user).line
    if line is None:
        return redirect("referrals:set_up_hotline")
    initial = {name: getattr(line, name) for name in ChangeHotlineForm.base_fields}
    form = ChangeHotlineForm(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(form, actions.change_hotline, line, by=request.user):
        messages.success(request, "Réglages enregistrés. Les permanences déjà créées ne changent pas.")
        return redirect("referrals:hotline")
    return render(request, "referrals/change_hotline.html", {"form": form, "line": line})


@needs("triage")
@require_http_methods(["GET", "POST"])
def open_hotline(request):
    line = access.desk_of(request.user).line
    if line is None:
        return redirect("referrals:set_up_hotline")
    form, author = OpenHotlineForm(request.POST or None), {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.open_hotline, line, **author):
        messages.success(request, "La cellule est ouverte, son planning est prêt à remplir.")
        return redirect("referrals:shifts")
    return render(request, "referrals/open_hotline.html", {"form": form, "line": line})


@needs("triage")
@require_http_methods(["GET", "POST"])
def extend_opening(request, pk):
    opening = get_object_or_404(HotlineOpening.objects.select_related("hotline"), pk=pk, closed_on=None)
    form, author = ExtendOpeningForm(request.POST or None), {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.extend_opening, opening, **author):
        messages.success(request, "Ouverture prolongée : les permanences des jours ajoutés sont à prendre.")
        return redirect("referrals:shifts")
    return render(request, "referrals/extend_opening.html", {"form": form, "opening": opening})


@needs("triage")
@require_http_methods(["GET", "POST"])
def close_hotline(request, pk):
    opening = get_object_or_404(HotlineOpening.objects.select_related("hotline"), pk=pk, closed_on=None)
    sent = request.POST if request.method == "POST" else None  # its one field may be left out
    form, author = CloseHotlineForm(sent), {"by": request.user, "at": timezone.now()}
    if sent is not None and carry_out(form, actions.close_hotline, opening, **author):
        messages.success(request, "La cellule est en dormance. Ses chiffres sont arrêtés.")
        return redirect("referrals:closing_figures", pk=pk)
    waiting = access.call_backs(opening.hotline).count()
    context = {"form": form, "opening": opening, "waiting": waiting}
    return render(request, "referrals/close_hotline.html", context)


@needs("triage")
@require_GET
def closing_figures(request, pk):
    opening = get_object_or_404(HotlineOpening, pk=pk, closed_on__isnull=False)
    record_read(opening, by=request.user, at=timezone.now(), why=EXACT)
    context = {"opening": opening, "sections": pages.figure_sections(opening)}
    return render(request, "referrals/closing_figures.html", context)


@needs("triage")
@require_GET
def closing_figures_file(request, pk):
    opening = get_object_or_404(HotlineOpening, pk=pk, closed_on__isnull=False)
    record_read(opening, by=request.user, at=timezone.now(), why=f"{EXACT} (tableur)")
    return attached(pages.figures_sheet(opening), f"cellule-{opening.opened_on:%Y-%m-%d}-interne.csv")
