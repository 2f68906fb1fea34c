"""The public figures that left the centre, whatever became of them: what any other figures of the year meet."""

from observatory.models import AnnualReport, SentFigures


def documents(year: int, *, but: AnnualReport | None = None) -> list[dict]:
    """Of every edition ever published of a year, and of the drafts sent before a publication, in the order of editions.

    `but`: the edition that they meet. What it sent as a draft is among them, where its figures have changed since.
    """
    published = AnnualReport.objects.filter(year=year, published_at__isnull=False)
    if but is not None:
        published = published.exclude(pk=but.pk)
    told = list(published.values_list("edition", "figures_public"))
    known = [figures for _, figures in told] + ([but.figures_public] if but is not None else [])
    sent = SentFigures.objects.filter(report__year=year).values_list("report__edition", "figures")
    told = [(edition, figures) for edition, figures in sent if figures not in known] + told
    return [figures for _, figures in sorted(told, key=lambda one: one[0])]
