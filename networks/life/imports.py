"""The sheets of the life of the network: `actions` and `sollicitations`."""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from centre.imports import columns as c
from centre.imports.sheets import Held, Row, Run, Sheet, Tally, declare, has_come
from centre.imports.writing import amend, settle, settle_labels, settle_parts, stored
from networks.choices import ActivityState, ActivityType
from networks.life.models import Activity, ActivityStructure, Solicitation, SolicitationAnswer
from networks.models import Structure

HEADS = ("professionnels", "usagers", "participants")
MOST_HEADS = 1_000_000


def activity_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    if row["statut"] != ActivityState.HELD:
        for column in HEADS:
            if row[column] is not None:
                yield column, "une action annulée ou reportée n'a pas d'effectif : laissez la cellule vide"
    elif row["date"][0] > run.today:
        yield "date", "une action tenue n'est pas dans le futur"
    if not row["reportee_a"]:
        return
    if row["statut"] != ActivityState.POSTPONED:
        yield "reportee_a", "seule une action reportée nomme celle qui la remplace"
    if row["reportee_a"] == row["reference"]:
        yield "reportee_a", "une action ne se remplace pas elle-même"


def load_activities(rows: list[Row], run: Run) -> Tally:
    _unlink_those_no_longer_postponed(rows)
    settled = settle(Activity, "reference", {row["reference"]: _activity(row) for row in rows})
    moved = _link_postponed(rows, settled.records)
    ids = {settled.records[row["reference"]].pk: row["reference"] for row in rows}
    attended = {ids[pk] for pk in _set_structures(rows, settled.records)}
    keyed = ((row["reference"], row) for row in rows)
    return Tally.of(keyed, settled.created, settled.updated | moved | attended)


def _activity(row: Row) -> dict:
    starts_on, ends_on = row["date"]
    return {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "type": row["type"],
        "title": row["intitule"],
        "rubric": row["rubrique"],
        "network": row["reseau"],
        "modality": row["modalite"],
        "state": row["statut"],
        "host": row["hote"],
        "professionals": row["professionnels"],
        "users": row["usagers"],
        "participants": row["participants"],
        "excused": row["excuses"],
        "structures_count": row["nb_structures"],
        "remark": row["precision"],
    }


def _unlink_those_no_longer_postponed(rows: list[Row]) -> None:
    """Their state changes in this very load; the database wants the link gone first."""
    moved = [row["reference"] for row in rows if row["statut"] != ActivityState.POSTPONED]
    Activity.objects.filter(reference__in=moved).exclude(postponed_to=None).update(postponed_to=None)


def _link_postponed(rows: list[Row], here: dict[str, Activity]) -> set[str]:
    """Point each postponed activity to the one that replaces it; references of those that changed."""
    elsewhere = stored(Activity, "reference", {row["reportee_a"] for row in rows} - {""} - here.keys())
    known = here | elsewhere
    links = {
        here[row["reference"]]: {
            "postponed_to_id": known[row["reportee_a"]].pk if row["reportee_a"] else None
        }
        for row in rows
    }
    return {activity.reference for activity in amend(Activity, links)}


def _set_structures(rows: list[Row], activities: dict[str, Activity]) -> set[int]:
    """Who was present or excused at each activity; ids of the activities for which it changed."""
    named = [
        (activities[row["reference"]].pk, name, present)
        for row in rows
        for column, present in (("structures_presentes", True), ("structures_excusees", False))
        for name in row[column]
    ]
    ids = settle_labels(Structure, "name", (name for _, name, _ in named))
    return settle_parts(
        ActivityStructure,
        ("activity_id", "structure_id", "present"),
        [activities[row["reference"]].pk for row in rows],
        {(activity, ids[name], present) for activity, name, present in named},
    )


def _named(*, present: bool) -> ArraySubquery:
    """Names of the structures present, or excused, at an activity."""
    attendances = ActivityStructure.objects.filter(activity=OuterRef("pk"), present=present)
    return ArraySubquery(attendances.order_by("structure__name").values("structure__name"))


