"""The distinct people of several years together: counted by the portal, published only where nobody can be singled
out.

Years and their period tell who was met in some years and not in others. So a period is published when each pattern of
presence over its years counts nobody, or at least as many people as the threshold: then so does every difference.
"""

from collections.abc import Iterator, Mapping, Sequence
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

    def told(
        self, published: Mapping[int, Value], newcomers: Mapping[int, Value] | None = None, *, threshold: int
    ) -> Value:
        """The period's people; "masque" where that would tell of a few; None before every year is published, or where
        the portal knows nobody of these years (their people were never recorded here).

        `published`: the file active of each year in its bilan. Where a year counted today is no longer that, the
        difference would say who was added or removed: withheld too. `newcomers`: its « nouvelles ».
        """
        if not self.met or not self.whole or None in published.values():
            return None
        counted = {year: sum(n for years, n in self.met.items() if year in years) for year in published}
        if counted != dict(published) or any(n < threshold for n in self.met.values()):
            return MASK
        if any(0 < abs(n) < threshold for n in self._waited(newcomers or {})):
            return MASK
        return self.people

    def _waited(self, newcomers: Mapping[int, Value]) -> Iterator[int]:
        """Those met in no earlier year of the period, yet not new: sent before their first séance's year. Whoever knows
        who was met in which years tells them from the others who are not new."""
        for year in sorted({year for years in self.met for year in years})[1:]:
            if isinstance(new := newcomers.get(year), int):
                yield sum(n for years, n in self.met.items() if years[0] == year) - new


def of(years: Sequence[int], *, whole: bool) -> Period:
    """The period of these consecutive civil years. The actor must see every séance."""
    return Period(referrals_activity.people_between(date(years[0], 1, 1), date(years[-1], 12, 31)), whole)
