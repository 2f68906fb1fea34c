"""Views of the hours: the coordination's list, then everybody's own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.languages import in_three_languages
from centre.spreadsheet import download
from practice_groups.models import LoggedHours
from practice_groups.supervision import access, actions, export, forms, pages
from practice_groups.supervision.filters import HoursFilter
from practice_groups.supervision.seasons import Season

PAGE = 50

# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def supervision(request):
    found, season = _found(request)
    page = Paginator(access.by_need(found.qs), PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "season": season,
        "page": page,
        "without_account": access.without_account(),
        "is_now": season == Season.of(timezone.localdate()),
        "query": _query(request),
        "previous_url": _query(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _query(request, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "practice_groups/supervision.html", context)


@needs("networks")
@require_GET
def hours_export(request):
    found, season = _found(request)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    return download(kind, export.COLUMNS, export.rows(access.by_need(found.qs)), f"heures-{season}")


@needs("networks")
@require_POST
def remind_hours(request):
    count = actions.remind_all(by=request.user, at=timezone.now())
    if count:
        messages.success(
            request, f"{count} message{'s' if count > 1 else ''} envoyé{'s' if count > 1 else ''}."
        )
    else:
        messages.info(
            request, "Personne à relancer : chacun a des heures, ou a déjà été relancé cette saison."
        )
    return redirect("practice_groups:supervision")


@needs("networks")
@require_http_methods(["GET", "POST"])
def member_hours(request, pk):
    person = get_object_or_404(access.members(), pk=pk)
    form = _form(request)
    if request.method == "POST" and _log(request, form, person):
        messages.success(request, "Heures notées.")
        return redirect("practice_groups:member_hours", pk=pk)
    return render(request, "practice_groups/member_hours.html", _hours(request, person) | {"form": form})


@needs("networks")
@require_POST
def remove_member_hours(request, pk):
    line = get_object_or_404(LoggedHours, pk=pk)
    actions.remove_hours(line, by=request.user, at=timezone.now())
    messages.success(request, "Ligne retirée.")
    return redirect("practice_groups:member_hours", pk=line.user_id)


# ── Everybody's own ─────────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("profile")
@require_http_methods(["GET", "POST"])
def my_hours(request):
    form = _form(request)
    if request.method == "POST" and _log(request, form, request.user):
        messages.success(request, _("Heures notées."))
        return redirect("practice_groups:my_hours")
    groups = {"groups": access.open_groups(request.user, timezone.now())}
    return render(
        request, "practice_groups/my_hours.html", _hours(request, request.user) | groups | {"form": form}
    )


@in_three_languages
@needs("profile")
@require_POST
def remove_hours(request, pk):
    line = get_object_or_404(LoggedHours, pk=pk, user=request.user)
    actions.remove_hours(line, by=request.user, at=timezone.now())
    messages.success(request, _("Ligne retirée."))
    return redirect("practice_groups:my_hours")


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _found(request) -> tuple[HoursFilter, Season]:
    season = Season.named(request.GET.get("season"), timezone.localdate())
    counted = access.with_hours(access.members(), season)
    return HoursFilter(request.GET, queryset=counted, request=request), season


def _form(request) -> forms.HoursForm:
    return forms.HoursForm(request.POST or None, initial={"day": timezone.localdate()})


def _log(request, form, person):
    return carry_out(form, actions.log_hours, person, by=request.user, at=timezone.now())


def _hours(request, person) -> dict:
    now = timezone.now()
    return pages.hours_of(person, Season.named(request.GET.get("saison"), timezone.localdate(now)), now)


def _query(request, page: int | None = None) -> str:
    """The filters of this page, with another page number."""
    query = request.GET.copy()
    query.pop("page", None)
    if page:
        query["page"] = page
    return f"?{query.urlencode()}"
