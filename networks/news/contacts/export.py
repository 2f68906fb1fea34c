"""The contact file as a sheet."""

from centre import spreadsheet
from networks.models import Contact

COLUMNS = ("Prénom et nom", "Adresse e-mail", "Fonction", "Structure", "Département", "Accord donné le")


def sheet(contacts: list[Contact]) -> bytes:
    return spreadsheet.sheet(COLUMNS, map(_row, contacts))


def _row(one: Contact) -> list[str]:
    return [
        one.name,
        one.email,
        one.function,
        one.structure.name if one.structure else "",
        one.departement,
        f"{one.agreed_on:%d/%m/%Y}",
    ]
