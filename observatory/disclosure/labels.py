"""The labels that a breakdown shows whatever the year, so that their presence discloses nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from observatory.disclosure.register import UNKNOWN

SITUATIONS = (
    "autre",
    "deboute",
    "demandeur_asile",
    "dubline",
    "mineur_isole",
    "protection_subsidiaire",
    "refugie",
    "sans_titre",
    "titre_sejour",
)
SHOWN = {
    "par_situation": SITUATIONS,
    "nouvelles_par_situation": SITUATIONS,
    "par_decision": ("acceptee", "liste_attente", "refusee", "reorientee", "retiree"),
    "par_modalite": ("presentiel", "telephone", "visio"),
}
ALWAYS_KNOWN = ("par_sexe", "par_tranche_age", "par_orientation")


def expected(name: str, met: Iterable[str], year: int, vocabulary: Mapping[str, list[str]]) -> list[str]:
    """Every label a reader may expect in the breakdown `name`, in an order independent of the counts."""
    if name == "par_semaine":
        return sorted({*met, *_mondays(year)})
    if name in ALWAYS_KNOWN:
        return list(met)
    ever = vocabulary.get(name.removeprefix("par_"), [])
    return [*sorted({*met, *ever, *SHOWN.get(name, ())} - {"", UNKNOWN}), UNKNOWN]


def _mondays(year: int) -> Iterator[str]:
    """The Monday of every week that has a day in the year."""
    day = date(year, 1, 1)
    day -= timedelta(days=day.weekday())
    while day.year <= year:
        yield day.isoformat()
        day += timedelta(weeks=1)
