"""The annuaire as a spreadsheet."""

from datetime import datetime

from django.db.models import QuerySet

from centre import spreadsheet
from centre.journal import record_reads
from centre.models import User
from networks.models import Structure

HEADER = (
    "Nom",
    "Sorte",
    "Secteur",
    "Département",
    "Commune",
    "Adresse",
    "Téléphone",
    "Adresse e-mail",
    "Site",
    "Répond à",
    "Publics reçus",
    "Langues parlées",
    "Ce qu’elle propose",
    "Adresse protégée",
    "Visible de tous",
    "Vérifiée le",
)


def table(structures: QuerySet, *, protected: bool, by: User, at: datetime) -> bytes:
    """One row per structure, each cell on one line.

    `protected`: include protected addresses; each is then journalled as read by `by`.
    """
    found = list(structures)
    if protected:
        hidden = [structure for structure in found if structure.sensitive]
        record_reads(hidden, by=by, at=at, why="export de l’annuaire, adresses protégées")
    return spreadsheet.sheet(HEADER, (_row(structure, protected) for structure in found))


def _row(structure: Structure, protected: bool) -> list[str]:
    hidden = structure.sensitive and not protected
    return [
        structure.name,
        structure.kind,
        structure.get_sector_display(),
        structure.departement_name,
        structure.commune_name,
        "" if hidden else structure.address,
        structure.phone,
        structure.email,
        structure.website,
        ", ".join(structure.service_names),
        ", ".join(structure.public_names),
        ", ".join(structure.language_names),
        structure.description,
        "oui" if structure.sensitive else "non",
        "oui" if structure.public else "non",
        structure.verified_on.strftime("%d/%m/%Y") if structure.verified_on else "",
    ]
