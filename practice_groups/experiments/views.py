"""Views of experiments: read by whoever facilitates, written by the coordination."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import author, carry_out
from networks.listing import page_of
from practice_groups.experiments import access, actions, forms, pages
from practice_groups.experiments.states import MOVES, State


@needs("groups")
@require_GET
def experiments(request):
    asked, found = request.GET.get("etat", ""), access.experiments()
    state = asked if asked in State.values else ""
    page = page_of(found.filter(state=state) if state else found, request.GET)
    context = {
        "page": page,
        "state": state,
        "views": pages.views_of(access.counts(), state),
        "may_edit": request.user.may("networks"),
    }
    return render(request, "practice_groups/experiments.html", context)


@needs("groups")
@require_GET
def experiment(request, pk):
    found = _found(pk)
    context = {"experiment": found, "way": pages.way(found), "may_edit": request.user.may("networks")}
    return render(request, "practice_groups/experiment.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def create_experiment(request):
    """`?ailleurs=`: the experiment that this one goes on with, in another place."""
    form = forms.ExperimentForm(request.POST or None, initial=_elsewhere(request))
    if request.method == "POST":
        made = carry_out(form, actions.create_experiment, **author(request))
        if made:
            messages.success(request, "Expérimentation enregistrée\u00a0: elle est à l’essai.")
            return redirect("practice_groups:experiment", pk=made.pk)
    return render(request, "practice_groups/create_experiment.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_experiment(request, pk):
    found = _found(pk)
    known = forms.initial_of(found, forms.EditExperimentForm)
    form = forms.EditExperimentForm(request.POST or None, initial=known, current=found.structure_id)
    return _gesture(request, found, form, actions.edit_experiment, "Expérimentation enregistrée.")


@needs("networks")
@require_http_methods(["GET", "POST"])
def evaluate_experiment(request, pk):
    found = _found(pk)
    known = forms.initial_of(found, forms.EvaluateForm)
    known["evaluated_on"] = found.evaluated_on or timezone.localdate()
    form = forms.EvaluateForm(request.POST or None, initial=known)
    return _gesture(request, found, form, actions.evaluate_experiment, "Évaluation enregistrée.")


@needs("networks")
@require_http_methods(["GET", "POST"])
def transfer_experiment(request, pk):
    found = _found(pk)
    known = {"version": found.version, "transferred_on": timezone.localdate()}
    form = forms.TransferForm(request.POST or None, initial=known | {"transferred_to": found.structure_id})
    said = "Expérimentation transférée\u00a0: le centre se retire."
    return _gesture(request, found, form, actions.transfer_experiment, said, to=State.TRANSFERRED)


@needs("networks")
@require_http_methods(["GET", "POST"])
def stop_experiment(request, pk):
    found = _found(pk)
    known = {"version": found.version, "stopped_on": timezone.localdate()}
    form = forms.StopForm(request.POST or None, initial=known)
    return _gesture(request, found, form, actions.stop_experiment, "Expérimentation arrêtée.")


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _found(pk):
    return get_object_or_404(access.experiments(), pk=pk)


def _elsewhere(request) -> dict:
    asked = request.GET.get("ailleurs", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return {}
    before = access.experiments().filter(pk=asked).first()
    return {name: getattr(before, name) for name in ("title", "tried", "expected")} if before else {}


def _gesture(request, found, form, verb, said: str, *, to: str = ""):
    """The page of one action, named after it; a link kept from before leads back to the experiment."""
    here = redirect("practice_groups:experiment", pk=found.pk)
    if request.method == "POST" and carry_out(form, verb, found, **author(request)):
        messages.success(request, said)
        return here
    if request.method == "GET" and (found.is_over or (to and to not in MOVES[found.state])):
        return here
    return render(request, f"practice_groups/{verb.__name__}.html", {"experiment": found, "form": form})
