"""Views without an account: asking for help, coming back to the form, seeing where the request stands."""

import json

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from centre.doors import carry_out
from referrals.dispositifs.access import open_to_persons
from referrals.intake.asking import actions, forms
from referrals.intake.asking.states import WORDS
from referrals.people import texts
from referrals.states import State, may_move


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_help(request):
    """The numbers first, then a short form; closed when no dispositif is open to persons."""
    return _asking(request)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume_help(request, token):
    """The link mailed to her: it shows what she had typed; her button sends it."""
    draft = actions.draft_of(token, at=timezone.now())
    return _asking(request, token, initial=json.loads(draft.typed), until=draft.expires_at)


def _asking(request, token="", initial=None, until=None):
    now = timezone.now()
    allowed = ratelimit.consume(request, action="ask_for_help")
    offered = open_to_persons(timezone.localdate(now))
    if "later" in request.POST:
        return _later(request, token, offered, now, allowed)
    form = forms.AskForm(request.POST or None, initial=initial, offered=offered)
    if request.method == "POST":
        sent = carry_out(form, _send, form, token=token, at=now, allowed=allowed)
        if sent:
            return redirect("referrals:help_status", sent)
    return _page(request, form, forms.LaterForm(has_link=bool(token)), offered, until)


def _send(form, *, token, at, allowed, **typed):
    actions.refuse_a_crowd(allowed)
    return actions.ask_for_help(**form.as_arguments(), draft_token=token, at=at)


def _later(request, token, offered, at, allowed):
    """Keep the form as typed, complete or not; refused, it is shown as typed, and only says why."""
    later = forms.LaterForm(request.POST, has_link=bool(token))
    typed = forms.AskForm.as_typed(request.POST)
    draft = carry_out(later, _keep, typed=typed, token=token, at=at, allowed=allowed)
    if draft is None:
        form = forms.AskForm(initial=json.loads(typed), offered=offered)
        return _page(request, form, later, offered, None)
    messages.success(request, "C’est gardé pour trente jours. Le lien reçu par e-mail vous y ramène.")
    return redirect("referrals:resume_help", token) if token else redirect("referrals:ask_for_help")


def _keep(*, allowed, **typed):
    actions.refuse_a_crowd(allowed)
    return actions.keep_draft(**typed)


def _page(request, form, later, offered, until):
    context = {"form": form, "later": later, "offered": offered, "until": until}
    words = {"text": texts.text_in("fra"), "texts": texts.TEXTS}
    return render(request, "referrals/ask_for_help.html", context | words)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def help_status(request, token):
    """Where the request stands, and nothing of who she is; a button takes it back."""
    now = timezone.now()
    found = actions.request_of(token, at=now)
    if request.method == "POST":
        actions.withdraw_help(token, at=now)
        messages.success(request, "La demande est retirée.")
        return redirect("referrals:help_status", token)
    title, words = WORDS[found.state]
    context = {"referral": found, "title": title, "words": words}
    return render(
        request,
        "referrals/help_status.html",
        context | {"may_withdraw": may_move(found.state, State.WITHDRAWN)},
    )
