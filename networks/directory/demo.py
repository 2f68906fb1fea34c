"""The annuaire of the demonstration: sheets filled, of all ages, some protected, some public, a few errors reported.

Telephones are of the numbers kept for fiction (04 65 71 00 00 to 99 99).
"""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account
from centre.reference import communes_named
from networks.choices import Approach, Listing, Public, Sector, Service
from networks.directory.actions import BY_COORDINATION, BY_ITSELF
from networks.models import Interpreter, Membership, Structure, StructureCorrection, Therapist

TOWNS = {
    "09": ("Foix", "Pamiers"),
    "11": ("Carcassonne", "Narbonne"),
    "12": ("Rodez", "Millau"),
    "30": ("Nîmes", "Alès", "Bagnols-sur-Cèze"),
    "31": ("Toulouse", "Muret"),
    "32": ("Auch", "Condom"),
    "34": ("Montpellier", "Béziers", "Sète"),
    "46": ("Cahors", "Figeac"),
    "48": ("Mende", "Florac Trois Rivières"),
    "65": ("Tarbes", "Lourdes"),
    "66": ("Perpignan", "Céret"),
    "81": ("Albi", "Castres"),
    "82": ("Montauban", "Moissac"),
}
STREETS = (
    "rue des Micocouliers",
    "avenue du Canal",
    "place aux Herbes",
    "impasse du Lavoir",
    "boulevard Sud",
)
# kind → services, publics, what it says of itself
OFFERS = {
    "CADA": (
        (Service.HOUSING, Service.ASYLUM, Service.RIGHTS),
        (Public.ADULTS, Public.FAMILIES),
        "Hébergement et accompagnement pendant la demande d’asile. Les demandes passent par l’Ofii.",
    ),
    "HUDA": (
        (Service.HOUSING, Service.ASYLUM),
        (Public.ADULTS,),
        "Hébergement d’urgence des demandeurs d’asile. Une infirmière passe le mardi.",
    ),
    "PASS": (
        (Service.MENTAL_CARE, Service.SOMATIC_CARE, Service.RIGHTS),
        (Public.ADULTS, Public.FAMILIES, Public.WOMEN),
        "Consultations sans avance de frais, avec interprète, sur rendez-vous pris par téléphone. Psychiatre le jeudi.",
    ),
    "CMP": (
        (Service.MENTAL_CARE,),
        (Public.ADULTS, Public.ADOLESCENTS),
        "Consultations de psychiatrie et de psychologie du secteur. Premier accueil par une infirmière.",
    ),
    "association": (
        (Service.FRENCH, Service.FOOD, Service.SOCIAL_LINK),
        (Public.ADULTS, Public.FAMILIES, Public.LGBT),
        "Cours de français, vestiaire et repas partagés, tenus par des bénévoles, du lundi au vendredi.",
    ),
    "Mission locale": (
        (Service.WORK, Service.RIGHTS),
        (Public.ADOLESCENTS, Public.MINORS_ALONE),
        "Emploi, formation et logement des jeunes de 16 à 25 ans.",
    ),
}
PROTECTED = (
    (Service.HOUSING, Service.WOMEN),
    (Public.WOMEN,),
    "Mise à l’abri et accompagnement. Les demandes passent par téléphone, à toute heure.",
)
LANGUAGES = ("eng", "ara", "spa", "rus", "prs", "pus", "tir", "por", "tur", "kmr")
ERRORS = (
    "Le standard a changé : l’accueil répond maintenant le matin seulement.",
    "L’équipe a déménagé au début du mois, la nouvelle adresse est sur leur site.",
    "Ils ne reçoivent plus les mineurs depuis la rentrée.",
)


def seed(*, at: datetime) -> None:
    """Fill the sheets that `networks.demo` made. Call inside `acting_as_system()`."""
    chance = random.Random(33)
    structures = list(Structure.objects.order_by("pk"))
    for index, structure in enumerate(structures):
        if index % 14 != 11:  # those stay as an orientation made them: to complete
            _fill(structure, index, chance, at)
        structure.save()
    _lasting_name(structures)
    _errors(structures, at)
    _kept_by_members(at)
    _professionals(chance)


def _fill(structure: Structure, index: int, chance: random.Random, at: datetime) -> None:
    offer = OFFERS[structure.kind]
    if structure.sensitive:
        offer, structure.kind, structure.sector = PROTECTED, "Mise à l’abri", Sector.SOCIAL
        structure.name = f"Maison d’accueil – {structure.name.rpartition(' – ')[2]}"
    town = communes_named(TOWNS[structure.departement][index // 13 % 2], structure.departement)[0]
    structure.services, structure.publics, structure.description = list(offer[0]), list(offer[1]), offer[2]
    structure.commune, structure.commune_name = town.code, town.name
    structure.address = f"{2 + index * 3} {STREETS[index % len(STREETS)]}, {town.postcode} {town.name}"
    structure.phone = f"04 65 71 {index:02} {chance.randrange(100):02}"
    structure.email = f"accueil.{index + 1:02}@exemple.example"
    structure.website = f"https://structure-{index + 1:02}.example/" if index % 3 else ""
    structure.languages = sorted(chance.sample(LANGUAGES, index % 4))
    structure.public = not structure.sensitive and index % 4 != 3
    if index % 9 != 5:
        structure.verified_on = timezone.localdate(at) - timedelta(
            days=chance.choice((3, 20, 90, 200, 330, 420))
        )
        structure.verified_by = BY_ITSELF if index % 3 else BY_COORDINATION


def _lasting_name(structures: list[Structure]) -> None:
    """One name as long as real ones are."""
    longest = next(one for one in structures if one.kind == "association" and not one.sensitive)
    longest.name = (
        "Association d’entraide et d’accompagnement social, sanitaire et juridique des personnes exilées des "
        f"Garrigues et des Cévennes méridionales – {longest.departement_name}"
    )
    longest.save()


def _errors(structures: list[Structure], at: datetime) -> None:
    readers = [account("orienteur"), account("therapeute"), account("benevole")]
    for index, text in enumerate(ERRORS):
        StructureCorrection.objects.create(
            structure=structures[6 + 5 * index],
            text=text,
            by=readers[index],
            said_by=readers[index].display_name,
            said_at=at - timedelta(days=2 + 6 * index),
        )


def _kept_by_members(at: datetime) -> None:
    """Whoever has a place somewhere finds her sheet complete and old enough to confirm."""
    for place in Membership.objects.select_related("structure"):
        structure = place.structure
        structure.verified_on = timezone.localdate(at) - timedelta(days=400)
        structure.save()


def _professionals(chance: random.Random) -> None:
    """Two in three agreed to be found, half of them by everybody."""
    approaches = Approach.values
    for model in (Therapist, Interpreter):
        for index, person in enumerate(model.objects.order_by("pk")):
            if person.listing == Listing.NOBODY:
                person.listing = (Listing.NOBODY, Listing.MEMBERS, Listing.PUBLIC)[index % 3]
            if not person.communes and index % 2 == 0:
                town = TOWNS[person.departements[0]][0]
                person.communes = [communes_named(town, person.departements[0])[0].code]
            if model is Therapist and not person.approaches:
                person.approaches = sorted(chance.sample(approaches, 1 + index % 3))
            person.save()
