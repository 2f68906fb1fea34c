"""Doors of registration without an account: the catalogue, the form, the mailed link, her own page; the
coordination's form for whoever telephones."""

from allauth.core import ratelimit
from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from centre.access import needs
from centre.context import acting_as
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from centre.refusals import Refused
from networks.listing import page_of
from networks.missions.calendars.feed import feed
from practice_groups import access
from practice_groups.cards import CycleCard
from practice_groups.forms import AnswerForm
from practice_groups.registrations import actions, forms, links, pages
from practice_groups.registrations.filters import PublicCycleFilter
from practice_groups.states import State


@in_three_languages
@login_not_required
@require_safe
def public_catalogue(request):
    now = timezone.now()
    cycles = access.public(timezone.localdate(now)).prefetch_related("meetings")
    found = PublicCycleFilter(request.GET, cycles, request=request)
    page = page_of(found.qs, request.GET, size=12)
    cards = [CycleCard(cycle, None, list(cycle.meetings.all()), now) for cycle in page.rows]
    context = {"filter": found, "page": page, "cards": cards}
    return render(request, "practice_groups/public_catalogue.html", context)


@in_three_languages
@login_not_required
@require_safe
def public_cycle(request, pk):
    """Whoever is logged in reads her own page of it: her place, and her account's form."""
    if request.user.is_authenticated and request.user.may("register"):
        return redirect("practice_groups:cycle", pk=pk)
    card = _public(request, pk)
    context = {"card": card, "cycle": card.cycle, "functions": pages.functions(card.cycle)}
    return render(request, "practice_groups/public_cycle.html", context)


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public_register(request, pk):
    """The same thanks whatever the address; an open page that cannot register any more says why when sent. Whoever is
    logged in registers with her account."""
    if request.user.is_authenticated and request.user.may("register"):
        return redirect("practice_groups:register", pk=pk)
    card = _public(request, pk)
    if request.method != "POST" and (card.for_members or not card.is_open):
        return redirect("practice_groups:public_cycle", pk=pk)
    form = forms.PublicRegisterForm(request.POST or None, cycle=card.cycle)
    if request.method == "POST" and (form.is_trapped or _asked(request, form, card)):
        return redirect(f"{reverse('practice_groups:public_register', args=[pk])}?envoyee")
    context = {"card": card, "cycle": card.cycle, "form": form, "sent": "envoyee" in request.GET}
    return render(request, "practice_groups/public_register.html", context)


def _asked(request, form, card):
    allowed = bool(ratelimit.consume(request, action="public_register"))
    return carry_out(form, actions.ask_to_register, card.cycle, allowed=allowed, at=card.at)


def _public(request, pk) -> CycleCard:
    now = timezone.now()
    cycle = get_object_or_404(access.public(timezone.localdate(now)), pk=pk)
    follow_group(request, cycle.group.language)
    return pages.card(cycle, at=now)


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_registration(request, token):
    """The mailed link shows what she wrote; its button registers her."""
    now = timezone.now()
    asked = actions.request_of(token, at=now)
    follow_group(request, asked.language)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = carry_out(form, actions.confirm_registration, token=token, at=now)
        if made:
            messages.success(request, _welcome(made))
            return redirect(links.path_of(made, "practice_groups:cycle"))
    card = pages.card(asked.cycle, at=now)
    context = {"asked": asked, "card": card, "cycle": asked.cycle, "form": form}
    return render(request, "practice_groups/confirm_registration.html", context)


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_registration(request, token):
    """Her own page: her place, her offer, the dates. The link shows, the buttons decide."""
    registration, card = _own(request, token)
    form = AnswerForm(request.POST if "accepted" in request.POST else None)
    if "withdraw" in request.POST:
        return _left(request, actions.withdraw_by_link(registration, at=card.at))
    if request.method == "POST":
        done = carry_out(form, actions.answer_by_link, registration, at=card.at)
        if done and done.state == State.WITHDRAWN:
            return _left(request, done)
        if done:
            messages.success(request, _welcome(done))
            return redirect("practice_groups:my_registration", token)
    context = {"card": card, "cycle": card.cycle, "registration": registration, "form": form, "token": token}
    return render(
        request, "practice_groups/my_registration.html", context | pages.turns(registration, card.at)
    )


@in_three_languages
@login_not_required
@never_cache
@require_safe
def my_registration_calendar(request, token):
    registration, card = _own(request, token)
    with acting_as(registration.user):
        body = feed(registration.user, at=card.at)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="groupe.ics"'
    return answer


@needs("networks")
@require_http_methods(["GET", "POST"])
def enrol(request, pk):
    """Somebody telephones or writes: the coordination registers her, by the same rules."""
    card = pages.card(get_object_or_404(access.cycles(), pk=pk), at=timezone.now())
    if not card.takes_people:
        raise Refused("Ce groupe ne prend pas d’inscription pour le moment.")
    form = forms.EnrolForm(request.POST or None, card=card)
    if request.method == "POST":
        made = carry_out(form, actions.enrol, card.cycle, by=request.user, at=card.at)
        if made:
            where = made.place or made.get_state_display().lower()
            messages.success(request, f"Inscription de {made.user} : {where}. Un message lui est envoyé.")
            return redirect("practice_groups:roster", pk=pk)
    return render(request, "practice_groups/enrol.html", {"card": card, "cycle": card.cycle, "form": form})


def _own(request, token):
    now = timezone.now()
    registration = links.registration_of(token, at=now)
    follow_group(request, registration.user.language)
    return registration, pages.card(registration.cycle, registration, at=now)


def _left(request, registration):
    messages.success(request, _("Votre désistement est enregistré. Merci de l’avoir signalé."))
    if registration.cycle.group.public:
        return redirect("practice_groups:public_cycle", pk=registration.cycle_id)
    return redirect("practice_groups:public_catalogue")


def _welcome(registration) -> str:
    if registration.state == State.CONFIRMED:
        return _("Votre inscription est confirmée.")
    return _("Votre inscription est enregistrée : %(place)s.") % {"place": registration.place}
