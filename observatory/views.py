"""Doors of the observatory: the bilans."""

from functools import partial, wraps

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.context_processors import centre_settings
from centre.doors import author, carry_out
from centre.journal import record_read
from observatory import access, actions, progress, rendering
from observatory.bilan import access as bilan
from observatory.bilan import reading, secrecy
from observatory.bilan.contents import bare, fingerprint, written
from observatory.bilan.forms import ChangesForm, CorrectReportForm, PreferForm, ReportYearForm
from observatory.layout import chapters, untold
from observatory.models import AnnualReport
from observatory.states import ReportState

TOLD = ("requested_by", "read_by", "sent_by", "published_by", "same_figures_as", "exact")


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
    context = {
        "reports": access.visible_reports(request.user)[:3],
        "may_see_fundings": request.user.may("funded"),
    }
    if request.user.may("reports"):
        context["waiting"] = bilan.open_comments(request.user).count()
    return render(request, "observatory/_panel.html", context)


@needs("reports")
@require_http_methods(["GET", "POST"])
def start_report(request):
    next_one = access.next_year(timezone.localdate())
    form = ReportYearForm(request.POST or None, initial={"year": request.GET.get("year", next_one)})
    if request.method == "POST" and (started := carry_out(form, actions.start_report, **author(request))):
        return redirect("observatory:report", pk=started.pk)
    return render(request, "observatory/start_report.html", {"form": form})


@needs("reports")
@require_http_methods(["GET", "POST"])
def correct_report(request, pk):
    """A new edition of a published one: its text alone, or its figures too."""
    before = get_object_or_404(AnnualReport.objects.published(), pk=pk)
    form = CorrectReportForm(request.POST or None)
    verb = partial(actions.start_report, year=before.year)
    if request.method == "POST" and (started := carry_out(form, verb, **author(request))):
        return redirect("observatory:report", pk=started.pk)
    return render(request, "observatory/correct_report.html", {"report": before, "form": form})


@needs("reports")
@require_GET
def report(request, pk):
    """The edition being made, with its exact figures: whoever sees them is written down."""
    told = AnnualReport.objects.select_related(*TOLD).defer(*access.figures_in("same_figures_as__"))
    edition = get_object_or_404(told, pk=pk)
    context = {"report": edition, **progress.of(edition), **_text_of(edition, request.user)}
    if context["done"] and not edition.is_frozen:
        context["old"] = any(one.made_from != context["text"] for one in context["renders"])
    if exact := getattr(edition, "exact", None):
        record_read(edition, by=request.user, at=timezone.now(), why="chiffres exacts d’un bilan")
        context |= {"chapters": chapters(exact.document), "untold": untold(exact.document)}
        context["protection"] = exact.protection
    return render(request, "observatory/report.html", context)


def _text_of(edition, user) -> dict:
    """Its plan, what waits for an answer, what no section lists, what its documents must be made from."""
    content = written(edition)
    counted = edition.figures_public if not edition.is_frozen else None
    comments = list(bilan.open_comments(user).filter(bilan.of_year(edition)))
    return {
        "plan": reading.plan(content, comments),
        "comments": comments,
        "outside": [] if edition.is_frozen else reading.outside(edition, content),
        "few": [] if edition.is_frozen else reading.few_in(content, centre_settings().disclosure_threshold),
        "bare": bare(content, counted) if counted else [],
        "text": fingerprint(edition, content),
    }


@needs("reports")
@require_http_methods(["GET", "POST"])
def say_changes(request, pk):
    edition = get_object_or_404(AnnualReport, pk=pk)
    form = ChangesForm(request.POST or None, initial={"changes": edition.changes})
    if request.method == "POST" and carry_out(form, actions.say_changes, edition, **author(request)):
        return redirect("observatory:report", pk=pk)
    return render(request, "observatory/say_changes.html", {"report": edition, "form": form})


@needs("reports")
@require_http_methods(["GET", "POST"])
def report_secrecy(request, pk):
    """What is withheld of an edition and why, what would give some back, what to publish rather."""
    edition = get_object_or_404(AnnualReport, pk=pk)
    record_read(edition, by=request.user, at=timezone.now(), why="ce qui est masqué dans un bilan")
    told = secrecy.of(edition)
    form = PreferForm(request.POST or None, choices=told["choices"], preferred=edition.preferred)
    if request.method == "POST" and carry_out(form, actions.prefer_figures, edition, **author(request)):
        messages.success(request, "Vos choix sont gardés\u00a0: ils serviront au prochain comptage.")
        return redirect("observatory:report_secrecy", pk=pk)
    return render(request, "observatory/report_secrecy.html", {"report": edition, "form": form, **told})


@needs("published_reports")
@require_GET
def read_report(request, pk):
    """An edition as its readers have it: protected figures, texts, what changed, files."""
    edition = get_object_or_404(bilan.readable(request.user), pk=pk)
    context = {
        "report": edition,
        "sections": reading.read(edition, may_ask=request.user.may("reports")),
        "files": access.files_of(edition),
    }
    context["editions"] = bilan.editions_of(edition)
    if not request.user.may("reports"):
        context["comments"] = bilan.comments(request.user).filter(section__report=edition)
    context["may_ask"] = request.user.may("funded") and edition.state == ReportState.PUBLISHED
    return render(request, "observatory/read_report.html", context)


@needs("reports")
@require_GET
def report_progress(request, pk):
    edition = get_object_or_404(AnnualReport.objects.defer(*access.figures_in()), pk=pk)
    name = "_progress" if request.htmx else "report_progress"
    context = {"report": edition, **progress.of(edition)}
    response = render(request, f"observatory/{name}.html", context)
    if request.htmx and context["done"]:
        response["HX-Refresh"] = "true"
    return response


def _move(verb, said: str):
    """A view whose button moves a bilan, and says so."""

    @wraps(verb)
    def view(request, pk):
        verb(get_object_or_404(AnnualReport, pk=pk), **author(request))
        messages.success(request, said)
        return redirect("observatory:report", pk=pk)

    return needs("reports")(require_POST(view))


remake_documents = _move(actions.remake_documents, "Les documents sont demandés avec le texte de maintenant.")
recount = _move(actions.recount, "L’année va être comptée de nouveau, et les documents refaits.")
keep_figures = _move(
    actions.keep_figures, "Les chiffres déjà sortis du centre sont repris\u00a0: seul le texte change."
)
mark_read = _move(actions.mark_read, "Le bilan est noté comme relu.")
mark_sent = _move(actions.mark_sent, "Le bilan est noté comme transmis.")
reopen = _move(actions.reopen, "Le bilan est de nouveau un brouillon.")
publish_report = _move(actions.publish_report, "Le bilan est publié\u00a0: ses chiffres ne changeront plus.")


@needs("published_reports")
@require_GET
def download_report(request, pk, mode):
    document = get_object_or_404(access.downloadable(request.user), report=pk, mode=mode)
    file = rendering.open_kept(document)
    if file is None:
        raise Http404
    record_read(document, by=request.user, at=timezone.now(), why=f"téléchargement ({mode})")
    return FileResponse(file, as_attachment=True, filename=document.filename, content_type="application/pdf")
