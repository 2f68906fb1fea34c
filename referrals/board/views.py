"""Doors of the board and of the file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.pages import page_by_due
from referrals import access
from referrals.board import actions, forms
from referrals.board.filters import BoardFilter
from referrals.care import pages as cares
from referrals.forms import VersionForm
from referrals.models import Referral
from referrals.people import pages as people
from referrals.reviews import pages as reviews
from referrals.states import State


@needs("triage")
@require_GET
def board(request):
    found = BoardFilter(request.GET, queryset=access.board(), request=request)
    page = page_by_due(found.qs, request.GET)
    return render(request, "referrals/board.html", {"filter": found, "page": page, "now": timezone.now()})


@needs("triage")
@require_GET
def board_panel(request):
    first = access.board()[:5]
    return render(request, "referrals/_board_panel.html", {"referrals": first})


@needs("triage")
@require_GET
def file(request, pk):
    """A named file: the reading is journalled before anything is shown."""
    found = get_object_or_404(access.files(), pk=pk)
    identity = access.identity(found.person, by=request.user, at=timezone.now())
    version = {"initial": {"version": found.version}}
    context = {
        "referral": found,
        "identity": identity,
        "ask_form": forms.AskForm(**version),
        "moves": _moves(found),
    }
    for room in (people, reviews, cares):
        context |= room.for_file(found)
    return render(request, "referrals/file.html", context)


def _moves(referral: Referral) -> dict[str, bool]:
    """Which of the page's doors are open in this state."""
    state = referral.state
    return {
        "take": state == State.SENT,
        "ask": state == State.STUDIED,
        "bring_to_review": state in (State.STUDIED, State.WAITING),
        "review": state == State.REVIEWED,
        "decide": state in (State.STUDIED, State.WAITING),
        "propose": state == State.ACCEPTED and not any(care.is_living for care in referral.cares.all()),
    }


@needs("triage")
@require_POST
def take(request, pk):
    actions.take(read(request, pk), **_version(request))
    messages.success(request, "Vous suivez cette orientation ; l’orienteur en est averti.")
    return redirect("referrals:file", pk=pk)


@needs("triage")
@require_POST
def bring_to_review(request, pk):
    actions.bring_to_review(read(request, pk), **_version(request))
    return redirect("referrals:review", pk=pk)


def read(request, pk) -> Referral:
    return get_object_or_404(Referral.objects.select_related("person", "dispositif"), pk=pk)


def _version(request) -> dict:
    """The version that was read; one that is no number was read by nobody: 0, which the action refuses."""
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return {"version": version, "by": request.user, "at": timezone.now()}


def by_form(request, pk, form_class, action, template, done):
    """A form of the coordination about one referral: version read, carried out, back to the file."""
    found = read(request, pk)
    initial = {"version": found.version, "participants": [request.user.pk]}  # she who records took part
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(form, action, found, by=request.user, at=timezone.now()):
        messages.success(request, done)
        return redirect("referrals:file", pk=pk)
    return render(request, template, {"referral": found, "form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    done = "Votre question est partie : c’est à l’orienteur de répondre."
    return by_form(request, pk, forms.AskForm, actions.ask, "referrals/ask.html", done)


@needs("triage")
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    done = "Décision enregistrée ; l’orienteur est averti."
    return by_form(request, pk, forms.DecideForm, actions.decide, "referrals/decide.html", done)
