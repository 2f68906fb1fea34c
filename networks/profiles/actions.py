"""Every write about a sheet. Each locks the sheet, checks, then writes.

The coordination may write on every sheet, everybody on her own: row-level security and a trigger enforce both.
"""

import hashlib
import json
import math
import secrets
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre import actions as accounts
from centre.models import User
from centre.reference import commune, departements, is_language
from centre.refusals import Refused
from networks.choices import Approach, Level, Modality, Public, Standing
from networks.models import Interpreter, NetworkSettings, Professional, Therapist
from networks.profiles.signals import places_added

# What somebody says of herself; the rest of a sheet is the coordination's.
OFFERED = [
    "gender",
    "phone",
    "languages",
    "language_levels",
    "departements",
    "communes",
    "listing",
    "publics",
]
OFFERED += ["approaches", "capacity", "remote", "modalities"]
KEPT = ["display_name", "profession", "status", "qualification", "joined_on"]
STALE = (
    "Cette fiche a été modifiée entre-temps. Vos saisies sont conservées\u00a0: comparez-les avec la fiche, puis "
    "enregistrez de nouveau."
)
ROLES = {Therapist: "therapeute", Interpreter: "interprete"}
PREFIXES = {Therapist: "TH", Interpreter: "IN"}
DEPARTEMENT = "Choisissez un département de la liste (Corse\u00a0: 2A ou 2B)."
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for something else


def facts_of(profile: Professional) -> list[str]:
    """The fields that may be written on this kind of sheet."""
    names = {field.name for field in profile._meta.local_fields}
    return [name for name in (*OFFERED, *KEPT) if name in names]


def fingerprint(profile: Professional) -> str:
    """A 16-character hash of the sheet, for optimistic concurrency."""
    said = {name: getattr(profile, name) for name in facts_of(profile)}
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def add_profile(
    model: type[Professional], *, email: str = "", by: User, at: datetime, **facts
) -> Professional:
    """A sheet without a candidature. With `email`: the account of that address, or an invitation to open one."""
    profile = model(code=new_code(model), **{"joined_on": timezone.localdate(at)} | _checked(facts))
    if isinstance(profile, Interpreter):
        _say_remote(profile)
    if email:
        _attach(profile, email, by=by, at=at)
    profile.save(force_insert=True)
    if isinstance(profile, Therapist):
        places_added.send(Therapist, therapist=profile)
    return profile


def new_code(model: type[Professional]) -> str:
    """An unused pseudonym: « TH-7KQ4M »."""
    while True:
        code = f"{PREFIXES[model]}-" + "".join(secrets.choice(_ALPHABET) for _ in range(5))
        if not model.objects.filter(code=code).exists():
            return code


@transaction.atomic
def change_profile(profile: Professional, *, seen: str, by: User, at: datetime, **facts) -> Professional:
    """Write `facts` on the sheet; refused when it has changed since `seen` (`fingerprint`) was taken."""
    profile = lock(profile)
    if not by.may("networks") and not set(facts) <= set(OFFERED):
        raise Refused("Cette partie de la fiche est tenue par la coordination.")
    if seen != fingerprint(profile):
        raise Refused(STALE)
    places = _places(profile)
    for name, value in _checked(facts).items():
        setattr(profile, name, value)
    if isinstance(profile, Therapist):
        _refuse_below_active(profile)
    else:
        _say_remote(profile)
    try:
        with transaction.atomic():
            profile.save(update_fields=facts_of(profile))
    except IntegrityError as error:
        if "capacity_is_kept" not in str(error):
            raise
        raise Refused(_too_few(profile), field="capacity") from error
    if _places(profile) > places:
        places_added.send(Therapist, therapist=profile)
    return profile


@transaction.atomic
def change_standing(
    profile: Professional, *, standing: str, since: date, reason: str = "", by: User, at: datetime
) -> Professional:
    """Suspend somebody, record that she left, or reinstate her, from `since` (today or before). What is in hand goes
    on."""
    profile = lock(profile)
    if since > timezone.localdate(at):
        raise Refused(
            "Le changement vaut tout de suite\u00a0: indiquez aujourd’hui ou une date passée.", field="since"
        )
    if standing != Standing.ACTIVE and not reason:
        raise Refused("Indiquez un motif.", field="reason")
    profile.standing, profile.active = standing, standing == Standing.ACTIVE
    profile.standing_since = since
    profile.standing_reason = reason if standing != Standing.ACTIVE else ""
    profile.save(update_fields=["standing", "active", "standing_since", "standing_reason"])
    if isinstance(profile, Therapist) and profile.active:
        places_added.send(Therapist, therapist=profile)
    return profile


