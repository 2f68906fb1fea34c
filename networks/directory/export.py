"""The annuaire as a CSV file for a French spreadsheet: « ; », a formula in a cell is text."""

import io
from datetime import datetime

from defusedcsv import csv
from django.db.models import QuerySet

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


def table(structures: QuerySet, *, protected: bool, by: User, at: datetime) -> str:
    """One line a structure, each cell on one line.

    `protected`: with the protected addresses, each of which is then journalled as read by `by`.
    """
    found = list(structures)
    if protected:
        hidden = [structure for structure in found if structure.sensitive]
        record_reads(hidden, by=by, at=at, why="export de l’annuaire, adresses protégées")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows(_row(structure, protected) for structure in found)
    return text.getvalue()


def _row(structure: Structure, protected: bool) -> list[str]:
    hidden = structure.sensitive and not protected
    cells = [
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
    return [" ".join(cell.split()) for cell in cells]  # no blank before a sign that starts a formula either