def _answers() -> ArraySubquery:
    return ArraySubquery(SolicitationAnswer.objects.filter(solicitation=OuterRef("pk")).values("label"))


def solicitation_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    yield from has_come(row, run, "date_demande")


def load_solicitations(rows: list[Row], run: Run) -> Tally:
    wanted = {row["reference"]: _solicitation(row) for row in rows}
    settled = settle(Solicitation, "reference", wanted, born={"recorded_by_id": run.actor_id})
    ids = {settled.records[row["reference"]].pk: row["reference"] for row in rows}
    answers = {
        (settled.records[row["reference"]].pk, position, label)
        for row in rows
        for position, label in enumerate(row["reponses"], start=1)
    }
    answered = settle_parts(SolicitationAnswer, ("solicitation_id", "position", "label"), ids, answers)
    keyed = ((row["reference"], row) for row in rows)
    return Tally.of(keyed, settled.created, settled.updated | {ids[pk] for pk in answered})


def _solicitation(row: Row) -> dict:
    asked_from, asked_to = row["date_demande"]
    wanted_from, wanted_to = row["date_intervention"]
    return {
        "asked_from": asked_from,
        "asked_to": asked_to,
        "wanted_from": wanted_from,
        "wanted_to": wanted_to,
        "requester": row["demandeur"],
        "subject": row["objet"],
    }


ACTIVITIES = declare(
    Sheet(
        name="actions",
        position=20,
        key="reference",
        columns={
            "reference": c.text(Activity.reference, required=True),
            "date": c.period(required=True),
            "type": c.one_of(
                [kind for kind in ActivityType if kind != ActivityType.ROOM_LOAN], required=True
            ),
            "intitule": c.text(Activity.title, required=True),
            "rubrique": c.text(Activity.rubric),
            "reseau": c.text(Activity.network),
            "modalite": c.choice(Activity.modality),
            "statut": c.one_of(
                [state for state in ActivityState if state != ActivityState.PLANNED], required=True
            ),
            "reportee_a": c.text(Activity.reference, refers="actions"),
            "hote": c.text(Activity.host),
            "professionnels": c.whole(0, MOST_HEADS),
            "usagers": c.whole(0, MOST_HEADS),
            "participants": c.whole(0, MOST_HEADS),
            "excuses": c.whole(0, MOST_HEADS),
            "structures_presentes": c.several(Structure.name),
            "structures_excusees": c.several(Structure.name),
            "nb_structures": c.whole(0, MOST_HEADS),
            "precision": c.text(Activity.remark),
        },
        rules=activity_rules,
        known=lambda references: set(stored(Activity, "reference", references)),
        load=load_activities,
        dated=("date",),
        held=Held(
            Activity,
            "reference",
            {
                "reference": "reference",
                "date": ("starts_on", "ends_on"),
                "type": "type",
                "intitule": "title",
                "rubrique": "rubric",
                "reseau": "network",
                "modalite": "modality",
                "statut": "state",
                "reportee_a": "postponed_to__reference",
                "hote": "host",
                "professionnels": "professionals",
                "usagers": "users",
                "participants": "participants",
                "excuses": "excused",
                "structures_presentes": _named(present=True),
                "structures_excusees": _named(present=False),
                "nb_structures": "structures_count",
                "precision": "remark",
            },
        ),
    )
)

SOLICITATIONS = declare(
    Sheet(
        name="sollicitations",
        position=30,
        key="reference",
        columns={
            "reference": c.text(Solicitation.reference, required=True),
            "date_demande": c.period(),
            "date_intervention": c.period(),
            "demandeur": c.text(Solicitation.requester),
            "objet": c.text(Solicitation.subject),
            "reponses": c.several(SolicitationAnswer.label),
        },
        rules=solicitation_rules,
        load=load_solicitations,
        dated=("date_demande",),
        held=Held(
            Solicitation,
            "reference",
            {
                "reference": "reference",
                "date_demande": ("asked_from", "asked_to"),
                "date_intervention": ("wanted_from", "wanted_to"),
                "demandeur": "requester",
                "objet": "subject",
                "reponses": _answers(),
            },
        ),
    )
)
