"""The distinct people of several years together: counted by the portal, told outside only where nobody can be found.

Years and their period say who was met in some and not in others. So a period is told when each way of having been met
over its years is nobody's, or that of as many people as the threshold: then so is every difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observatory.projects.models import FundingSheet
from observatory.projects.protection import MASK, Noted, Value
from referrals import activity as referrals_activity

SOURCE = "personnes.file_active"  # the only figure of a bilan that is counted again over several years


@dataclass(frozen=True)
class Period:
    """`met`: people by the years in which they were met. `whole`: every year has begun. `sent`: what left of the same
    years, whoever funded them."""

    met: Mapping[tuple[int, ...], int]
    whole: bool
    sent: tuple[Noted, ...] = ()

    @property
    def people(self) -> int:
        return sum(self.met.values())

    def told(self, published: Mapping[int, Value], *, threshold: int) -> Value:
        """The period's people; "masque" where that would tell of a few; None before every year is published, or where
        the portal knows nobody of these years (their people were never recorded here).

        `published`: the file active of each year in its bilan. Where a year counted today is no longer that, the
        difference would say who was added or removed: withheld too.
        """
        if not self.met or not self.whole or None in published.values():
            return None
        counted = {year: sum(n for years, n in self.met.items() if year in years) for year in published}
        if counted != dict(published) or any(n < threshold for n in self.met.values()):
            return MASK
        return self.people


def of(years: Sequence[int], *, whole: bool) -> Period:
    """These civil years in a row. Actor: whoever sees every séance and every sheet."""
    met = referrals_activity.people_between(date(years[0], 1, 1), date(years[-1], 12, 31))
    return Period(met, whole, _sent(years))


def _sent(years: Sequence[int]) -> tuple[Noted, ...]:
    contents = FundingSheet.objects.filter(content__years__contains=[{"year": years[0]}, {"year": years[-1]}])
    return tuple(
        Noted({}, told["total"])
        for content in contents.values_list("content", flat=True)
        for told in content["indicators"]
        if told.get("distinct") and [year["year"] for year in content["years"]] == list(years)
    )
