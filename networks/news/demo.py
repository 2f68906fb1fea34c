"""The contact file and the announcements of the demonstration. Everybody is invented."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from networks.choices import ActivityState, ActivityType, Presence, Topic
from networks.models import Activity, ActivityAttendance, Announcement, Contact, Structure

FIRST = "Aimée,Baptistine,Cyprien,Delphine,Étienne,Flore,Gatien,Honorine,Isaure,Joachim,Lucile,Martial"
LAST = "Beaufigue,Castelnau-Roussel,Dessalle,Escoubet,Figarol,Gineste,Jalabert,Lacombrade,Maurandi,Pélissou"
FUNCTIONS = (
    "travailleuse sociale",
    "infirmier en PASS",
    "psychologue",
    "cheffe de service",
    "médiateur en santé",
    "",
)
COUNT = 64
ANNOUNCEMENTS = (
    (
        Topic.TRAINING,
        "Travailler avec un interprète\u00a0: deux demi-journées",
        "Le centre ouvre une nouvelle session de formation.\n\nElle s’adresse aux professionnels du soin et du social. "
        "Le programme\u00a0: le cadre, le trio, les mots qui ne se traduisent pas.\n\nInscription sur "
        "https://centre.example/formations",
        ["therapeute", "orienteur", "accueil"],
        ["30", "34"],
        True,
        -12,
    ),
    (
        Topic.LAW,
        "Ce qui change pour l’accès aux soins des demandeurs d’asile",
        "Une note fait le point sur les délais et les pièces demandées.\n\nhttps://centre.example/notes/acces-aux-soins",
        ["therapeute", "interprete", "orienteur", "benevole", "accueil"],
        [],
        False,
        -40,
    ),
    (
        Topic.FUNDING,
        "Appel à projets\u00a0: santé mentale et exil",
        "Les structures ont jusqu’à la fin du mois prochain pour répondre.\n\nLe centre peut relire les dossiers.",
        ["accueil", "orienteur"],
        [],
        True,
        None,
    ),
)


def seed(*, at: datetime) -> None:
    chance = random.Random(815)
    _contacts(chance, at)
    for index, announcement in enumerate(ANNOUNCEMENTS):
        _announcement(index, *announcement, at=at)


def _contacts(chance: random.Random, at: datetime) -> None:
    """Met at trainings: half agreed, some refused, the others were never asked."""
    today, structures = timezone.localdate(at), list(Structure.objects.order_by("pk")[:30])
    first, last = FIRST.split(","), LAST.split(",")
    made = []
    for index in range(COUNT):
        name = f"{first[index % len(first)]} {last[index * 7 % len(last)]}"
        agreed = today - timedelta(days=chance.randint(20, 600)) if index % 2 == 0 else None
        structure = chance.choice(structures) if index % 9 else None
        made.append(
            Contact(
                id=demo_key("contact", index),
                name=name,
                email="" if index % 11 == 5 else f"contact-{index + 1:02}@partenaires.example",
                function=FUNCTIONS[index % len(FUNCTIONS)],
                structure=structure,
                departement=structure.departement if structure else "",
                agreed_on=agreed,
                refused_on=today - timedelta(days=index + 3) if index % 8 == 3 or index % 16 == 4 else None,
            )
        )
    made = [one for one in made if one.email or one.agreed_on is None]
    Contact.objects.bulk_create(made)
    types = [ActivityType.TRAINING, ActivityType.AWARENESS, ActivityType.WORKING_GROUP, ActivityType.EVENT]
    held = list(
        Activity.objects.filter(state=ActivityState.HELD, type__in=types).order_by("-starts_on", "pk")[:24]
    )
    ActivityAttendance.objects.bulk_create(
        ActivityAttendance(
            activity=activity,
            contact=one,
            presence=Presence.EXCUSED if chance.random() < 0.12 else Presence.PRESENT,
        )
        for one in made
        for activity in chance.sample(held, min(len(held), chance.randint(1, 4)))
    )


def _announcement(index, topic, title, body, roles, departements, to_contacts, sent, *, at) -> None:
    coordinator = account("coordination")
    moment = at + timedelta(days=sent) if sent else None
    Announcement.objects.create(
        id=demo_key("announcement", index),
        topic=topic,
        title=title.replace(" :", "\u00a0:"),
        body=body.replace(" :", "\u00a0:"),
        roles=roles,
        departements=departements,
        to_contacts=to_contacts,
        written_by=coordinator,
        written_at=(moment or at) - timedelta(days=1),
        sent_at=moment,
        sent_by=coordinator if moment else None,
        sent_to=(31 if to_contacts else 6) if moment else None,
    )
