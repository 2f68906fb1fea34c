"""Views of the figures: a page, and the same as a sheet."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centre.access import needs
from centre.spreadsheet import attached, internal
from referrals.outreach.figures.forms import FiguresForm
from referrals.outreach.figures.totals import Figures, figures

COLUMNS = (
    *("Lieu", "Permanences tenues", "Annulées", "Personnes rencontrées", "Tenues non comptées"),
    *("Entretiens", "Avec interprète", "Orientations", "Groupes de parole", "Participants aux groupes"),
    "Groupes non comptés",
)


@needs("triage")
@require_GET
def visit_figures(request):
    today = timezone.localdate()
    form = FiguresForm(request.GET or None, today=today)
    context = {"form": form, "query": request.GET.urlencode(), "active": sum(map(bool, request.GET.values()))}
    if not form.is_bound:
        context["figures"] = figures(today.replace(month=1, day=1), today)
    elif form.is_valid():
        context["figures"] = figures(**form.cleaned_data)
    return render(request, "referrals/visit_figures.html", context)


@needs("triage")
@require_GET
def visit_figures_csv(request):
    today = timezone.localdate()
    form = FiguresForm(request.GET, today=today)
    asked = form.cleaned_data if form.is_valid() else {"first": today.replace(month=1, day=1), "last": today}
    found = figures(**asked)
    name = f"permanences-{found.first:%Y%m%d}-{found.last:%Y%m%d}-interne.csv"
    return attached(internal(COLUMNS, _rows(found)), name)


def _rows(found: Figures):
    """A line per site and the whole, then a line per need. « – » was not counted."""
    for line in (*found.sites, found.whole):
        yield [
            line.name,
            *(_cell(count) for count in (line.held, line.cancelled, line.heads, line.uncounted)),
            *(_cell(count) for count in (line.talks, line.interpreted, line.referred)),
            *(_cell(count) for count in (line.groups, line.group_heads, line.group_uncounted)),
        ]
    yield []
    yield ["Besoin repéré", "Par des permanences", "Par des entretiens"]
    for need, visits, talks in found.needs:
        yield [need, str(visits), str(talks)]


def _cell(count: int | None) -> str:
    return "–" if count is None else str(count)
