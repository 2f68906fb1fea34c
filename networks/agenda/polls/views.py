"""Views of the polls: the coordination's side, then that of whoever is asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.context import acting_as_system
from centre.doors import carry_out
from centre.languages import in_three_languages
from networks.agenda.polls import access, actions, forms
from networks.agenda.polls.tally import tally
from networks.listing import page_of

# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def polls(request):
    return render(request, "networks/polls.html", {"page": page_of(access.polls(), request.GET)})


@needs("networks")
@require_http_methods(["GET", "POST"])
def open_poll(request):
    form = forms.OpenPollForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST":
        made = carry_out(form, actions.open_poll, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Le sondage est ouvert\u00a0: chaque personne reçoit son lien.")
            return redirect("networks:poll", pk=made.pk)
    return render(request, "networks/open_poll.html", {"form": form})


@needs("networks")
@require_GET
def poll(request, pk):
    return _poll(request, get_object_or_404(access.poll_with_answers(), pk=pk))


@needs("networks")
@require_POST
def remind_poll(request, pk):
    found = get_object_or_404(access.polls(), pk=pk)
    count = actions.remind(found, by=request.user, at=timezone.now())
    messages.success(request, f"Rappel envoyé à {count} personne{'s' if count > 1 else ''}.")
    return redirect("networks:poll", pk=pk)


@needs("networks")
@require_POST
def close_poll(request, pk):
    found = get_object_or_404(access.poll_with_answers(), pk=pk)
    form = forms.ClosePollForm(request.POST, poll=found)
    if carry_out(form, actions.close_poll, found, by=request.user, at=timezone.now()):
        done = "l’activité est prévue, " if found.plans_activity else ""
        messages.success(request, f"La date est retenue\u00a0: {done}chaque personne est prévenue.")
        return redirect("networks:poll", pk=pk)
    return _poll(request, found, form)


def _poll(request, found, form=None):
    context = {"poll": found, "tally": tally(found), "form": form or forms.ClosePollForm(poll=found)}
    context["columns"] = "|".join(["Qui", *(count.date.short for count in context["tally"].counts)])
    return render(request, "networks/poll.html", context)


# ── Whoever is asked ────────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("annuaire")
@require_GET
def polls_panel(request):
    asked = list(access.awaiting(request.user, timezone.now())[:6])
    return render(request, "networks/_polls_panel.html", {"asked": asked, "today": timezone.localdate()})


@needs("annuaire")
@require_http_methods(["GET", "POST"])
def my_poll(request, pk):
    """The same questions for a member who came by the portal."""
    invitee = get_object_or_404(access.asked_of(request.user), poll=pk)
    return _answers(request, invitee, "networks/my_poll.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_poll(request, token):
    """The link shows; the button answers. Nobody need have an account."""
    with acting_as_system():
        return _answers(request, access.invitee_of(token), "networks/answer_poll.html")


def _answers(request, invitee, template):
    known = {answer.date_id: answer.choice for answer in invitee.answers.all()}
    dates = list(invitee.poll.dates.all())
    form = forms.AnswerForm(request.POST or None, dates=dates, known=known)
    if request.method == "POST" and carry_out(form, actions.answer_poll, invitee, at=timezone.now()):
        messages.success(request, "Votre réponse est enregistrée. Merci.")
        return redirect(request.path)
    context = {"invitee": invitee, "poll": invitee.poll, "form": form, "known": known}
    return render(request, template, context)
