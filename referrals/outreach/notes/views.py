"""Views of those who visit, on a phone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from referrals.choices import TalkOutcome, VisitState
from referrals.models import Talk, TalkingGroup
from referrals.outreach import access, pages
from referrals.outreach.hosting.forms import ReasonForm
from referrals.outreach.notes import actions, forms
from referrals.outreach.referring import actions as referring
from referrals.outreach.referring.forms import ReferFromVisitForm


@needs("care")
@require_GET
def my_visits(request):
    now = timezone.now()
    mine = access.kept_by(request.user)
    planned = list(mine.filter(state=VisitState.PLANNED).order_by("starts_at", "pk")[:100])
    past = mine.exclude(state__in=[VisitState.PLANNED, VisitState.ASKED]).order_by("-starts_at", "-pk")
    context = {
        "to_note": [one for one in planned if one.starts_at <= now],
        "coming": [one for one in planned if one.starts_at > now],
        "page": page_of(past, request.GET, size=20),
    }
    return render(request, "referrals/my_visits.html", context)


@needs("care")
@require_GET
def my_visit(request, pk):
    found = get_object_or_404(access.kept_by(request.user).select_related("mission"), pk=pk)
    return render(request, "referrals/my_visit.html", pages.for_keeper(found, at=timezone.now()))


def _author(request) -> dict:
    return {"by": request.user, "at": timezone.now()}


@needs("care")
@require_http_methods(["GET", "POST"])
def add_talk(request, pk):
    found = get_object_or_404(access.kept_by(request.user), pk=pk)
    form = forms.AddTalkForm(
        request.POST or None, visit=found, initial=pages.as_last_talk(found, request.user)
    )
    talk = request.method == "POST" and carry_out(form, actions.add_talk, found, **_author(request))
    if talk:
        messages.success(request, "Entretien noté.")
        if talk.outcome == TalkOutcome.REFERRED:
            return redirect("referrals:refer_from_visit", pk=talk.pk)
        again = request.POST.get("next") == "again"
        return redirect("referrals:add_talk" if again else "referrals:my_visit", pk=pk)
    return render(request, "referrals/add_talk.html", {"visit": found, "form": form})


def _noted(model, request, pk):
    """A talk or a group of one of her visits, or 404."""
    mine = access.kept_by(request.user).values("pk")
    return get_object_or_404(model.objects.filter(visit__in=mine).select_related("visit__structure"), pk=pk)


@needs("care")
@require_http_methods(["GET", "POST"])
def edit_talk(request, pk):
    talk = _noted(Talk, request, pk)
    form = forms.EditTalkForm(
        request.POST or None, visit=talk.visit, initial=forms.EditTalkForm.as_noted(talk)
    )
    if request.method == "POST" and carry_out(form, actions.edit_talk, talk, **_author(request)):
        messages.success(request, "L’entretien est corrigé.")
        return redirect("referrals:my_visit", pk=talk.visit_id)
    return render(request, "referrals/edit_talk.html", {"visit": talk.visit, "talk": talk, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def remove_talk(request, pk):
    return _remove(request, _noted(Talk, request, pk), actions.remove_talk, "remove_talk")


@needs("care")
@require_http_methods(["GET", "POST"])
def remove_group(request, pk):
    return _remove(request, _noted(TalkingGroup, request, pk), actions.remove_group, "remove_group")


def _remove(request, noted, verb, name):
    form = forms.VersionForm(request.POST or None, initial={"version": noted.visit.version})
    if request.method == "POST" and carry_out(form, verb, noted, **_author(request)):
        messages.success(request, "C’est retiré.")
        return redirect("referrals:my_visit", pk=noted.visit_id)
    return render(request, f"referrals/{name}.html", {"visit": noted.visit, "noted": noted, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def refer_from_visit(request, pk):
    talk = _noted(Talk, request, pk)
    form = ReferFromVisitForm(request.POST or None, talk=talk, day=timezone.localdate())
    if request.method == "POST":
        sent = carry_out(form, referring.refer_from_visit, talk, **_author(request))
        if sent:
            messages.success(request, f"Orientation {sent.reference} envoyée à la coordination.")
            return redirect("referrals:my_visit", pk=talk.visit_id)
    return render(
        request, "referrals/refer_from_visit.html", {"visit": talk.visit, "talk": talk, "form": form}
    )


@needs("care")
@require_http_methods(["GET", "POST"])
def add_group(request, pk):
    found = get_object_or_404(access.kept_by(request.user), pk=pk)
    form = forms.AddGroupForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.add_group, found, **_author(request)):
        messages.success(request, "Groupe de parole noté.")
        return redirect("referrals:my_visit", pk=pk)
    return render(request, "referrals/add_group.html", {"visit": found, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def edit_group(request, pk):
    group = _noted(TalkingGroup, request, pk)
    form = forms.EditGroupForm(request.POST or None, initial=forms.EditGroupForm.as_noted(group))
    if request.method == "POST" and carry_out(form, actions.edit_group, group, **_author(request)):
        messages.success(request, "Le groupe est corrigé.")
        return redirect("referrals:my_visit", pk=group.visit_id)
    return render(request, "referrals/edit_group.html", {"visit": group.visit, "group": group, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def hold_visit(request, pk):
    found = get_object_or_404(access.kept_by(request.user), pk=pk)
    form = forms.HoldVisitForm(request.POST or None, initial=pages.as_noted(found))
    if request.method == "POST" and carry_out(form, actions.hold_visit, found, **_author(request)):
        messages.success(request, "La permanence est notée tenue. Merci.")
        return redirect("referrals:my_visit", pk=pk)
    return render(request, "referrals/hold_visit.html", {"visit": found, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def miss_visit(request, pk):
    found = get_object_or_404(access.kept_by(request.user), pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and carry_out(form, actions.miss_visit, found, **_author(request)):
        messages.success(request, "C’est annulé ; la structure et la coordination sont prévenues.")
        return redirect("referrals:my_visits")
    return render(request, "referrals/miss_visit.html", {"visit": found, "form": form})
