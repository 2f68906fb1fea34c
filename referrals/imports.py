"""The sheets about people: `personnes` and `orientations`. Others are in `care.imports` and `hotline.imports`."""

from collections.abc import Iterator

from centre.imports import columns as c
from centre.imports.sheets import Held, Row, Run, Sheet, Tally, declare, has_come
from centre.imports.writing import settle, settle_labels, stored
from networks.models import Therapist
from referrals.care import imports as care_imports  # declares its sheet
from referrals.care.past import noon, past_therapist, settle_referred_cares
from referrals.hotline import imports as hotline_imports  # declares its sheets
from referrals.models import Dispositif, Person, Referral
from referrals.states import DECISIONS, DELAYS, State

__all__ = ["care_imports", "hotline_imports"]


def person_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    year = row["annee_naissance"]
    if year is None:
        return
    if year > run.today.year:
        yield "annee_naissance", "L'année de naissance ne peut pas être dans le futur."
    elif run.today.year - year > 120:
        yield "annee_naissance", "Vérifiez l'année : l'âge dépasse 120 ans."


def load_people(rows: list[Row], run: Run) -> Tally:
    """People under their pseudonym; who they are is never in a sheet."""
    wanted = {
        row["code"]: {
            "birth_year": row["annee_naissance"],
            "sex": row["sexe"],
            "country": row["pays"],
            "languages": row["langues"],
            "departement": row["departement"],
            "situation": row["situation"],
        }
        for row in rows
    }
    settled = settle(Person, "code", wanted, born={"created_by_id": run.actor_id, "created_at": run.at})
    return Tally.of(((row["code"], row) for row in rows), settled.created, settled.updated)


def referral_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    yield from has_come(row, run, "date_reception", "date_decision")
    if row["date_decision"] and not row["decision"]:
        yield "decision", "une date de décision est donnée : quelle décision ?"


def made_in_the_portal(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    """A sheet never writes over a referral that somebody sent through the portal."""
    known = stored(Referral, "reference", [row["reference"] for row in rows])
    for row in rows:
        if row["reference"] in known and not known[row["reference"]].imported:
            yield row, "reference", "cette référence est celle d'une orientation reçue dans le portail"


def load_referrals(rows: list[Row], run: Run) -> Tally:
    """Past referrals, and the care of those that name a therapist.

    A referral left open by the sheet and moved since in the portal (`version`) stays as the portal made it.
    """
    moved = {
        reference
        for reference, referral in stored(Referral, "reference", [row["reference"] for row in rows]).items()
        if referral.version > 1
    }
    still = [row for row in rows if row["reference"] not in moved]
    people = stored(Person, "code", {row["personne"] for row in still})
    dispositifs = settle_labels(Dispositif, "label", (row["dispositif"] for row in still))
    wanted = {
        row["reference"]: _referral(row)
        | {"person_id": people[row["personne"]].pk, "dispositif_id": dispositifs.get(row["dispositif"])}
        for row in still
    }
    settled = settle(Referral, "reference", wanted, born={"imported": True})
    recared = _settle_cares(still, settled.records, run)
    keyed = ((row["reference"], row) for row in rows)
    return Tally.of(keyed, settled.created, settled.updated | recared)


def _referral(row: Row) -> dict:
    decided = row["date_decision"] or row["date_reception"]
    state = row["decision"] or State.STUDIED
    delay = DELAYS.get(state)
    return {
        "referrer_kind": row["orienteur_type"],
        "referrer_label": row["orienteur"],
        "motives": row["motifs"],
        "urgency": row["urgence"],
        "received_on": row["date_reception"],
        "decision": row["decision"],
        "decided_on": row["date_decision"],
        "decision_reason": row["motif_decision"],
        "state": state,
        "state_since": noon(decided),
        "due_at": delay and noon(decided) + delay,
    }


def _settle_cares(rows: list[Row], referrals: dict[str, Referral], run: Run) -> set[str]:
    """References of the referrals whose care was created or changed."""
    therapists = stored(Therapist, "code", {row["therapeute"] for row in rows} - {""})
    therapist_of = {
        referrals[row["reference"]]: therapists[row["therapeute"]].pk if row["therapeute"] else None
        for row in rows
    }
    changed = settle_referred_cares(therapist_of, run)
    return {referral.reference for referral in referrals.values() if referral.pk in changed}


PEOPLE = declare(
    Sheet(
        name="personnes",
        position=60,
        key="code",
        columns={
            "code": c.text(Person.code, required=True),
            "annee_naissance": c.whole(0, 9999),
            "sexe": c.choice(Person.sex),
            "pays": c.country(),
            "langues": c.several(Person.languages, c.language()),
            "departement": c.departement(),
            "situation": c.choice(Person.situation),
        },
        rules=person_rules,
        known=lambda codes: set(stored(Person, "code", codes)),
        load=load_people,
        lasting=("annee_naissance", "sexe", "pays"),
        held=Held(
            Person,
            "code",
            {
                "code": "code",
                "annee_naissance": "birth_year",
                "sexe": "sex",
                "pays": "country",
                "langues": "languages",
                "departement": "departement",
                "situation": "situation",
            },
        ),
    )
)

REFERRALS = declare(
    Sheet(
        name="orientations",
        position=90,
        key="reference",
        columns={
            "reference": c.text(Referral.reference, required=True),
            "personne": c.text(Person.code, required=True, refers="personnes"),
            "date_reception": c.day(required=True),
            "dispositif": c.text(Dispositif.label),
            "orienteur_type": c.text(Referral.referrer_kind),
            "orienteur": c.text(Referral.referrer_label),
            "motifs": c.several(Referral.motives),
            "urgence": c.text(Referral.urgency),
            "decision": c.one_of(DECISIONS),
            "date_decision": c.day(),
            "motif_decision": c.text(Referral.decision_reason),
            "therapeute": c.text(Therapist.code, refers="therapeutes"),
        },
        rules=referral_rules,
        held_against=made_in_the_portal,
        load=load_referrals,
        dated=("date_reception", "date_decision"),
        held=Held(
            Referral,
            "reference",
            {
                "reference": "reference",
                "personne": "person__code",
                "date_reception": "received_on",
                "dispositif": "dispositif__label",
                "orienteur_type": "referrer_kind",
                "orienteur": "referrer_label",
                "motifs": "motives",
                "urgence": "urgency",
                "decision": "decision",
                "date_decision": "decided_on",
                "motif_decision": "decision_reason",
                "therapeute": past_therapist(),
            },
        ),
    )
)
