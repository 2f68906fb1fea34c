"""Views of a host structure."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from referrals.outreach import access
from referrals.outreach.hosting import actions
from referrals.outreach.hosting.forms import AskVisitForm, ReasonForm
from referrals.outreach.states import OPEN


@needs("host")
@require_GET
def hosted_visits(request):
    today = timezone.localdate()
    hers = access.hosted_by(request.user, today)
    context = {
        "coming": list(hers.filter(state__in=OPEN).order_by("starts_at", "asked_on", "pk")[:100]),
        "page": page_of(hers.exclude(state__in=OPEN).order_by("-asked_on", "-pk"), request.GET, size=20),
        "structures": list(access.hosting(request.user, today)),
        "now": timezone.now(),
    }
    return render(request, "referrals/hosted_visits.html", context)


@needs("host")
@require_GET
def hosted_visits_panel(request):
    now = timezone.now()
    hers = access.hosted_by(request.user, timezone.localdate(now)).filter(state__in=OPEN)
    coming = list(hers.order_by("starts_at", "asked_on", "pk")[:5])
    return render(request, "referrals/_hosted_visits_panel.html", {"coming": coming})


@needs("host")
@require_http_methods(["GET", "POST"])
def ask_visit(request):
    structures = access.hosting(request.user, timezone.localdate()).order_by("name")
    form = AskVisitForm(request.POST or None, structures=structures)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.ask_visit, **author):
        messages.success(request, "Votre demande est enregistrée ; la coordination vous répond.")
        return redirect("referrals:hosted_visits")
    return render(request, "referrals/ask_visit.html", {"form": form, "structures": structures})


@needs("host")
@require_http_methods(["GET", "POST"])
def withdraw_visit(request, pk):
    found = get_object_or_404(access.hosted_by(request.user, timezone.localdate()), pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.withdraw_visit, found, **author):
        messages.success(request, "C’est annulé. Chacun est prévenu.")
        return redirect("referrals:hosted_visits")
    context = {"visit": found, "form": form, "may_withdraw": found.state in OPEN}
    return render(request, "referrals/withdraw_visit.html", context)
