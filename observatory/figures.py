"""The figures document of a year: everything a bilan prints, and nothing a bilan prints is computed elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import holidays

from centre.models import Settings
from centre.reference import departements, languages
from networks import activity as networks_activity
from observatory import tally, told
from observatory.facts.cube import Cube, Margins
from observatory.facts.reading import cells_of
from observatory.models import AnnualReport, PlannedSection
from observatory.order import in_order, natural
from observatory.states import Mode
from practice_groups import activity as groups_activity
from referrals import activity as referrals_activity
from referrals.activity import Cell
from referrals.hotline import tally as hotline


@dataclass(frozen=True)
class Counted:
    """A year counted once: the exact document, and what its protection needs.

    `preferred`: `disclosure.preferences`; `earlier`: public documents of the year's earlier editions.
    """

    exact: dict
    margins: Margins
    behind: dict
    preferred: tuple[str, ...] = ()
    earlier: tuple[dict, ...] = ()

    def document(self, mode: str) -> dict:
        return self.exact if mode == Mode.EXACT else self.protected.document

    @cached_property
    def protected(self):
        """`observatory.disclosure.year.Protected`, solved once. It loads the solver: never in a web page.

        It asks the database for the labels met in any year, as the actor of that moment: whoever counted.
        """
        from observatory.disclosure.year import protect_year

        return protect_year(
            self.exact,
            self.margins,
            self.behind,
            vocabulary(),
            preferred=self.preferred,
            earlier=self.earlier,
        )


def count(
    year: int,
    cells: Iterable[Cell] | None = None,
    *,
    preferred: Iterable[str] = (),
    earlier: Iterable[dict] = (),
) -> Counted:
    """Count a year. The actor must see every row: the coordination, or the portal itself.

    `cells`: those of its people, if they have just been counted.
    """
    earlier = tuple(earlier)
    cube = Cube(cells_of(year) if cells is None else cells)
    shifts = list(referrals_activity.shift_rows(year))
    persons = tally.people(cube)
    exact = {
        "annee": year,
        "mode": str(Mode.EXACT),
        # A correction compares people with an edition that kept the promise of its day: the stricter of the two holds.
        "seuil": max([threshold(), *(one["seuil"] for one in earlier)]),
        "actions": tally.actions(list(networks_activity.activity_rows(year)), rubrics()),
        "sollicitations": tally.solicitations(list(networks_activity.solicitation_rows(year))),
        "appels": tally.calls(cube, {row["day"] for row in shifts}),
        "permanences": hotline.shifts(shifts, holidays.country_holidays("FR", years=year).__contains__),
        "personnes": persons,
        "orientations": tally.referrals(cube),
        "seances": tally.sessions(cube, persons["file_active"]),
        "interpretariat": tally.interpreting(cube),
        "groupes": groups_activity.group_figures(year),
        "stages": groups_activity.placement_figures(year),
        "croisements": tally.crossings(cube, persons),
    }
    return Counted(exact, cube.margins(), tally.behind(cube), tuple(preferred), earlier)


def figures(year: int, mode: str) -> dict:
    """The document in one mode, as people and scripts rely on it. For a published year, the published one."""
    if said := published(year, mode):
        return said
    return count(year, earlier=told.documents(year) if mode == Mode.PUBLIC else ()).document(mode)


def published(year: int, mode: str) -> dict | None:
    """The document of the year's published edition; None without one, or if the actor may not see its exact form."""
    report = AnnualReport.objects.published().filter(year=year).first()
    if report is None:
        return None
    document = report.figures_exact if mode == Mode.EXACT else report.figures_public
    return document and in_order(document)


def threshold() -> int:
    """The least number of people that may be published, from the centre's settings."""
    return Settings.objects.values_list("disclosure_threshold", flat=True).first() or 11


def vocabulary() -> dict[str, list[str]]:
    """By open dimension, the référentiel's labels and those met in any year: they say nothing about one year."""
    ever = referrals_activity.vocabulary()
    return ever | {
        "departement": [*departements(), *ever["departement"]],
        "langue": [*languages(), *ever["langue"]],
    }


def rubrics() -> list[str]:
    """The rubrics of the plan in its order, then those met outside it, the empty one last."""
    planned = list(PlannedSection.objects.values_list("rubric", flat=True))
    met = set(networks_activity.rubrics()) - set(planned)
    return planned + sorted(met - {""}, key=natural) + ([""] if "" in met else [])


def has_anything(year: int) -> bool:
    """Whether anything happened in that year."""
    return (
        networks_activity.any_in(year)
        or referrals_activity.any_in(year)
        or groups_activity.group_figures(year)["cycles"] > 0
    )
