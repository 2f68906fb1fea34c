"""The sheets of the networks: `therapeutes` and `interpretes`; `actions` and `sollicitations` are in `life.imports`."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, Subquery

from centre.imports import columns as c
from centre.imports.sheets import Held, Row, Run, Sheet, Tally, declare
from centre.imports.writing import amend, settle, stored
from networks.life import imports  # declares the sheets of the life of the network
from networks.models import Interpreter, InterpreterRate, Therapist
from networks.pay import access as pay
from networks.pay.months import day_in_words

__all__ = ["imports"]

RATE_SINCE = date(2000, 1, 1)  # a sheet says one rate, without a date: that of all the past


def load_therapists(rows: list[Row], run: Run) -> Tally:
    wanted = {
        row["code"]: {
            "profession": row["profession"],
            "status": row["statut"],
            "departements": row["departements"],
            "languages": row["langues"],
            "capacity": row["capacite"],
        }
        for row in rows
    }
    settled = settle(Therapist, "code", wanted)
    return Tally.of(((row["code"], row) for row in rows), settled.created, settled.updated)


def too_small_capacity(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    """A rule: a therapist of the portal may already follow more people than the sheet says."""
    therapists = stored(Therapist, "code", [row["code"] for row in rows if row["capacite"] is not None])
    for row in rows:
        therapist = therapists.get(row["code"])
        if therapist and row["capacite"] is not None and row["capacite"] < therapist.active_cares:
            yield row, "capacite", f"{therapist.active_cares} suivis sont en cours dans le portail"


def load_interpreters(rows: list[Row], run: Run) -> Tally:
    wanted = {
        row["code"]: {
            "languages": row["langues"],
            "departements": row["departements"],
            "qualification": row["qualification"],
        }
        for row in rows
    }
    settled = settle(Interpreter, "code", wanted)
    rates = {settled.records[row["code"]].pk: row["taux_horaire"] for row in rows}
    paid_otherwise = _set_rates({pk: rate for pk, rate in rates.items() if rate is not None})
    changed = {code for code, record in settled.records.items() if record.pk in paid_otherwise}
    return Tally.of(((row["code"], row) for row in rows), settled.created, settled.updated | changed)


def _set_rates(wanted: dict) -> set[int]:
    """Give each interpreter her rate, unless the portal has dated rates; returns the ids of those whose rate
    changed."""
    rates = InterpreterRate.objects.filter(interpreter__in=wanted)
    known = set(rates.values_list("interpreter_id", flat=True))
    new = wanted.keys() - known
    InterpreterRate.objects.bulk_create(
        InterpreterRate(interpreter_id=pk, hourly=wanted[pk], since=RATE_SINCE) for pk in sorted(new)
    )
    imported = {
        rate: {"hourly": wanted[rate.interpreter_id]}
        for rate in rates.filter(since=RATE_SINCE).exclude(interpreter__in=new)
    }
    return new | {rate.interpreter_id for rate in amend(InterpreterRate, imported)}


def _past_rate() -> Subquery:
    """The rate of an interpreter for the whole past."""
    rates = InterpreterRate.objects.filter(interpreter=OuterRef("pk"), since=RATE_SINCE)
    return Subquery(rates.values("hourly")[:1])


def rate_already_paid(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    """A rule: the rate of the past cannot change once it was paid, since an issued statement never changes."""
    told = [row for row in rows if row["taux_horaire"] is not None]
    interpreters = stored(Interpreter, "code", [row["code"] for row in told])
    rates = {
        rate.interpreter_id: rate.hourly
        for rate in InterpreterRate.objects.filter(since=RATE_SINCE, interpreter__in=interpreters.values())
    }
    paid = pay.last_paid_days(rates)
    for row in told:
        interpreter = interpreters.get(row["code"])
        if interpreter and interpreter.pk in paid and rates[interpreter.pk] != row["taux_horaire"]:
            until = day_in_words(paid[interpreter.pk])
            yield row, "taux_horaire", f"un relevé est déjà émis jusqu’au {until} avec l’ancien tarif"


def known_codes(model):
    """For a `Sheet`: a function that says which of these codes the portal has."""
    return lambda codes: set(stored(model, "code", codes))


THERAPISTS = declare(
    Sheet(
        name="therapeutes",
        position=70,
        key="code",
        columns={
            "code": c.text(Therapist.code, required=True),
            "profession": c.text(Therapist.profession),
            "statut": c.choice(Therapist.status),
            "departements": c.several(Therapist.departements, c.departement()),
            "langues": c.several(Therapist.languages, c.language()),
            "capacite": c.whole(0, 10_000),
        },
        held_against=too_small_capacity,
        known=known_codes(Therapist),
        load=load_therapists,
        held=Held(
            Therapist,
            "code",
            {
                "code": "code",
                "profession": "profession",
                "statut": "status",
                "departements": "departements",
                "langues": "languages",
                "capacite": "capacity",
            },
        ),
    )
)

INTERPRETERS = declare(
    Sheet(
        name="interpretes",
        position=80,
        key="code",
        columns={
            "code": c.text(Interpreter.code, required=True),
            "langues": c.several(Interpreter.languages, c.language()),
            "departements": c.several(Interpreter.departements, c.departement()),
            "qualification": c.text(Interpreter.qualification),
            "taux_horaire": c.amount(),
        },
        held_against=rate_already_paid,
        known=known_codes(Interpreter),
        load=load_interpreters,
        held=Held(
            Interpreter,
            "code",
            {
                "code": "code",
                "langues": "languages",
                "departements": "departements",
                "qualification": "qualification",
                "taux_horaire": _past_rate(),
            },
        ),
    )
)
