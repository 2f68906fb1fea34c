"""The register of what people ask about their data. The law gives one month."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.journal import record_read
from centre.models import User
from centre.refusals import Refused
from referrals.choices import ConsentForm, ConsentScope, RightKind, RightState
from referrals.people.models import Consent, Person, RightsRequest
from referrals.people.rules import ANSWER_MONTHS, later


def _person_of(code: str) -> Person | None:
    return Person.objects.filter(code__iexact=code.strip(), erased_on=None).first()


@transaction.atomic
def record_right(*, kind: str, person_code: str, received_on: date, by: User, at: datetime) -> RightsRequest:
    """Write down that she asked; the clock starts on the day she did."""
    person = _person_of(person_code)
    if person is None:
        raise Refused(
            "Aucun dossier ne porte ce code\u00a0: cherchez-le dans «\u00a0Personnes\u00a0».",
            field="person_code",
        )
    if received_on > timezone.localdate(at):
        raise Refused("Une demande s’inscrit une fois reçue\u00a0: vérifiez la date.", field="received_on")
    waiting = RightsRequest.objects.filter(kind=kind, person_code=person.code, state=RightState.RECEIVED)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two at once: one sees the other
    if waiting.exists():
        raise Refused("La même demande attend déjà une réponse.", field="kind")
    return RightsRequest.objects.create(
        kind=kind,
        person_code=person.code,
        received_on=received_on,
        due_on=later(received_on, months=ANSWER_MONTHS),
        recorded_by=by,
    )


@transaction.atomic
def answer_right(
    request: RightsRequest, *, state: str, note: str, version: int, by: User, at: datetime
) -> RightsRequest:
    """Done, or refused with the reason that she is told."""
    current = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if current.state != RightState.RECEIVED or current.version != version:
        raise Refused("Une réponse a été inscrite entre-temps\u00a0: rechargez la page.")
    if state == RightState.REFUSED and not note:
        raise Refused("Dites pourquoi\u00a0: la personne a droit à ce motif.", field="note")
    if state == RightState.DONE and current.kind == RightKind.ERASURE and _person_of(current.person_code):
        raise Refused("Effacez d’abord la personne\u00a0: la demande se clora d’elle-même.", field="state")
    if state == RightState.DONE and current.kind == RightKind.OPPOSITION:
        _oppose(current.person_code, by, at)
    current.state, current.note, current.answered_by = state, note, by
    current.answered_on, current.version = timezone.localdate(at), current.version + 1
    current.save()
    return current


def _oppose(code: str, by: User, at: datetime) -> None:
    """She is in no figure from now on: the scope « statistiques » is withdrawn, said so even if never asked before."""
    person, today = _person_of(code), timezone.localdate(at)
    if person is None:
        raise Refused("Ce dossier n’existe plus.")
    said = Consent.objects.filter(person=person, scope=ConsentScope.STATISTICS)
    if said.filter(withdrawn_on=None).update(withdrawn_on=today) or said.exists():
        return
    Consent.objects.create(
        person=person,
        scope=ConsentScope.STATISTICS,
        form=ConsentForm.ORAL,
        given_on=today,
        withdrawn_on=today,
        recorded_by=by,
    )


@transaction.atomic
def export_person(person: Person, *, by: User, at: datetime) -> bytes:
    """Everything that is kept about her, in one archive made now and stored nowhere; journalled."""
    from referrals.people.rights.export import archive

    record_read(person, by=by, at=at, why="copie remise à la personne")
    with acting_as_system():  # the missions and the lines of the hotline are hers too
        return archive(person, at=at)
