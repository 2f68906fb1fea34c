"""Structures, therapists, interpreters and the network's life for the demonstration. Everybody is invented."""

import random
from datetime import datetime, timedelta

from centre.demo import account
from centre.reference import OCCITANIE, departements
from networks.agenda import demo as agenda_demo
from networks.choices import ActivityState, ActivityType, Modality, Sector, Status
from networks.directory import demo as directory_demo
from networks.joining import demo as joining_demo
from networks.life import demo as life_demo
from networks.missions import demo as missions_demo
from networks.models import (
    Activity,
    Interpreter,
    InterpreterRate,
    Membership,
    Solicitation,
    SolicitationAnswer,
    Structure,
    Therapist,
)
from networks.news import demo as news_demo
from networks.pay import demo as pay_demo
from networks.profiles import demo as profiles_demo

_KINDS = (
    ("CADA", "CADA", Sector.SOCIAL),
    ("HUDA", "HUDA", Sector.SOCIAL),
    ("PASS", "PASS psychiatrique", Sector.MENTAL_HEALTH),
    ("CMP", "CMP", Sector.MENTAL_HEALTH),
    ("association", "Association d’entraide", Sector.SOCIAL),
    ("Mission locale", "Mission locale", Sector.SOCIAL),
)
_PLACES = (
    "des Tilleuls",
    "du Vidourle",
    "de la Garrigue",
    "du Pont-Neuf",
    "des Micocouliers",
    "de la Citadelle",
    "des Oliviers",
)
_FIRST = [
    "Agathe",
    "Alban",
    "Bérénice",
    "Clovis",
    "Colombe",
    "Diane",
    "Édouard",
    "Élise",
    "Fantine",
    "Gaspard",
    "Hélène",
    "Irène",
    "Jules",
    "Lazare",
    "Léonie",
    "Mathurin",
    "Maxence",
    "Noémie",
    "Octave",
    "Odile",
    "Perrine",
    "Quentin",
    "Rosalie",
    "Sidonie",
    "Tancrède",
    "Ursule",
    "Valère",
    "Victorine",
    "Yseult",
    "Zélie",
]
_LAST = [
    "Abrivat",
    "Belcourt",
    "Cavalade",
    "Darnouze",
    "Estabel",
    "Fontvielle",
    "Garrissou",
    "Hautclair",
    "Issalène",
    "Jonquères",
    "Lauzérand",
    "Mirabesse",
    "Nogarède",
    "Oustalet",
    "Peyrafort",
    "Quercyne",
    "Roquesol",
    "Sauvagnac",
    "Tourrenc",
    "Valmagne",
]
_PROFESSIONS = (
    "psychologue",
    "psychologue",
    "psychologue",
    "psychiatre",
    "psychothérapeute",
    "infirmière en psychiatrie",
)
INTERPRETED = (
    "prs",
    "pus",
    "ara",
    "som",
    "tir",
    "rus",
    "kat",
    "ukr",
    "tur",
    "kmr",
    "lin",
    "ful",
    "ben",
    "urd",
    "sqi",
    "amh",
    "pes",
    "bam",
)
_TITLES = {
    ActivityType.MEETING: "Réunion de l’équipe de coordination",
    ActivityType.STEERING: "Comité de pilotage",
    ActivityType.PARTNERS: "Rencontre avec un nouveau partenaire",
    ActivityType.WORKING_GROUP: "Groupe de travail Exil, santé et soins",
    ActivityType.TRAINING: "Clinique de l’exil, module d’initiation",
    ActivityType.AWARENESS: "Sensibilisation à la demande d’asile",
    ActivityType.USERS: "Rencontre professionnels-usagers",
    ActivityType.EVENT: "Semaine d’information sur la santé mentale",
}

_RUBRICS = {
    ActivityType.MEETING: "3.1",
    ActivityType.STEERING: "2",
    ActivityType.PARTNERS: "3.2",
    ActivityType.WORKING_GROUP: "4.1",
    ActivityType.TRAINING: "4.2",
    ActivityType.AWARENESS: "4.2",
    ActivityType.USERS: "4.3",
    ActivityType.EVENT: "3.3",
}


