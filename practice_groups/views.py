"""Doors of practice groups: the participant's side, then the facilitator's."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from networks.listing import page_of
from practice_groups import access, actions, forms
from practice_groups.cards import CycleCard
from practice_groups.intervision.access import to_answer
from practice_groups.models import Registration
from practice_groups.states import ENDED, State

# ── The participant ─────────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("register")
@require_GET
def catalogue(request):
    now = timezone.now()
    cycles = access.announced(timezone.localdate(now)).prefetch_related("meetings")[:200]
    mine = access.latest_of_each_cycle(request.user)
    cards = [CycleCard(cycle, mine.get(cycle.pk), list(cycle.meetings.all()), now) for cycle in cycles]
    cards.sort(key=lambda card: (not card.is_living, not card.can_register))
    page = page_of(cards, request.GET, size=24)
    context = {"cards": page.rows, "page": page, "prepares": request.user.may("groups")}
    return render(request, "practice_groups/catalogue.html", context)


@in_three_languages
@needs("register")
@require_GET
def panel(request):
    now = timezone.now()
    today = timezone.localdate(now)
    registrations = access.own_registrations(request.user).living().filter(cycle__ends_on__gte=today)
    registrations = list(registrations.offers_first()[:5])
    led = access.led_now(request.user, today)[:5] if request.user.may("groups") else []
    hosted = any(one.cycle.hosted for one in registrations)
    turns = to_answer(request.user, now) if hosted else 0
    context = {"registrations": registrations, "led": led, "turns": turns}
    return render(request, "practice_groups/_panel.html", context)


@in_three_languages
@needs("register")
@require_GET
def cycle(request, pk):
    card = _card(request, pk)
    facilitators = list(card.cycle.facilitators.order_by(access.by_name()))
    leads = request.user.may("groups") and access.leads(request.user, facilitators)
    context = {"card": card, "cycle": card.cycle, "facilitators": facilitators, "leads": leads}
    return render(request, "practice_groups/cycle.html", context)


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def register(request, pk):
    card = _card(request, pk)
    form = forms.RegisterForm(request.POST or None, cycle=card.cycle)
    if request.method == "POST":
        done = carry_out(form, actions.register, card.cycle, by=request.user, at=card.at)
        if done:
            messages.success(request, _welcome(done))
            return redirect("practice_groups:cycle", pk=pk)
        form.read_again(card.cycle)
    elif not card.can_register:
        return redirect("practice_groups:cycle", pk=pk)
    return render(request, "practice_groups/register.html", {"card": card, "cycle": card.cycle, "form": form})


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    registration = get_object_or_404(access.own_registrations(request.user).filter(cycle=pk)[:1])
    follow_group(request, registration.cycle.group.language)
    if request.method == "POST":
        actions.withdraw(registration, by=request.user, at=timezone.now())
        messages.success(request, _("Votre désistement est enregistré."))
        return redirect("practice_groups:cycle", pk=pk)
    return render(
        request, "practice_groups/withdraw.html", {"cycle": registration.cycle, "registration": registration}
    )


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def answer_offer(request, pk):
    """The link of the mail shows; a button answers."""
    card = _card(request, pk, own=True)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST":
        done = carry_out(form, actions.answer_offer, card.registration, by=request.user, at=card.at)
        if done:
            messages.success(request, _welcome(done))
            return redirect("practice_groups:cycle", pk=pk)
    return render(
        request, "practice_groups/answer_offer.html", {"card": card, "cycle": card.cycle, "form": form}
    )


def _card(request, pk, *, own=False) -> CycleCard:
    """The cycle as its page shows it; 404 when unknown, or when `own` and never registered for."""
    found = get_object_or_404(access.readable(request.user), pk=pk)
    follow_group(request, found.group.language)
    mine = access.own_registrations(request.user).filter(cycle=found)
    registration = get_object_or_404(mine[:1]) if own else mine.first()
    return CycleCard(found, registration, list(found.meetings.select_related("postponed_to")), timezone.now())


def _welcome(registration) -> str:
    if registration.state == State.CONFIRMED:
        return _("Votre inscription est confirmée.")
    if registration.state == State.WAITING:
        return f"Votre inscription est enregistrée : {registration.place}."
    return _("Votre place est laissée à la personne suivante. Merci d’avoir répondu.")


# ── The facilitator ─────────────────────────────────────────────────────────────────────────────


@needs("groups")
@require_GET
def roster(request, pk):
    return _roster(request, get_object_or_404(access.led_cycles(request.user), pk=pk))


@needs("groups")
@require_POST
def change_seats(request, pk):
    led = get_object_or_404(access.led_cycles(request.user), pk=pk)
    form = forms.SeatsForm(request.POST)
    if carry_out(form, actions.change_seats, led, by=request.user, at=timezone.now()):
        messages.success(request, "Nombre de places enregistré ; les places libres sont proposées.")
        return redirect("practice_groups:roster", pk=pk)
    return _roster(request, led, form)


@needs("networks")
@require_http_methods(["GET", "POST"])
def unregister(request, pk):
    """Somebody telephones that she leaves: her seat goes to the next in line, and she is told by mail."""
    found = get_object_or_404(Registration.objects.select_related("cycle__group", "user"), pk=pk)
    form = Form(request.POST if request.method == "POST" else None)
    if carry_out(form, actions.withdraw, found, by=request.user, at=timezone.now()):
        messages.success(request, "Désistement enregistré ; une place libérée est proposée à la suivante.")
        return redirect("practice_groups:roster", pk=found.cycle_id)
    context = {"registration": found, "cycle": found.cycle, "form": form}
    return render(request, "practice_groups/unregister.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def accept_for(request, pk):
    """Somebody telephones that she takes the seat she is offered: within the same delay as herself."""
    found = get_object_or_404(Registration.objects.select_related("cycle__group", "user"), pk=pk)
    form = Form(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if carry_out(form, actions.accept_offer, found, by=request.user, at=now):
        messages.success(request, "Place confirmée ; un message lui est envoyé.")
        return redirect("practice_groups:roster", pk=found.cycle_id)
    card = CycleCard(found.cycle, found, [], now)
    context = {"registration": found, "cycle": found.cycle, "card": card, "form": form}
    return render(request, "practice_groups/accept_for.html", context)


def _roster(request, led, form=None):
    people = list(led.registrations.select_related("user", "registered_by"))
    context = {
        "cycle": led,
        "seated": [one for one in people if one.holds_a_seat],
        "queued": [one for one in people if one.is_living and not one.holds_a_seat],
        "left": [one for one in people if one.state in ENDED],
        "may_unregister": request.user.may("networks"),
        "may_enrol": request.user.may("networks") and CycleCard(led, None, [], timezone.now()).takes_people,
        "form": form or forms.SeatsForm(initial={"seats": led.seats}),
    }
    return render(request, "practice_groups/roster.html", context)
