"""The figures document of a year: everything a bilan prints, and nothing a bilan prints is computed elsewhere."""

from dataclasses import dataclass

import holidays

from centre.models import Settings
from centre.reference import departements, languages
from networks import activity as networks_activity
from observatory import disclosure, tally
from observatory.models import PlannedSection
from observatory.states import Mode
from practice_groups import activity as groups_activity
from referrals import activity as referrals_activity
from referrals.hotline import tally as hotline


@dataclass(frozen=True)
class Counted:
    """A year counted once: the exact document, and what its protection needs beside it."""

    exact: dict
    behind: dict
    vocabulary: dict

    def document(self, mode: str) -> dict:
        if mode == Mode.EXACT:
            return self.exact
        return disclosure.protect(self.exact, self.behind, self.vocabulary)


def count(year: int) -> Counted:
    """Count a year. The actor must see every row: the coordination, or the portal itself."""
    calls = list(referrals_activity.call_rows(year))
    shifts = list(referrals_activity.shift_rows(year))
    people = referrals_activity.people_cells(year)
    referrals = referrals_activity.referral_cells(year)
    sessions = referrals_activity.session_cells(year)
    counted_people = tally.people(people)
    exact = {
        "annee": year,
        "mode": str(Mode.EXACT),
        "seuil": threshold(),
        "actions": tally.actions(list(networks_activity.activity_rows(year)), rubrics()),
        "sollicitations": tally.solicitations(list(networks_activity.solicitation_rows(year))),
        "appels": hotline.calls(calls, {row["day"] for row in shifts}),
        "permanences": hotline.shifts(shifts, holidays.country_holidays("FR", years=year).__contains__),
        "personnes": counted_people,
        "orientations": tally.referrals(referrals),
        "seances": tally.sessions(sessions, counted_people["file_active"]),
        "interpretariat": tally.interpreting(sessions),
        "groupes": groups_activity.group_figures(year),
        "stages": groups_activity.placement_figures(year),
    }
    return Counted(exact, tally.behind(referrals, sessions, calls), vocabulary())


def figures(year: int, mode: str) -> dict:
    """The document in one mode: the shape that people and scripts rely on."""
    return count(year).document(mode)


def threshold() -> int:
    """How many people make a count publishable, from the centre's settings."""
    return Settings.objects.values_list("disclosure_threshold", flat=True).first() or 11


def vocabulary() -> dict[str, list[str]]:
    """By open dimension, the référentiel's labels and those met in any year: they say nothing of one year."""
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


def natural(rubric: str) -> list:
    """« 7.3 » before « 7.10 »."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in rubric.split(".")]


def has_anything(year: int) -> bool:
    """Is there anything to tell of that year?"""
    return (
        networks_activity.any_in(year)
        or referrals_activity.any_in(year)
        or groups_activity.group_figures(year)["cycles"] > 0
    )
