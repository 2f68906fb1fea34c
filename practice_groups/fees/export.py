"""The treasurer's list as a sheet: one row per participation."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from practice_groups.choices import FeeState
from practice_groups.models import Registration

COLUMNS = (
    "participant",
    "groupe",
    "saison",
    "inscription",
    "participation",
    "montant",
    "a_regler_avant_le",
    "relancee_le",
    "reglee_le",
    "moyen",
    "rembourse",
    "motif",
    "recu",
)


def rows(found: Iterable[Registration]) -> Iterable[tuple]:
    """Texts, `Decimal` euros, dates; None where there is nothing to say."""
    return map(_row, found)


def _row(line: Registration) -> tuple[str | Decimal | date | int | None, ...]:
    return (
        line.user.display_name,
        line.cycle.group.title,
        line.cycle.season,
        line.get_state_display(),
        line.get_fee_state_display(),
        line.fee_amount,
        line.due_on if line.fee_state == FeeState.DUE else None,
        line.fee_reminded_on,
        line.fee_settled_on,
        line.get_fee_by_display(),
        line.given_back,
        line.fee_reason,
        line.receipt,
    )
