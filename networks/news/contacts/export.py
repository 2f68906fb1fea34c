"""The contact file as a sheet: semicolons, UTF-8 with its mark, no cell that a spreadsheet would run."""

import io

from defusedcsv import csv

from networks.models import Contact

COLUMNS = ("Prénom et nom", "Adresse e-mail", "Fonction", "Structure", "Département", "Accord donné le")


def sheet(contacts: list[Contact]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for one in contacts:
        writer.writerow(
            (
                one.name,
                one.email,
                one.function,
                one.structure.name if one.structure else "",
                one.departement,
                f"{one.agreed_on:%d/%m/%Y}",
            )
        )
    return out.getvalue().encode("utf-8-sig")
