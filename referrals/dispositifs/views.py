"""Views of the dispositifs: their rules, their team, their opening and their end."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from referrals.dispositifs import access, actions, forms, pages
from referrals.models import Dispositif, TeamMember


@needs("triage")
@require_GET
def dispositifs(request):
    return render(request, "referrals/dispositifs.html", {"dispositifs": pages.listed(timezone.localdate())})


@needs("triage")
@require_GET
def dispositif(request, pk):
    today = timezone.localdate()
    found = pages.dressed(get_object_or_404(access.dispositifs(today), pk=pk), today)
    context = {"dispositif": found, "team": list(access.team(found)), "history": pages.history_of(found)}
    return render(request, "referrals/dispositif.html", context)


@needs("triage")
@require_http_methods(["GET", "POST"])
def add_dispositif(request):
    form = forms.DispositifForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.add_dispositif, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Le dispositif est créé. Il reste à composer son équipe.")
            return redirect("referrals:dispositif", pk=made.pk)
    return render(request, "referrals/add_dispositif.html", {"form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def edit_dispositif(request, pk):
    return _change(
        request,
        pk,
        forms.EditDispositifForm,
        actions.edit_dispositif,
        "edit_dispositif",
        "Les règles sont enregistrées.",
    )


@needs("triage")
@require_http_methods(["GET", "POST"])
def stop_intake(request, pk):
    return _change(
        request,
        pk,
        forms.StopIntakeForm,
        actions.stop_intake,
        "stop_intake",
        "La fin de l’accueil est enregistrée.",
    )


@needs("triage")
@require_http_methods(["GET", "POST"])
def close_dispositif(request, pk):
    return _change(
        request,
        pk,
        forms.ClosingForm,
        actions.close_dispositif,
        "close_dispositif",
        "Le dispositif est fermé.",
    )


@needs("triage")
@require_http_methods(["GET", "POST"])
def put_to_sleep(request, pk):
    return _change(
        request,
        pk,
        forms.ClosingForm,
        actions.put_to_sleep,
        "put_to_sleep",
        "Le dispositif est en dormance.",
    )


@needs("triage")
@require_POST
def reopen_dispositif(request, pk):
    return _change(
        request,
        pk,
        forms.VersionForm,
        actions.reopen_dispositif,
        "reopen_dispositif",
        "Le dispositif accueille de nouveau.",
    )


def _change(request, pk, form_class, verb, name, said):
    """A page with one form, and one action that it calls."""
    today = timezone.localdate()
    found = pages.dressed(get_object_or_404(access.dispositifs(today), pk=pk), today)
    typed = request.POST if request.method == "POST" else None
    form = form_class.shown(found, typed) if hasattr(form_class, "shown") else form_class(typed)
    if typed and carry_out(form, verb, found, by=request.user, at=timezone.now()):
        messages.success(request, said)
        return redirect("referrals:dispositif", pk=pk)
    return render(request, f"referrals/{name}.html", {"dispositif": found, "form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def add_member(request, pk):
    found = get_object_or_404(Dispositif, pk=pk)
    form = forms.MemberForm(
        request.POST or None, candidates=access.candidates(found), initial={"since": timezone.localdate()}
    )
    if request.method == "POST" and carry_out(
        form, actions.add_member, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "L’équipe est à jour.")
        return redirect("referrals:dispositif", pk=pk)
    return render(request, "referrals/add_member.html", {"dispositif": found, "form": form})


@needs("triage")
@require_POST
def end_member(request, pk):
    member = get_object_or_404(TeamMember, pk=pk)
    actions.end_member(member, by=request.user, at=timezone.now())
    messages.success(request, "Cette personne ne fait plus partie de l’équipe.")
    return redirect("referrals:dispositif", pk=member.dispositif_id)
