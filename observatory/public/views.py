"""Views of the public pages, of the open data and of the members' dashboard."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_safe

from centre.access import needs
from centre.context_processors import centre_settings
from centre.spreadsheet import attached, sheet
from observatory import rendering
from observatory.access import published_documents
from observatory.public import constats, editions, pages
from observatory.public import dashboard as board
from observatory.public import open_data as index
from observatory.public.forms import DashboardForm
from observatory.release.files import TYPES
from observatory.release.notice import LICENCE, LICENCE_URL

KEPT = {"public": True, "max_age": 300}  # the only pages that a browser or a relay may keep


def _open(request, template: str, context: dict):
    """For pages without a form: a visitor without an account gets no cookie."""
    known = request.user.is_authenticated
    nobody = {} if known else {"csrf_token": ""}
    here = {"address": settings.ORIGIN + request.path, "is_member": known and request.user.may("annuaire")}
    return render(request, template, context | nobody | here)


@login_not_required
@cache_control(**KEPT)
@require_safe
def public_observatory(request):
    """The latest edition; the same page to everybody."""
    return _open(request, "observatory/public_observatory.html", pages.context(editions.editions().first()))


@login_not_required
@cache_control(**KEPT)
@require_safe
def public_year(request, year):
    context = pages.context(get_object_or_404(editions.editions(), year=year))
    return _open(request, "observatory/public_year.html", context)


@login_not_required
@cache_control(**KEPT)
@require_safe
def public_pdf(request, year):
    document = get_object_or_404(published_documents(), report__year=year)
    return _kept(document, "application/pdf")


@login_not_required
@cache_control(**KEPT)
@require_safe
def public_file(request, year, form):
    file = get_object_or_404(editions.files(), render__report__year=year, format=form)
    return _kept(file, TYPES[file.format])


def _kept(document, media: str):
    file = rendering.open_kept(document)
    if file is None:
        raise Http404
    answer = FileResponse(file, as_attachment=True, filename=document.filename, content_type=media)
    answer["ETag"] = f'"{document.sha256}"'
    return answer


@login_not_required
@cache_control(**KEPT)
@require_safe
def public_findings(request):
    return _open(request, "observatory/public_findings.html", constats.context(request.GET))


@login_not_required
@cache_control(**KEPT)
@require_safe
def open_data(request):
    context = {"kept": editions.by_year(), "licence": LICENCE, "licence_url": LICENCE_URL}
    return _open(request, "observatory/open_data.html", context)


@login_not_required
@cache_control(**KEPT)
@require_safe
def open_data_index(request):
    answer = JsonResponse(index.catalogue(centre_settings().name), json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/ld+json"
    return answer


@needs("annuaire")
@require_GET
def dashboard(request):
    context = board.context(request.GET) | {"may_read_exact": request.user.may("reports")}
    if context["years"]:
        choice = {name: context[name] for name in ("choice", "groups", "years")}
        context["form"] = DashboardForm(**choice)
    return render(request, "observatory/dashboard.html", context)


@needs("annuaire")
@require_GET
def dashboard_table(request):
    """The tables of the dashboard, as they are printed there."""
    name, columns, rows = board.table(request.GET)
    return attached(sheet(columns, rows), f"{name}.csv")


@needs("reports")
@require_GET
def internal_dashboard(request):
    context = board.internal(request.GET, by=request.user, at=timezone.localtime())
    context["form"] = DashboardForm(choice=context["choice"], groups=context["groups"])
    return render(request, "observatory/internal_dashboard.html", context)
