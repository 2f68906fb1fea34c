"""A year of a hundred invented people in the database: some figures are withheld only to protect others."""

from datetime import date
from random import Random

from observatory.tally import AGE_BANDS
from tests.observatory import populations
from tests.observatory.facts.field import History, Session, live

BORN = dict(zip(AGE_BANDS, (2010, 2000, 1990, 1980, 1970, 1950, None), strict=True))


def crowded_year(seed: int = 4, size: int = 100) -> None:
    """2021."""
    live([_history(one) for one in populations.people(Random(seed), size)])


def _history(one: dict) -> History:
    def known(answer: str) -> str:
        return "" if answer == "non_renseigne" else answer

    referral = one["referrals"][:1] if one["new"] else []
    return History(
        received=(date(2021, 2, 1) if referral else date(2019, 2, 1),),
        sessions=(Session(date(2021, 3, 2)),),
        sex=known(one["sexe"]),
        birth_year=BORN[one["tranche_age"]],
        languages=tuple(sorted(one["languages"])),
        departement=one["departement"],
        situation=known(one["situation"]),
        decision=referral[0]["decision"] if referral else "acceptee",
        referrer_kind=referral[0]["kind"] if referral else "CADA",
    )
