"""The copy of her data: a ZIP with the same facts as JSON and as a French document, what others wrote apart."""

import io
import json
import zipfile
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, Model
from django.template.loader import render_to_string
from django.utils import timezone

from centre.document import CannotRender, render
from centre.reference import country_choices, departements, language_name
from networks.models import Mission
from referrals.people.about import missions_of, rows_about
from referrals.people.models import Identity, Person

# Words that somebody else wrote about her, or in confidence: read before they are handed over.
OF_OTHERS = {
    "decision_reason",
    "decline_reason",
    "relay_reason",
    "dissent",
    "note",
    "reason",
    "request",
    "answer",
    "closing",
    "message",
    "remark",
    "correction",
    "vignette",
    "contact",
    "cancel_reason",
    "withdrawal_reason",
}
_LABELS = {  # keys and dates that no form shows
    "added_at": "Ajoutée le",
    "added_by": "Ajoutée par",
    "answered_by": "Répondue par",
    "asked_by": "Demandé par",
    "by": "Par",
    "care": "Prise en charge",
    "corrected_by": "Corrigée par",
    "created_at": "Connue depuis",
    "created_by": "Inscrite par",
    "derogation_by": "Dérogation de",
    "dispositif": "Dispositif",
    "done_by": "Fait par",
    "given_by": "Donnée par",
    "grid": "Grille",
    "interpreter": "Interprète",
    "logged_by": "Notée par",
    "meeting": "Réunion",
    "noted_by": "Noté par",
    "partner": "Partenaire",
    "proposed_by": "Proposée par",
    "recorded_at": "Inscrite le",
    "recorded_by": "Inscrit par",
    "requested_by": "Demandée par",
    "reviewed_by": "Relue par",
    "structure": "Structure",
    "taken_by": "Pris par",
    "therapist": "Thérapeute",
    "updated_at": "Modifiée le",
    "validated_by": "Validée par",
    "visit": "Permanence",
    "cancelled_by": "Annulée par",
}
_NOT_SAID = ("id", "version", "idempotency_key", "imported", "series", "reminders")
_README = """Copie des données de la personne {code}, faite le {day}.

donnees.json : tout ce que le portail garde d’elle, lisible par une machine.
donnees.pdf (ou donnees.html) : la même chose, à lire.
notes-de-tiers.json : ce que d’autres personnes ont écrit à son sujet. À relire avant de le remettre : ces lignes
peuvent concerner quelqu’un d’autre ou mettre quelqu’un en danger. Ce fichier ne part pas avec la copie sans cela.

Le portail n’en garde aucun exemplaire. Supprimez cette archive une fois la copie remise.
"""


def archive(person: Person, *, at: datetime) -> bytes:
    """The ZIP. Whoever calls must be allowed to see every row (the portal itself)."""
    told, apart = facts(person)
    day = timezone.localdate(at)
    context = {"person": person, "day": day, "tables": told}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("LISEZMOI.txt", _README.format(code=person.code, day=f"{day:%d/%m/%Y}"))
        packed.writestr("donnees.json", _json(told))
        packed.writestr("notes-de-tiers.json", _json(apart))
        try:
            document = render("documents/person.html", context, identifier=f"personne-{person.pk}")
            packed.writestr("donnees.pdf", document)
        except CannotRender:  # no Pango on this server: the same page, for a browser
            packed.writestr("donnees.html", render_to_string("documents/person.html", context))
    return content.getvalue()


def facts(person: Person) -> tuple[list[dict], list[dict]]:
    """Her rows, table by table, as `{"titre", "lignes": [{libellé: valeur}]}`; and apart, what others wrote."""
    told, apart = [], []
    tables = [*rows_about(person), (Mission, missions_of(person))]
    for model, rows in tables:
        lines = [_line(row) for row in rows]
        for kept, part in ((told, 0), (apart, 1)):
            found = [line[part] for line in lines if line[part]]
            if found:
                kept.append({"titre": str(model._meta.verbose_name).capitalize(), "lignes": found})
    return told, apart


def _line(row: Model) -> tuple[dict, dict]:
    own, others = {}, {}
    for field in row._meta.concrete_fields:
        if field.name in _NOT_SAID or _is_machinery(row, field):
            continue
        value = _value(row, field)
        if value not in ("", None, []):
            part = others if field.name in OF_OTHERS and not isinstance(row, Identity) else own
            part[_LABELS.get(field.name) or str(field.verbose_name).capitalize()] = value
    return own, others


def _is_machinery(row: Model, field: Field) -> bool:
    """Fingerprints, and the keys between her own rows."""
    return isinstance(field, BinaryField) or (
        field.is_relation
        and field.related_model._meta.app_label == "referrals"
        and not isinstance(row, Person)
    )


def _value(row: Model, field: Field):
    """As it is read: a label rather than a code, somebody's name rather than a number."""
    if field.is_relation:
        return str(getattr(row, field.name)) if getattr(row, field.attname) else ""
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    value = getattr(row, field.name)
    if field.name in ("language", "languages"):
        return ", ".join(map(language_name, [value] if isinstance(value, str) else value)) if value else ""
    if field.name == "country":
        return dict(country_choices()).get(value, value)
    if field.name == "departement":
        return departements().get(value, value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
    return value


def _json(tables: list[dict]) -> str:
    return json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
