"""The list of hours as a sheet: one row per member."""

from collections.abc import Iterable

from centre.models import User

COLUMNS = (
    "nom",
    "reseau",
    "supervision_h",
    "analyse_de_pratiques_h",
    "formation_h",
    "derniere_fois",
    "relance_cette_saison",
)


def rows(found: Iterable[User]) -> Iterable[tuple]:
    return (
        (
            one.display_name,
            ", ".join(
                name
                for name, held in (("thérapeute", one.therapist), ("interprète", one.interpreter))
                if held
            ),
            one.supervision,
            one.analyse_pratiques,
            one.formation,
            one.last_on,
            "oui" if one.reminded else "",
        )
        for one in found
    )
