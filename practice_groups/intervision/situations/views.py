"""Doors of situations: proposed and moved by whoever leads, answered and noted by whoever presents."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from practice_groups.intervision import access
from practice_groups.intervision.pages import way_back
from practice_groups.intervision.situations import actions, forms, pages
from practice_groups.intervision.views import answer_turn


@needs("groups")
@require_http_methods(["GET", "POST"])
def propose_situations(request, pk):
    cycle = get_object_or_404(access.led_cycles(request.user), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        given = actions.propose_situations(cycle, by=request.user, at=now)
        messages.success(request, f"Tours de situation proposés : {given}.")
        return redirect("practice_groups:rotation", pk=pk)
    return render(request, "practice_groups/propose_situations.html", pages.proposal(cycle, now))


@needs("groups")
@require_http_methods(["GET", "POST"])
def place_situation(request, pk):
    turn = get_object_or_404(access.led_situations(request.user), pk=pk)
    now = timezone.now()
    form = forms.PlaceSituationForm(request.POST or None, places=pages.places(turn, now))
    if request.method == "POST" and carry_out(form, actions.place_situation, turn, by=request.user, at=now):
        messages.success(request, "Tour déplacé ; les personnes concernées sont averties.")
        return redirect("practice_groups:rotation", pk=turn.meeting.cycle_id)
    context = {"turn": turn, "cycle": turn.meeting.cycle, "form": form}
    return render(request, "practice_groups/place_situation.html", context)


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def answer_situation(request, pk):
    """The link of the mail shows; a button answers, or asks to change turns with somebody."""
    turn = get_object_or_404(access.own_situations(request.user), pk=pk)
    return answer_turn(request, turn, "practice_groups/answer_situation.html")


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def note_situation(request, pk):
    turn = get_object_or_404(access.situations(request.user), pk=pk)
    follow_group(request, turn.meeting.cycle.group.language)
    form = forms.NoteSituationForm(request.POST or None, initial={"theme": turn.theme})
    back = way_back(turn.meeting, request.user)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.note_situation, turn, **author):
        messages.success(request, _("Le thème est noté. Rien d’autre n’est gardé."))
        return redirect(back)
    return render(request, "practice_groups/note_situation.html", {"turn": turn, "form": form, "back": back})
