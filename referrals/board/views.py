"""Views of the board and of the file."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import VersionForm, carry_out
from referrals import access
from referrals.board import actions, forms, home, pages
from referrals.care import pages as cares
from referrals.models import Referral, SavedView
from referrals.people import pages as people
from referrals.reviews import pages as reviews
from referrals.states import MOVES


@needs("triage")
@require_GET
def board(request):
    return render(request, "referrals/board.html", pages.for_board(request, timezone.now()))


@needs("triage")
@require_GET
def board_panel(request):
    return render(request, "referrals/_board_panel.html", home.for_panel(timezone.now()))


@needs("triage")
@require_POST
def take_many(request):
    """Take the ticked cards; back to the board as it was filtered."""
    form = forms.TakeManyForm(request.POST)
    done = carry_out(form, actions.take_many, by=request.user, at=timezone.now())
    if done is None:
        messages.warning(request, " ".join(form.errors["chosen"]))
    elif done.taken:
        messages.success(request, pages.taken_in_words(done))
    if done and done.left:
        messages.warning(request, pages.left_in_words(done))
    return redirect(_board_with(request.POST.get("back", "")))


def _board_with(query: str) -> str:
    known = QueryDict(query[:500]).urlencode()
    return reverse("referrals:board") + (f"?{known}" if known else "")


@needs("triage")
@require_GET
def saved_views(request):
    own = SavedView.objects.filter(user=request.user)
    return render(request, "referrals/saved_views.html", {"views": own})


@needs("triage")
@require_http_methods(["GET", "POST"])
def save_view(request):
    """Keep under a name the filters that this page's own address says."""
    query = pages.query_of(request)
    form = forms.ViewForm(request.POST or None)
    author = {"query": query, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.save_view, **author):
        messages.success(request, "Vue enregistrée : elle est en haut du tableau.")
        return redirect(_board_with(query))
    back = _board_with(query)
    return render(request, "referrals/save_view.html", {"form": form, "back": back, "query": query})


@needs("triage")
@require_http_methods(["GET", "POST"])
def rename_view(request, pk):
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    form = forms.ViewForm(request.POST or None, initial={"name": view.name})
    if request.method == "POST" and carry_out(
        form, actions.rename_view, view, by=request.user, at=timezone.now()
    ):
        messages.success(request, "La vue a un nouveau nom.")
        return redirect("referrals:saved_views")
    return render(request, "referrals/rename_view.html", {"form": form, "view": view})


@needs("triage")
@require_POST
def remove_view(request, pk):
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    actions.remove_view(view, by=request.user, at=timezone.now())
    messages.success(request, "La vue est retirée.")
    return redirect("referrals:saved_views")


@needs("triage")
@require_GET
def file(request, pk):
    """A named file: the reading is journalled before anything is shown."""
    found = get_object_or_404(access.files(), pk=pk)
    identity = access.identity(found.person, by=request.user, at=timezone.now())
    context = {
        "referral": found,
        "identity": identity,
        "ask_form": forms.AskForm(initial={"version": found.version}),
        "moves": pages.doors(found),
    }
    context |= people.for_file(found, identity) | reviews.for_file(found) | cares.for_file(found)
    return render(request, "referrals/file.html", context)


@needs("triage")
@require_POST
def take(request, pk):
    actions.take(read(request, pk), **_version(request))
    messages.success(request, "Vous suivez cette orientation ; l’orienteur en est averti.")
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
    if not form.is_bound and "decision" in form.fields:
        legal = [choice for choice in form.fields["decision"].choices if choice[0] in MOVES[found.state]]
        form.fields["decision"].choices = legal
    if request.method == "POST" and carry_out(form, action, found, by=request.user, at=timezone.now()):
        messages.success(request, done)
        return redirect("referrals:file", pk=pk)
    return render(request, template, {"referral": found, "form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    done = "Votre question est partie : c’est à l’orienteur de répondre."
    return by_form(request, pk, forms.AskForm, actions.ask, "referrals/ask.html", done)


@needs("triage")
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    done = "Décision enregistrée ; l’orienteur est averti."
    return by_form(request, pk, forms.DecideForm, actions.decide, "referrals/decide.html", done)
