"""Every write of the annuaire, one verb each."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from centre.reference import communes_named
from centre.refusals import Refused
from networks.directory import access, mails
from networks.models import Structure, StructureCorrection

ASK_AGAIN = timedelta(days=30)
MOST_PENDING = 20  # corrections of one sheet that nobody has read yet
BY_COORDINATION, BY_ITSELF = "la coordination", "la structure"
# What its own members keep exact; the rest is the coordination's, as a trigger holds (migration 0008).
OWN_FIELDS = (
    "commune_name",
    "address",
    "phone",
    "email",
    "website",
    "description",
    "services",
    "publics",
    "languages",
)


# ── The sheet ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_structure(*, by: User, at: datetime, **facts) -> Structure:
    """A new sheet, exact on the day it is written."""
    structure = Structure(**_settled(facts))
    structure.verified_on, structure.verified_by = timezone.localdate(at), BY_COORDINATION
    return _saved(structure, force_insert=True)


@transaction.atomic
def edit_structure(structure: Structure, *, version: int, by: User, at: datetime, **facts) -> Structure:
    """Change those facts of the sheet that `by` may change. Editing it counts as verifying it."""
    structure = _locked(structure)
    if structure.version != version:
        raise Refused(_changed_meanwhile(structure))
    staff = by.may("networks")
    if not staff:
        facts = {name: value for name, value in facts.items() if name in OWN_FIELDS}
    for name, value in _settled({"departement": structure.departement, **facts}).items():
        if staff or name != "departement":
            setattr(structure, name, value)
    _mark_verified(structure, BY_COORDINATION if staff else BY_ITSELF, at=at)
    return _saved(structure)


@transaction.atomic
def confirm_structure(structure: Structure, *, by: User, at: datetime) -> Structure:
    """Mark the whole sheet as correct today; by the coordination, or by a member of the structure."""
    structure = _locked(structure)
    _mark_verified(structure, BY_COORDINATION if by.may("networks") else BY_ITSELF, at=at)
    structure.save(update_fields=["verified_on", "verified_by", "version"])
    return structure


@transaction.atomic
def close_structure(structure: Structure, *, by: User, at: datetime) -> Structure:
    """Close the structure from today: it leaves the annuaire, and what refers to it stays."""
    structure = _locked(structure)
    structure.closed_on = timezone.localdate(at)
    structure.public = False
    structure.version += 1
    structure.save(update_fields=["closed_on", "public", "version"])
    return structure


# ── The structure answers its mail ──────────────────────────────────────────────────────────────


@transaction.atomic
def verify_structure(
    structure: Structure, *, exact: bool, text: str = "", by: User | None, at: datetime
) -> Structure:
    """The answer of whoever holds a valid link: the sheet is correct, or what has changed.

    `by` is her account if she has one. Changes are for the coordination to enter: they do not verify the sheet.
    Idempotent.
    """
    structure = _locked(structure)
    if exact:
        _mark_verified(structure, BY_ITSELF, at=at)
        structure.save(update_fields=["verified_on", "verified_by", "version"])
    else:
        _correct(structure, text=text, said_by=by.display_name if by else structure.email, by=by, at=at)
    return structure


@transaction.atomic
def report_error(structure: Structure, *, text: str, by: User, at: datetime) -> StructureCorrection:
    """A member reports an error in a sheet."""
    return _correct(structure, text=text, said_by=by.display_name, by=by, at=at)


@transaction.atomic
def handle_correction(correction: StructureCorrection, *, by: User, at: datetime) -> StructureCorrection:
    """The coordination has dealt with a correction. Idempotent."""
    correction = StructureCorrection.objects.select_for_update().get(pk=correction.pk)
    if correction.handled_at is None:
        correction.handled_at, correction.handled_by = at, by
        correction.save(update_fields=["handled_at", "handled_by"])
    return correction


@transaction.atomic
def ask_verification(structure: Structure, *, by: User, at: datetime) -> int:
    """Write to the structure, or else to its members, unless this was done less than thirty days ago; returns how many
    mails.

    A sheet that nobody can be asked about is also marked as asked, so that it does not block the others; it stays in
    the coordination's list.
    """
    structure = _locked(structure)
    today = timezone.localdate(at)
    asked = structure.verification_asked_on
    if asked and asked > today - ASK_AGAIN:
        return 0
    structure.verification_asked_on = today
    structure.save(update_fields=["verification_asked_on"])
    return mails.ask_verification(structure)


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _locked(structure: Structure) -> Structure:
    """The sheet as it is now, locked. Refused once closed, and to those who may not edit it: row security hides it
    from their lock."""
    found = Structure.objects.select_for_update().filter(pk=structure.pk).first()
    if found is None:
        raise Refused("Seules la coordination et la structure elle-même tiennent cette fiche.")
    if found.closed_on:
        raise Refused("Cette structure est fermée : sa fiche ne change plus.")
    return found


def _mark_verified(structure: Structure, who: str, *, at: datetime) -> None:
    structure.verified_on, structure.verified_by = timezone.localdate(at), who
    structure.version += 1


def _settled(facts: dict) -> dict:
    """The facts, with the commune's code when its name is unique in that département."""
    if "commune_name" not in facts:
        return facts
    found = communes_named(facts["commune_name"], facts.get("departement")) if facts["commune_name"] else []
    same = [one for one in found if one.name.casefold() == facts["commune_name"].casefold()]
    alone = same[0] if len(same) == 1 else None
    return facts | {
        "commune": alone.code if alone else "",
        "commune_name": alone.name if alone else facts["commune_name"],
        "departement": facts.get("departement") or (alone.departement if alone else ""),
    }


def _saved(structure: Structure, **how) -> Structure:
    if structure.public and structure.sensitive:
        raise Refused("Une adresse protégée n’est jamais visible de tous.", field="public")
    try:
        with transaction.atomic():
            structure.save(**how)
    except IntegrityError as error:
        if "networks_structure_name" not in str(error):
            raise
        raise Refused("Une structure porte déjà ce nom.", field="name") from error
    return structure


def _correct(structure: Structure, *, text: str, said_by: str, by: User | None, at: datetime):
    """The new correction, or an identical one still pending."""
    with acting_as_system():  # whoever writes one does not read the others'
        pending = list(StructureCorrection.objects.filter(structure=structure, handled_at=None))
        author = by or User.objects.get(email=SYSTEM_EMAIL)
    same = [one for one in pending if one.text == text and one.by_id == author.pk]
    if same:
        return same[0]
    if len(pending) >= MOST_PENDING:
        raise Refused("La coordination a déjà beaucoup à relire pour cette fiche : écrivez-lui plutôt.")
    said = {"text": text, "said_by": said_by, "by": author, "said_at": at}
    return StructureCorrection.objects.create(structure=structure, **said)


def _changed_meanwhile(structure: Structure) -> str:
    who, when = access.last_edition(structure)
    return f"Cette fiche a été modifiée par {who} à {when}. Vos saisies sont conservées : comparez avant d’enregistrer."
