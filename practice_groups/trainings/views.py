"""Views of trainings."""

from django.contrib import messages
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.languages import in_three_languages
from networks.listing import page_of
from practice_groups.access import own_registrations
from practice_groups.cycles.meetings.actions import postpone_all
from practice_groups.trainings import access, actions, forms, pages


@needs("groups")
@require_GET
def trainings(request):
    now = timezone.now()
    found = access.sessions(request.user, now)
    asked = forms.SessionFilter(request.GET, queryset=found, today=timezone.localdate(now))
    page = page_of(asked.qs, request.GET)
    page.rows = [pages.Row(cycle) for cycle in page.rows]
    context = {"filter": asked, "page": page, "may_create": request.user.may("networks")}
    return render(request, "practice_groups/trainings.html", context)


@needs("groups")
@require_GET
def training(request, pk):
    cycle = _session(request, pk)
    context = pages.training_page(cycle, timezone.now()) | {"may_edit": request.user.may("networks")}
    return render(request, "practice_groups/training.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def create_training(request):
    form = forms.CreateTrainingForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.create_training, by=request.user, at=timezone.now())
        if made:
            over = form.cleaned_data["past"]
            said = "notez qui est venu à chaque journée" if over else "les inscriptions sont ouvertes"
            messages.success(request, f"Session créée\u202f; {said}.")
            return redirect("practice_groups:training", pk=made.pk)
    return render(request, "practice_groups/create_training.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_training(request, pk):
    cycle = _session(request, pk)
    form = forms.EditTrainingForm(request.POST or None, initial=pages.initial_of(cycle))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.edit_training, cycle, **author):
        messages.success(request, "Session enregistrée.")
        return redirect("practice_groups:training", pk=pk)
    return render(request, "practice_groups/edit_training.html", {"cycle": cycle, "form": form})


@needs("groups")
@require_http_methods(["GET", "POST"])
def postpone_training(request, pk):
    """All the days to come, in one gesture."""
    cycle, now = _session(request, pk), timezone.now()
    days = list(access.to_come(cycle, now))
    form = forms.PostponeTrainingForm(request.POST or None, meetings=days)
    if request.method == "POST" and carry_out(form, postpone_all, cycle, by=request.user, at=now):
        messages.success(request, "Session reportée\u202f; les inscrits sont avertis.")
        return redirect("practice_groups:training", pk=pk)
    return render(
        request, "practice_groups/postpone_training.html", {"cycle": cycle, "form": form, "days": days}
    )


@needs("networks")
@require_POST
def enter_contacts(request, pk):
    count = actions.enter_contacts(_session(request, pk), at=timezone.now())
    messages.success(request, f"{count} personne{'s' if count > 1 else ''} au fichier de contact.")
    return redirect("practice_groups:training", pk=pk)


@in_three_languages
@needs("register")
@require_POST
def leave_contacts(request, pk):
    """A participant takes back her wish to join the contact file."""
    for registration in get_list_or_404(own_registrations(request.user), cycle=pk):
        actions.leave_contacts(registration, by=request.user, at=timezone.now())
    messages.success(request, _("Votre accord est retiré\u00a0: le fichier de contact ne vous écrira pas."))
    return redirect("practice_groups:cycle", pk=pk)


def _session(request, pk):
    return get_object_or_404(access.sessions(request.user, timezone.now()), pk=pk)
