"""The distinct people of several years together: counted by the portal, published only where nobody can be singled
out.

Years and their period tell who was met in some years and not in others. So a period is published when each pattern of
presence over its years counts nobody, or at least as many people as the threshold: then so does every difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observatory.projects.protection import MASK, Value
from referrals import activity as referrals_activity


@dataclass(frozen=True)
class Period:
    """`met`: people by the set of years in which they were met. `whole`: every year has begun."""

    met: Mapping[tuple[int, ...], int]
    whole: bool

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
    """The period of these consecutive civil years. The actor must see every séance."""
    return Period(referrals_activity.people_between(date(years[0], 1, 1), date(years[-1], 12, 31)), whole)