@transaction.atomic
def change_settings(
    *,
    on_site_departements: list[str],
    late_hours: int,
    verify_months: int,
    document_notice_days: int,
    by: User,
    at: datetime,
) -> NetworkSettings:
    """The centre's rules, but for those of pay."""
    settings = NetworkSettings.objects.select_for_update().get(pk=1)
    _refuse_unknown("on_site_departements", on_site_departements, departements())
    settings.on_site_departements = on_site_departements
    settings.late_hours = late_hours
    settings.verify_months = verify_months
    settings.document_notice_days = document_notice_days
    names = ["on_site_departements", "late_hours", "verify_months", "document_notice_days"]
    settings.save(update_fields=names)
    return settings


def lock(profile: Professional) -> Professional:
    """The sheet as it is now, locked until the end of the transaction; refused to whom it does not belong."""
    found = type(profile).objects.select_for_update(of=["self"]).filter(pk=profile.pk).first()
    if found is None:
        raise Refused("Cette fiche n’est pas la vôtre.")
    return found


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _attach(profile: Professional, email: str, *, by: User, at: datetime) -> None:
    """Link the sheet to the account of this address, with its role, or invite somebody to open one."""
    role = ROLES[type(profile)]
    account = User.objects.with_roles().filter(email__iexact=email).first()
    if account is None:
        profile.invitation = accounts.invite(
            email=email, display_name=profile.display_name, role=role, by=by, at=at
        )
        return
    if type(profile).objects.filter(user=account).exists():
        raise Refused("Ce compte a déjà une fiche dans ce réseau.", field="email")
    if role not in account.codes:
        accounts.grant(account, role=role, by=by, at=at)
    profile.user = account


_KNOWN = {
    "departements": lambda: departements(),
    "publics": lambda: Public.values,
    "approaches": lambda: Approach.values,
    "modalities": lambda: Modality.values,
}


def _checked(facts: dict) -> dict:
    """`facts`, refused when a code is in no référentiel, or a level is given for a language not spoken."""
    for name, known in _KNOWN.items():
        _refuse_unknown(name, facts.get(name, []), known())
    if not all(map(is_language, facts.get("languages", []))):
        raise Refused("Langue inconnue.", field="languages")
    if not all(map(commune, facts.get("communes", []))):
        raise Refused("Commune inconnue en Occitanie.", field="communes")
    levels = facts.get("language_levels", {})
    if not (set(levels) <= set(facts.get("languages", [])) and set(levels.values()) <= set(Level.values)):
        raise Refused("Indiquez le niveau des langues parlées, et d’elles seules.", field="languages")
    return facts


def _refuse_unknown(name: str, codes: list[str], known) -> None:
    if not set(codes) <= set(known):
        wrong = DEPARTEMENT if "departements" in name else "Choisissez dans la liste."
        raise Refused(wrong, field=name)


def _refuse_below_active(therapist: Therapist) -> None:
    if therapist.capacity is not None and therapist.capacity < therapist.active_cares:
        raise Refused(_too_few(therapist), field="capacity")


def _places(profile: Professional) -> float:
    """The number of people she may follow; no limit counts as more than any number."""
    if not isinstance(profile, Therapist):
        return 0
    return math.inf if profile.capacity is None else profile.capacity


def _too_few(therapist: Therapist) -> str:
    count = therapist.active_cares
    if count == 1:
        return "1 suivi est en cours\u00a0: indiquez au moins 1 place."
    return f"{count} suivis sont en cours\u00a0: indiquez au moins {count} places."


def _say_remote(interpreter: Interpreter) -> None:
    """Works remotely when her modalities include telephone or video; unchanged when she gave none."""
    if interpreter.modalities:
        interpreter.remote = bool({Modality.PHONE, Modality.VIDEO} & set(interpreter.modalities))