def invented_name(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def seed(*, at: datetime) -> None:
    chance = random.Random(2026)
    structures = _structures(chance)
    _people(chance)
    profiles_demo.seed(at=at)
    Membership.objects.create(
        user=account("orienteur"),
        structure=structures[0],
        function="travailleuse sociale",
        validated_on=at.date(),
    )
    Membership.objects.create(
        user=account("accueil"), structure=structures[4], function="responsable", validated_on=at.date()
    )
    _activities(chance, at)
    _solicitations(chance, at, structures)
    directory_demo.seed(at=at)
    life_demo.seed(at=at)
    news_demo.seed(at=at)
    agenda_demo.seed(at=at)
    missions_demo.seed(at=at)
    pay_demo.seed(at=at)
    joining_demo.seed(at=at)


def _structures(chance: random.Random) -> list[Structure]:
    """Sixty of them, five at least in the Gard, over the thirteen départements."""
    made = []
    for index in range(60):
        departement = "30" if index < 5 else OCCITANIE[index % len(OCCITANIE)]
        kind, title, sector = _KINDS[index % len(_KINDS)]
        place = _PLACES[index % len(_PLACES)]
        made.append(
            Structure(
                name=f"{title} {place} – {departements()[departement]} {index // 13 + 1}",
                kind=kind,
                sector=sector,
                departement=departement,
                sensitive=index % 17 == 3,
            )
        )
    return Structure.objects.bulk_create(made)


def _people(chance: random.Random) -> None:
    statuses = [Status.VOLUNTEER, Status.VOLUNTEER, Status.PRIVATE, Status.INSTITUTIONAL]
    therapists = [
        Therapist(
            code=f"TH-{index + 1:02}",
            user=account("therapeute") if index == 0 else None,
            display_name="Thaïs Morvan" if index == 0 else invented_name(chance),
            languages=["fra", *chance.sample(["eng", "spa", "ara", "rus", "por", "ita"], index % 3)],
            departements=["30", "34"] if index < 12 else [OCCITANIE[index % len(OCCITANIE)]],
            profession=_PROFESSIONS[index % len(_PROFESSIONS)],
            status=statuses[index % len(statuses)],
            capacity=12 if index == 0 else 3 + index % 6,
        )
        for index in range(40)
    ]
    Therapist.objects.bulk_create(therapists)
    interpreters = [
        Interpreter(
            code=f"IN-{index + 1:02}",
            user=account("interprete") if index == 0 else None,
            display_name="Idris Solhani" if index == 0 else invented_name(chance),
            languages=[
                "fra",
                *dict.fromkeys(
                    (INTERPRETED[index % len(INTERPRETED)], INTERPRETED[(index * 7 + 1) % len(INTERPRETED)])
                ),
            ],
            departements=["30", "34"] if index % 2 == 0 else ["34"],
            qualification="interprète assermenté" if index % 5 == 0 else "interprète-médiateur",
            remote=index % 4 != 2,
        )
        for index in range(25)
    ]
    Interpreter.objects.bulk_create(interpreters)
    InterpreterRate.objects.bulk_create(
        InterpreterRate(interpreter=one, hourly=30 + one.pk % 4 * 2, since="2023-01-01")
        for one in interpreters
    )


def _activities(chance: random.Random, at: datetime) -> None:
    """Two years of the network's life: held, cancelled, postponed, counted and not counted."""
    rows = []
    for index in range(140):
        day = (at - timedelta(days=5 * index + 1)).date()
        type_ = list(_TITLES)[index % len(_TITLES)]
        state = chance.choices(
            [ActivityState.HELD, ActivityState.CANCELLED, ActivityState.POSTPONED], [86, 10, 4]
        )[0]
        counted = state == ActivityState.HELD and index % 5 != 0
        rows.append(
            Activity(
                reference=f"DEMO-{index + 1:03}",
                starts_on=day,
                ends_on=day,
                type=type_,
                title=_TITLES[type_],
                rubric=_RUBRICS[type_],
                modality=chance.choice([*Modality.values, ""]),
                state=state,
                professionals=chance.randint(3, 24) if counted else None,
                users=chance.randint(2, 15) if counted and type_ == ActivityType.USERS else None,
                excused=chance.randint(0, 4) if counted else None,
            )
        )
    Activity.objects.bulk_create(rows)


def _solicitations(chance: random.Random, at: datetime, structures: list[Structure]) -> None:
    subjects = (
        "Un avis sur une situation",
        "Une sensibilisation de l’équipe",
        "Un interprète en tigrinya",
        "Un relais de soins",
    )
    for index in range(18):
        day = (at - timedelta(days=38 * index + 4)).date()
        made = Solicitation.objects.create(
            reference=f"SO-DEMO-{index + 1:02}",
            asked_from=day,
            asked_to=day,
            requester=structures[index].name,
            subject=subjects[index % len(subjects)],
        )
        for position in range(index % 3):
            SolicitationAnswer.objects.create(
                solicitation=made, position=position, label=chance.choice(structures).name
            )
