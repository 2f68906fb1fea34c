"""The network's life for the demonstration: projects, chains of postponements, minutes, people. All invented."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from networks.choices import ActivityState, ActivityType, Modality, Presence
from networks.life.models import (
    Activity,
    ActivityAttendance,
    ActivityHeads,
    ActivityStructure,
    Axis,
    Contact,
    Project,
    StaffTime,
)
from networks.models import Structure

_PROJECTS = (
    ("Sans frontières du soin", "FEDER, programme Interreg"),
    ("Aller vers les invisibles", "ARS, PRAPS"),
)
_AXES = ("CLS, axe 1 : prévenir et informer", "CLS, axe 3 : accès aux soins psychiques", "CLSM : parcours")
_PEOPLE = (
    ("Bérénice Oustalet", "psychologue"),
    ("Clovis Darnouze", "assistant de service social"),
    ("Léonie Hautclair", "infirmière en psychiatrie"),
    ("Octave Peyrafort", "médiateur en santé"),
    ("Perrine Lauzérand", "coordinatrice de CADA"),
    ("Tancrède Issalène", "médecin généraliste"),
)
_AGENDA = (
    "1. Tour des actualités\n2. Interprétariat : les langues qui manquent\n3. Calendrier du trimestre",
    "1. Bilan de la formation\n2. Liens avec la PASS\n3. Prochaine rencontre",
)
_DECISIONS = (
    "Une permanence de plus au printemps.\nLa liste des interprètes est relue par chaque structure.",
    "Le groupe se réunit tous les deux mois.\nLe livret d’accueil est traduit en dari et en pachto.",
)


def seed(*, at: datetime) -> None:
    chance = random.Random(2030)
    today = at.date()
    projects = [Project.objects.create(name=name, funder=funder) for name, funder in _PROJECTS]
    axes = [Axis.objects.create(name=name) for name in _AXES]
    StaffTime.objects.create(
        network="Santé mentale et exil", fte=Decimal("0.25"), since=today - timedelta(days=700)
    )
    StaffTime.objects.create(
        network="Exil, santé et soins", fte=Decimal("0.10"), since=today - timedelta(days=300)
    )
    structures = list(Structure.objects.order_by("pk")[:24])
    contacts = [
        Contact.objects.create(name=name, function=function, structure=chance.choice(structures))
        for name, function in _PEOPLE
    ]
    _minutes(chance, projects, axes, structures, contacts)
    _tags(projects, axes)
    _chains(at)
    _event(at, projects[0])
    _to_come(at)


def _minutes(chance, projects, axes, structures, contacts) -> None:
    """The meetings held lately have an agenda, decisions, a network, whoever was there."""
    held = Activity.objects.filter(reference__startswith="DEMO-", state=ActivityState.HELD)
    for index, activity in enumerate(held.order_by("-starts_on")[:40]):
        activity.network = ("Santé mentale et exil", "Exil, santé et soins")[index % 2]
        activity.project = (*projects, None)[index % 3]
        activity.axis = (*axes, None)[index % 4]
        if index % 2 == 0:
            activity.agenda, activity.decisions = chance.choice(_AGENDA), chance.choice(_DECISIONS)
        activity.save()
        there = chance.sample(structures, 3 + index % 5)
        ActivityStructure.objects.bulk_create(
            ActivityStructure(activity=activity, structure=structure, present=number > 0)
            for number, structure in enumerate(there)
        )
        if index < 12:
            ActivityAttendance.objects.bulk_create(
                ActivityAttendance(
                    activity=activity, contact=contact, presence=chance.choice(Presence.values)
                )
                for contact in chance.sample(contacts, 3)
            )


def _tags(projects, axes) -> None:
    """The older ones belong to a project, as far as somebody said so."""
    older = list(Activity.objects.filter(reference__startswith="DEMO-").order_by("-starts_on")[40:])
    for index, activity in enumerate(older):
        activity.project, activity.axis = (None, *projects)[index % 3], (*axes, None)[index // 3 % 4]
    Activity.objects.bulk_update(older, ["project", "axis"])


def _activity(reference: str, day, state: str, **facts) -> Activity:
    facts = {"type": ActivityType.WORKING_GROUP, "rubric": "4.1", "ends_on": day} | facts
    return Activity.objects.create(reference=f"DEMO-{reference}", starts_on=day, state=state, **facts)


def _chains(at: datetime) -> None:
    """A training put off three times, the last still to come; a meeting put off once, then held."""
    title, day = "Formation : entretien avec interprète", at.date()
    last = None
    for number, days in enumerate((25, -40, -110, -180)):
        last = _activity(
            f"F{4 - number}",
            day + timedelta(days=days),
            ActivityState.POSTPONED if last else ActivityState.PLANNED,
            type=ActivityType.TRAINING,
            rubric="4.2",
            title=title,
            postponed_to=last,
            modality=Modality.ON_SITE,
        )
    held = _activity(
        "G2",
        day - timedelta(days=52),
        ActivityState.HELD,
        title="Groupe de travail Exil, santé et soins, clôture",
        professionals=17,
        excused=3,
        decisions=_DECISIONS[1],
    )
    _activity("G1", day - timedelta(days=80), ActivityState.POSTPONED, title=held.title, postponed_to=held)


def _event(at: datetime, project: Project) -> None:
    """Seventy people, broken down as far as they were counted."""
    event = _activity(
        "E1",
        at.date() - timedelta(days=46),
        ActivityState.HELD,
        type=ActivityType.EVENT,
        rubric="3.3",
        title="Semaine d’information sur la santé mentale : exil et adolescence",
        participants=70,
        modality=Modality.ON_SITE,
        project=project,
        place="Lycée des Micocouliers",
    )
    shares = (("élèves", 30), ("organisateurs", 20), ("professionnels invités", 18), ("enseignants", 2))
    ActivityHeads.objects.bulk_create(
        ActivityHeads(activity=event, label=label, count=count) for label, count in shares
    )


def _to_come(at: datetime) -> None:
    """Two planned, and one that nobody marked."""
    day = at.date()
    _activity(
        "P1",
        day + timedelta(days=6),
        ActivityState.PLANNED,
        title="Groupe de travail Exil, santé et soins",
        hour="14:00",
        place="Salle des Tilleuls",
        agenda=_AGENDA[0],
    )
    _activity(
        "P2",
        day + timedelta(days=19),
        ActivityState.PLANNED,
        type=ActivityType.PARTNERS,
        rubric="3.2",
        title="Rencontre avec la mission locale",
        modality=Modality.VIDEO,
    )
    _activity(
        "P3",
        day - timedelta(days=4),
        ActivityState.PLANNED,
        type=ActivityType.AWARENESS,
        rubric="4.2",
        title="Sensibilisation des équipes du centre social",
    )
