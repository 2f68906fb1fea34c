"""Sheets, columns and values in French, as the screens show them. Pure."""

from datetime import date, time
from decimal import Decimal

from centre.imports.columns import Column
from centre.imports.problems import shown
from centre.months import period_words

LONGEST = 80
EMPTY = "vide"
_TITLES = {
    "actions": "Actions",
    "age": "Âge",
    "annee_naissance": "Année de naissance",
    "capacite": "Places",
    "date_decision": "Décidée le",
    "date_demande": "Demandée",
    "date_intervention": "Intervention",
    "date_reception": "Reçue le",
    "debut": "Début",
    "decision": "Décision",
    "departement": "Département",
    "departements": "Départements",
    "duree_min": "Durée (minutes)",
    "excuses": "Excusés",
    "hote": "Hôte",
    "interprete": "Interprète",
    "interpretes": "Interprètes",
    "intitule": "Intitulé",
    "modalite": "Modalité",
    "motif_decision": "Motif de la décision",
    "nb_structures": "Nombre de structures",
    "orienteur_type": "Sorte d’orienteur",
    "plan": "Plan du bilan",
    "precision": "Précision",
    "problematiques": "Problématiques",
    "reference": "Référence",
    "reorientations": "Réorientations",
    "reponses": "Réponses",
    "reportee_a": "Reportée à",
    "reseau": "Réseau",
    "seances": "Séances",
    "structures_excusees": "Structures excusées",
    "structures_presentes": "Structures présentes",
    "taux_horaire": "Taux horaire",
    "therapeute": "Thérapeute",
    "therapeutes": "Thérapeutes",
}


def title(name: str) -> str:
    """The title of a sheet or a column."""
    return _TITLES.get(name, name.replace("_", " ").capitalize())


def said(column: Column, value, *, empty: str = EMPTY) -> str:
    """A value of this column in French, cut when long."""
    return empty if value in (None, "", [], (None, None)) else shown(_said(column, value), LONGEST)


def _said(column: Column, value) -> str:
    if isinstance(value, list):
        return ", ".join(column.words.get(one, one) for one in value)
    if isinstance(value, tuple):
        return period_words(*value)
    if isinstance(value, date):
        return period_words(value, value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value} €".replace(".", ",")
    return column.words.get(value, str(value))
