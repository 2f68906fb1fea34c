"""Doors of the observatory: the bilans."""

from functools import wraps

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.journal import record_read
from observatory import access, actions, progress, rendering
from observatory.forms import RequestReportForm
from observatory.layout import chapters, untold
from observatory.models import AnnualReport


@needs("published_reports")
@require_GET
def reports(request):
    context = {
        "reports": access.visible_reports(request.user)[:100],
        "may_request": request.user.may("reports"),
    }
    return render(request, "observatory/reports.html", context)


@needs("published_reports")
@require_GET
def panel(request):
    return render(request, "observatory/_panel.html", {"reports": access.visible_reports(request.user)[:3]})


@needs("reports")
@require_http_methods(["GET", "POST"])
def request_report(request):
    now = timezone.localtime()
    form = RequestReportForm(request.POST or None, initial={"year": now.year - 1})
    asked = request.method == "POST" and carry_out(form, actions.request_report, by=request.user, at=now)
    if asked:
        return redirect("observatory:report", pk=asked.pk)
    return render(request, "observatory/request_report.html", {"form": form})


@needs("reports")
@require_GET
def report(request, pk):
    """The edition being made, with its exact figures: whoever sees them is written down."""
    edition = get_object_or_404(AnnualReport, pk=pk)
    context = {"report": edition, **progress.of(edition)}
    if figures := edition.figures_exact:
        record_read(edition, by=request.user, at=timezone.now(), why="chiffres exacts d’un bilan")
        context |= {"chapters": chapters(figures), "untold": untold(figures)}
    return render(request, "observatory/report.html", context)


@needs("reports")
@require_GET
def report_progress(request, pk):
    edition = get_object_or_404(AnnualReport, pk=pk)
    name = "_progress" if request.htmx else "report_progress"
    response = render(request, f"observatory/{name}.html", {"report": edition, **progress.of(edition)})
    if request.htmx and progress.of(edition)["done"]:
        response["HX-Refresh"] = "true"
    return response


def _move(verb, said: str):
    """A view whose button moves a bilan, and says so."""

    @wraps(verb)
    def view(request, pk):
        verb(get_object_or_404(AnnualReport, pk=pk), by=request.user, at=timezone.localtime())
        messages.success(request, said)
        return redirect("observatory:report", pk=pk)

    return needs("reports")(require_POST(view))


mark_read = _move(actions.mark_read, "Le bilan est noté comme relu.")
mark_sent = _move(actions.mark_sent, "Le bilan est noté comme transmis.")
reopen = _move(actions.reopen, "Le bilan est de nouveau un brouillon.")
publish_report = _move(actions.publish_report, "Le bilan est publié : ses chiffres ne changeront plus.")


@needs("published_reports")
@require_GET
def download_report(request, pk, mode):
    document = get_object_or_404(access.downloadable(request.user), report=pk, mode=mode)
    file = rendering.open_kept(document)
    if file is None:
        raise Http404
    record_read(document, by=request.user, at=timezone.now(), why=f"téléchargement ({mode})")
    return FileResponse(file, as_attachment=True, filename=document.filename, content_type="application/pdf")
