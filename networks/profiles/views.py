"""Views of profiles: the coordination's lists and sheets, everybody's own sheet, the rules of the networks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.choices import Standing
from networks.models import NetworkSettings
from networks.profiles import access, actions
from networks.profiles.desk import Desk
from networks.profiles.filters import InterpretersFilter, TherapistsFilter
from networks.profiles.forms import NetworkSettingsForm, StandingForm, form_for
from networks.profiles.sheets import Sheet

PAGE = 25

# ── The coordination: lists ─────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def therapists(request):
    return _people(request, "therapeutes", TherapistsFilter, "networks/therapists.html")


@needs("networks")
@require_GET
def interpreters(request):
    return _people(request, "interpretes", InterpretersFilter, "networks/interpreters.html")


def _people(request, network, filter_class, template):
    found = filter_class(request.GET, queryset=access.sheets(network, timezone.localdate()), request=request)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "sheets": [Sheet(one) for one in page],
        "network": network,
        "previous_url": _page_url(request, page.previous_page_number) if page.has_previous() else "",
        "next_url": _page_url(request, page.next_page_number) if page.has_next() else "",
    }
    return render(request, template, context)


def _page_url(request, number) -> str:
    query = request.GET.copy()
    query["page"] = number()
    return f"?{query.urlencode()}"


# ── The coordination: one sheet ─────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def therapist(request, pk):
    return render(request, "networks/therapist.html", _sheet_context(_found("therapeutes", pk)))


@needs("networks")
@require_GET
def interpreter(request, pk):
    found = _found("interpretes", pk)
    known = {"rates": access.rates(found), "missions_done": access.missions_done(found)}
    return render(request, "networks/interpreter.html", _sheet_context(found) | known)


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_profile(request, network):
    model = access.NETWORKS.get(network)
    if model is None:
        raise Http404
    form = form_for(model)(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.add_profile, model, by=request.user, at=timezone.now())
        if made:
            messages.success(request, f"Fiche créée\u00a0: {made}.")
            return redirect(Sheet(made).url)
    return render(request, "networks/add_profile.html", {"form": form, "sheet": Sheet(model())})


@needs("networks")
@require_http_methods(["GET", "POST"])
def change_profile(request, network, pk):
    found = _found(network, pk)
    form = form_for(found).of(found, request.POST or None)
    if request.method == "POST" and _changed(request, form, found):
        return redirect(Sheet(found).url)
    return render(request, "networks/change_profile.html", {"form": form, "sheet": Sheet(found)})


@needs("networks")
@require_http_methods(["GET", "POST"])
def change_standing(request, network, pk):
    found, now = _found(network, pk), timezone.now()
    form = StandingForm(request.POST or None, initial=_next_standing(found))
    if request.method == "POST":
        changed = carry_out(form, actions.change_standing, found, by=request.user, at=now)
        if changed:
            messages.success(
                request, f"Situation enregistrée\u00a0: {changed.get_standing_display().lower()}."
            )
            return redirect(Sheet(found).url)
    context = {"form": form, "sheet": Sheet(found), "in_hand": access.engagements(found, now)}
    return render(request, "networks/change_standing.html", context)


def _next_standing(profile) -> dict:
    standing = Standing.SUSPENDED if profile.active else Standing.ACTIVE
    return {"standing": standing, "since": timezone.localdate()}


@needs("networks")
@require_http_methods(["GET", "POST"])
def availability(request, network, pk):
    return _availability(request, _found(network, pk), "networks/availability.html")


def _found(network, pk):
    if network not in access.NETWORKS:
        raise Http404
    return get_object_or_404(access.whole_sheets(network), pk=pk)


def _sheet_context(profile) -> dict:
    now = timezone.now()
    sheet = Sheet(profile)
    return {
        "sheet": sheet,
        "profile": profile,
        "absences": sheet.absences_from(timezone.localdate(now)),
        "in_hand": access.engagements(profile, now),
    }


# ── Her own sheet ───────────────────────────────────────────────────────────────────────────────


@needs("profile")
@require_GET
def my_profile(request):
    found, others = _mine(request)
    context = (_sheet_context(found) if found else {}) | {"others": others}
    return render(request, "networks/my_profile.html", context)


@needs("profile")
@require_http_methods(["GET", "POST"])
def change_my_profile(request):
    found, _ = _mine(request)
    if found is None:
        return redirect("networks:my_profile")
    form = form_for(found, own=True).of(found, request.POST or None)
    if request.method == "POST" and _changed(request, form, found):
        return redirect("networks:my_profile")
    return render(request, "networks/change_my_profile.html", {"form": form, "sheet": Sheet(found)})


@needs("profile")
@require_http_methods(["GET", "POST"])
def my_availability(request):
    found, _ = _mine(request)
    if found is None:
        return redirect("networks:my_profile")
    return _availability(request, found, "networks/my_availability.html")


def _mine(request):
    """The sheet that is shown and her others: the first one unless `?reseau=` names another."""
    sheets = [Sheet(one) for one in access.own(request.user)]
    asked = request.GET.get("reseau")
    shown = next((one for one in sheets if one.network == asked), next(iter(sheets), None))
    return shown and shown.profile, [one for one in sheets if one is not shown]


def _changed(request, form, profile) -> bool:
    if carry_out(form, actions.change_profile, profile, by=request.user, at=timezone.now()):
        messages.success(request, "Fiche enregistrée.")
        return True
    if actions.STALE in form.non_field_errors():
        profile.refresh_from_db()
        form.read_again(profile)
    return False


def _availability(request, profile, template):
    desk = Desk(profile, request.POST or None)
    if request.method == "POST":
        if desk.form is None:
            raise Http404
        if carry_out(desk.form, desk.action, profile, by=request.user, at=timezone.now()):
            messages.success(request, desk.said)
            return redirect(request.get_full_path())
    sheet = Sheet(profile)
    absences = sheet.absences_from(timezone.localdate())
    return render(request, template, {"sheet": sheet, "desk": desk, "absences": absences})


# ── The rules ───────────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_http_methods(["GET", "POST"])
def network_settings(request):
    rules = NetworkSettings.current()
    form = NetworkSettingsForm(request.POST or None, initial=vars(rules))
    form.fields["on_site_departements"].offer(rules.on_site_departements)
    if request.method == "POST" and carry_out(
        form, actions.change_settings, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Réglages enregistrés.")
        return redirect("networks:network_settings")
    return render(request, "networks/network_settings.html", {"form": form, "rules": rules})
