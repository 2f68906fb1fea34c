"""Writes about missions. Whoever needs an interpreter books through here; who asks never pays."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from centre.models import User
from centre.refusals import Refused
from networks.choices import MissionState, Modality
from networks.models import Interpreter, Mission


def refuse_unless_within_reach(interpreter: Interpreter, departement: str) -> None:
    """An interpreter covers the département or works remotely."""
    if not (interpreter.remote or interpreter.covers(departement)):
        raise Refused("Cet interprète ne se déplace pas dans ce département.", field="interpreter")


def record_held(
    interpreter: Interpreter,
    *,
    language: str,
    starts_at: datetime,
    duration: int,
    modality: str,
    departement: str,
    client_label: str,
    by: User,
) -> Mission:
    """A mission that took place, declared by whoever worked with the interpreter. `duration` in minutes.

    `client_label` is a first name or a code, never a full name.
    """
    if language not in interpreter.languages:
        raise Refused("Cet interprète ne parle pas la langue de la personne.", field="interpreter")
    refuse_unless_within_reach(interpreter, departement)
    if modality == Modality.ON_SITE and departement and not interpreter.covers(departement):
        raise Refused(
            "Hors de ses départements, cet interprète travaille à distance : par téléphone ou en visio.",
            field="interpreter",
        )
    try:
        with transaction.atomic():
            return Mission.objects.create(
                interpreter=interpreter,
                language=language,
                day=starts_at.date(),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=duration),
                duration=duration,
                modality=modality,
                departement=departement,
                client_label=client_label,
                state=MissionState.HELD,
                requested_by=by,
            )
    except IntegrityError as error:
        if "interpreter_in_one_place" not in str(error):
            raise
        raise Refused(
            "Cet interprète a déjà une mission à cette heure : vérifiez l’heure ou l’interprète.",
            field="interpreter",
        ) from error
