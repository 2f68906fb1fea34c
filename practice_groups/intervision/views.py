"""Doors of hosting: the host's side, then the facilitator's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from practice_groups.intervision import access, actions, forms, pages
from practice_groups.intervision.answering import TurnPage
from practice_groups.intervision.standing import standing

# ── Whoever hosts and presents ──────────────────────────────────────────────────────────────────


@in_three_languages
@needs("register")
@require_GET
def my_turns(request):
    context = {"seats": pages.seats(request.user), **pages.turns(request.user, timezone.now())}
    return render(request, "practice_groups/my_turns.html", context)


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def answer_hosting(request, pk):
    """The link of the mail shows; a button answers, or asks to change turns with somebody."""
    turn = get_object_or_404(access.own_hosting(request.user), pk=pk)
    return answer_turn(request, turn, "practice_groups/answer_hosting.html")


def answer_turn(request, turn, template):
    follow_group(request, turn.meeting.cycle.group.language)
    page = TurnPage(turn, request.user, timezone.now())
    if request.method == "POST" and page.carry_out(request.POST).said:
        messages.success(request, page.said)
        return redirect("practice_groups:my_turns")
    wishes = reverse("practice_groups:host_wishes", args=[turn.registration_id])
    return render(request, template, page.context() | {"wishes": wishes})


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def host_wishes(request, pk):
    seat = get_object_or_404(access.own_seats(request.user), pk=pk)
    follow_group(request, seat.cycle.group.language)
    form = forms.HostWishesForm(request.POST or None, **pages.wishes(seat))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.save_wishes, seat, **author):
        messages.success(request, _("Vos souhaits d’accueil sont enregistrés."))
        return redirect("practice_groups:my_turns")
    return render(request, "practice_groups/host_wishes.html", {"seat": seat, "form": form})


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def set_visit(request, pk):
    meeting = get_object_or_404(access.visited(request.user), pk=pk)
    follow_group(request, meeting.cycle.group.language)
    form = forms.VisitForm(request.POST or None, initial=pages.facts_of_visit(meeting))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.set_visit, meeting, **author):
        messages.success(request, _("L’heure de la visite est enregistrée."))
        return redirect(pages.way_back(meeting, request.user))
    context = {"meeting": meeting, "form": form, "back": pages.way_back(meeting, request.user)}
    return render(request, "practice_groups/set_visit.html", context)


# ── Whoever leads ───────────────────────────────────────────────────────────────────────────────


@needs("groups")
@require_GET
def rotation(request, pk):
    cycle = get_object_or_404(access.led_cycles(request.user), pk=pk)
    return render(request, "practice_groups/rotation.html", pages.rotation(cycle, timezone.now()))


@needs("groups")
@require_http_methods(["GET", "POST"])
def propose_rotation(request, pk):
    """The proposal is shown first; the button keeps that one and no other."""
    cycle = get_object_or_404(access.led_cycles(request.user), pk=pk)
    author = {"by": request.user, "at": timezone.now()}
    form = forms.KeepRotationForm(request.POST or None)
    if request.method == "POST":
        kept = carry_out(form, actions.keep_rotation, cycle, **author)
        if kept is not None:
            messages.success(request, f"Rotation gardée ; tours proposés : {kept}.")
            return redirect("practice_groups:rotation", pk=pk)
    shown = pages.proposal(cycle, author["at"])
    keep = forms.KeepRotationForm(initial={"mark": shown["mark"]})
    context = {**shown, "form": keep, "refusals": form.errors.values() if form.is_bound else ()}
    return render(request, "practice_groups/propose_rotation.html", context)


@needs("groups")
@require_http_methods(["GET", "POST"])
def assign_host(request, pk):
    meeting = get_object_or_404(access.led_meetings(request.user), pk=pk)
    now, at = standing(meeting.cycle), timezone.now()
    turn = now.hosting.get(meeting.pk)
    candidates = pages.candidates(now, meeting, at)
    initial = {"shown": turn.pk if turn else None}
    form = forms.AssignHostForm(request.POST or None, initial=initial, candidates=candidates)
    if request.method == "POST" and carry_out(form, actions.assign_host, meeting, by=request.user, at=at):
        messages.success(request, "Tour proposé ; les personnes concernées sont averties.")
        return redirect("practice_groups:rotation", pk=meeting.cycle_id)
    context = {"meeting": meeting, "cycle": meeting.cycle, "turn": turn, "form": form}
    return render(request, "practice_groups/assign_host.html", context)


@needs("groups")
@require_POST
def mark_hosted(request, pk):
    turn = get_object_or_404(access.led_hosting(request.user), pk=pk)
    actions.mark_hosted(turn, by=request.user, at=timezone.now())
    messages.success(request, "Accueil noté.")
    return redirect("practice_groups:rotation", pk=turn.meeting.cycle_id)
