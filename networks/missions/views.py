"""Views of those who ask for an interpreter, and of the interpreter who holds a mission."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from networks.missions import access, actions, forms
from networks.missions.states import CANCELLABLE, HELD_BY, OPEN, next_step
from networks.models import NetworkSettings

# ── Whoever asks ────────────────────────────────────────────────────────────────────────────────


@needs("book")
@require_GET
def requests(request):
    mine = access.requested_by(request.user)
    coming = list(mine.filter(state__in=OPEN).order_by("starts_at")[:200])
    page = page_of(mine.exclude(state__in=OPEN).order_by("-starts_at", "pk"), request.GET, size=25)
    now = timezone.now()
    for one in coming:
        one.next_step = next_step(one.state, over=one.ends_at <= now)
        one.cancellable = one.state in CANCELLABLE
    return render(request, "networks/requests.html", {"coming": coming, "page": page})


@needs("book")
@require_http_methods(["GET", "POST"])
def request_mission(request):
    form = forms.RequestForm(request.POST or None, initial=_as_last_time(request.user))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        asked = carry_out(form, actions.request_mission, **author)
        if asked:
            messages.success(request, _asked(asked))
            return redirect("networks:requests")
    return render(request, "networks/request_mission.html", {"form": form})


def _as_last_time(user) -> dict:
    """Where and how, from the last request: most are for the same place."""
    last = access.requested_by(user).order_by("-starts_at").first()
    if last is None:
        return {}
    return {name: getattr(last, name) for name in ("modality", "departement", "place", "travel_minutes")}


def _asked(asked) -> str:
    if len(asked) == 1:
        return "Votre demande est enregistrée ; la coordination cherche un interprète."
    return f"Vos {len(asked)} dates sont enregistrées ; la coordination cherche un interprète."


@needs("book")
@require_http_methods(["GET", "POST"])
def cancel_mission(request, pk):
    found = get_object_or_404(access.cancellable_by(request.user), pk=pk)
    now = timezone.now()
    later = access.series_of(found).filter(starts_at__gt=found.starts_at, state__in=CANCELLABLE).exists()
    form = forms.CancelForm(request.POST or None, series=later)
    if request.method == "POST":
        cancelled = carry_out(form, actions.cancel_mission, found, by=request.user, at=now)
        if cancelled:
            messages.success(request, _cancelled(cancelled))
            return redirect(
                "networks:requests" if found.requested_by_id == request.user.pk else "networks:dispatch"
            )
    context = {"mission": found, "form": form, "may_cancel": found.state in CANCELLABLE}
    context |= {"late": actions.is_late(found, at=now), "hours": NetworkSettings.current().late_hours}
    return render(request, "networks/cancel_mission.html", context)


def _cancelled(cancelled) -> str:
    due = sum(one.state == "annulee_tardivement" for one in cancelled)
    said = "La mission est annulée" if len(cancelled) == 1 else f"{len(cancelled)} missions sont annulées"
    end = " ; elle reste due à l’interprète" if due and len(cancelled) == 1 else ""
    end = f", dont {due} due{'s' if due > 1 else ''} à l’interprète" if due and len(cancelled) > 1 else end
    return f"{said}{end}. Chacun est prévenu."


# ── The interpreter ─────────────────────────────────────────────────────────────────────────────


@needs("missions")
@require_GET
def missions(request):
    now = timezone.now()
    expected = list(access.expected(request.user)[:200])
    context = {
        "offers": access.offers_to(request.user, at=now)[:50],
        "to_declare": [one for one in expected if one.ends_at <= now and one.state == "confirmee"],
        "coming": [one for one in expected if one.ends_at > now or one.state != "confirmee"],
        "page": page_of(access.past(request.user), request.GET, size=10),
        "now": now,
    }
    return render(request, "networks/missions.html", context)


@needs("missions")
@require_GET
def missions_panel(request):
    now = timezone.now()
    offers = list(access.offers_to(request.user, at=now)[:5])
    expected = list(access.expected(request.user)[: 8 - len(offers)])
    context = {"offers": offers, "expected": expected, "now": now}
    return render(request, "networks/_missions_panel.html", context)


@needs("missions")
@require_http_methods(["GET", "POST"])
def withdraw_mission(request, pk):
    found = get_object_or_404(access.missions_of(request.user), pk=pk)
    form = forms.WithdrawForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.withdraw_mission, found, **author):
        messages.success(request, "Votre désistement est enregistré ; la coordination est prévenue.")
        return redirect("networks:missions")
    context = {"mission": found, "form": form, "may_withdraw": found.state in HELD_BY}
    return render(request, "networks/withdraw_mission.html", context)


@needs("missions")
@require_http_methods(["GET", "POST"])
def declare_held(request, pk):
    found = get_object_or_404(access.missions_of(request.user).exclude(starts_at=None), pk=pk)
    form = forms.DeclareForm(request.POST or None, planned=found.planned_minutes)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.declare_held, found, **author):
        messages.success(request, "Durée déclarée. La coordination la valide, puis elle passe au relevé.")
        return redirect("networks:missions")
    return render(request, "networks/declare_held.html", {"mission": found, "form": form})
