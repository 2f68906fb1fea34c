"""The sheets of the hotline: `appels` and `permanences`."""

from collections.abc import Iterator

from centre.imports import columns as c
from centre.imports.sheets import Held, Row, Run, Sheet, Tally, declare, has_come
from centre.imports.writing import settle, settle_labels
from referrals.hotline.models import Call, Shift
from referrals.models import Dispositif

MOST_CALL_BACKS = 10_000


def _dispositifs(rows: list[Row]) -> dict[str, int]:
    """A hotline met here takes calls: it is not offered for orientations until the centre says so."""
    return settle_labels(Dispositif, "label", (row["dispositif"] for row in rows), open_to_intake=False)


def call_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    yield from has_come(row, run, "date")


def load_calls(rows: list[Row], run: Run) -> Tally:
    dispositifs = _dispositifs(rows)
    wanted = {
        row["reference"]: {
            "day": row["date"],
            "dispositif_id": dispositifs.get(row["dispositif"]),
            "sex": row["sexe"],
            "age": row["age"],
            "introducer": row["adresseur"],
            "problems": row["problematiques"],
            "outcome": row["orientation"],
            "call_backs": row["rappels"],
            "redirections": row["reorientations"],
        }
        for row in rows
    }
    settled = settle(Call, "reference", wanted)
    return Tally.of(((row["reference"], row) for row in rows), settled.created, settled.updated)


def shift_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    """A shift may be to come: a planning is made ahead."""
    if row["fin"] <= row["debut"]:
        yield "fin", "La fin doit être après le début."


def load_shifts(rows: list[Row], run: Run) -> Tally:
    dispositifs = _dispositifs(rows)
    keyed = list(SHIFTS.keyed(rows))
    wanted = {
        key: {
            "day": row["date"],
            "starts": row["debut"],
            "ends": row["fin"],
            "dispositif_id": dispositifs.get(row["dispositif"]),
            "keeper": row["intervenant"],
            "profession": row["profession"],
            "status": row["statut"],
        }
        for key, row in keyed
    }
    settled = settle(Shift, "idempotency_key", wanted)
    return Tally.of(keyed, settled.created, settled.updated)


CALLS = declare(
    Sheet(
        name="appels",
        position=40,
        key="reference",
        columns={
            "reference": c.text(Call.reference, required=True),
            "date": c.day(required=True),
            "dispositif": c.text(Dispositif.label),
            "sexe": c.choice(Call.sex),
            "age": c.whole(0, 120),
            "adresseur": c.text(Call.introducer),
            "problematiques": c.several(Call.problems),
            "orientation": c.choice(Call.outcome),
            "rappels": c.whole(0, MOST_CALL_BACKS),
            "reorientations": c.several(Call.redirections),
        },
        rules=call_rules,
        load=load_calls,
        dated=("date",),
        held=Held(
            Call,
            "reference",
            {
                "reference": "reference",
                "date": "day",
                "dispositif": "dispositif__label",
                "sexe": "sex",
                "age": "age",
                "adresseur": "introducer",
                "problematiques": "problems",
                "orientation": "outcome",
                "rappels": "call_backs",
                "reorientations": "redirections",
            },
        ),
    )
)

SHIFTS = declare(
    Sheet(
        name="permanences",
        position=50,
        columns={
            "date": c.day(required=True),
            "debut": c.clock(required=True),
            "fin": c.clock(required=True),
            "dispositif": c.text(Dispositif.label),
            "intervenant": c.text(Shift.keeper, required=True),
            "profession": c.text(Shift.profession),
            "statut": c.choice(Shift.status),
        },
        rules=shift_rules,
        load=load_shifts,
        identity=("date", "debut", "fin", "dispositif", "intervenant"),
        dated=("date",),
        held=Held(Shift, "idempotency_key", {"profession": "profession", "statut": "status"}),
    )
)
