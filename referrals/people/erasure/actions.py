"""Erasing a person: at once what says who she is, later the rows that figures still count (decision 0014)."""

from datetime import datetime

from django.db import transaction
from django.db.models import BinaryField, F, Model
from django.utils import timezone

from centre.context import acting_as_system
from centre.journal import record_read
from centre.links import fingerprint, new_token
from centre.models import ClosedYear, User
from centre.refusals import Refused
from centre.vault import EncryptedTextField
from networks.models import Mission
from referrals.choices import BackupState, ConsentScope, Origin, ReorientationState, RightKind, RightState
from referrals.choices import Caller as CallerKind
from referrals.models import (
    AgendaItem,
    Backup,
    Call,
    Caller,
    Care,
    Consent,
    ConsentOverride,
    Exclusion,
    Identity,
    PlanLine,
    Referral,
    Reorientation,
    ReviewMeeting,
    Talk,
    TherapySession,
)
from referrals.moves import decision_facts, move
from referrals.people import access
from referrals.people.about import missions_of, offers_of, rows_about
from referrals.people.models import Person, RightsRequest, random_code
from referrals.reviews.vignettes import names_of, without_names
from referrals.states import OPEN, CareState, State

ERASED = "Effacé."  # where the database wants a reason
_REASON = "Effacement demandé par la personne."
_UNCOUNTED = {  # facts that no figure counts
    "commune": "",
    "publics": list,
    "modalities": list,
    "interpreter_wish": "",
    "interpreter_gender": "",
    "therapist_gender": "",
}


def goes_on(person: Person) -> bool:
    """Whether something is under way: an active care, or a request under study."""
    return (
        Care.objects.filter(person=person, state__in=access.LIVING).exists()
        or Referral.objects.filter(person=person, state__in=OPEN).exists()
    )


@transaction.atomic
def erase_person(
    person: Person, *, end_what_goes_on: bool, confirmed: bool, by: User, at: datetime
) -> Person:
    """Erase who she was, in every table. Her rows stay, nameless, until their years are published."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erased_on:
        raise Refused("Cette personne est déjà effacée.")
    if not confirmed:
        raise Refused(
            "Confirmez\u00a0: rien de ce qui dit qui elle est ne pourra être retrouvé.", field="confirmed"
        )
    if goes_on(person) and not end_what_goes_on:
        raise Refused(
            "Un suivi ou une orientation est en cours. Dites que vous y mettez fin, ou attendez.",
            field="end_what_goes_on",
        )
    record_read(person, by=by, at=at, why="effacement")
    _close_what_goes_on(person, by, at)
    code = person.code
    with acting_as_system():  # steps, sessions of closed years, missions: nobody else may change them
        _expect_nothing(person, at)
        _write_minutes_again(person, at)
        _blank_everything(person)
        _forget(person, timezone.localdate(at))
    _answer_requests(code, by, at)
    return person


def _close_what_goes_on(person: Person, by: User, at: datetime) -> None:
    """Close it as on any day, with the usual mails: a request is withdrawn, a care ends."""
    for referral in Referral.objects.filter(person=person, state__in=OPEN):
        facts = decision_facts(State.WITHDRAWN, _REASON, at)
        move(referral, State.WITHDRAWN, by=by, at=at, version=None, **facts)
    for referral in Referral.objects.filter(person=person, state=State.ACCEPTED, imported=False):
        move(referral, State.CLOSED, by=by, at=at, version=None)


def _blank_everything(person: Person) -> None:
    """Empty every field declared identifying (`privacy`), in every row that leads to her."""
    for model, rows in list(rows_about(person)):
        if model in (Identity, Exclusion):
            continue
        blank(model, rows)
    blank(Mission, missions_of(person))
    for offer in offers_of(person):  # a link that opened the mission opens nothing any more
        offer.reason, offer.token_hash = "", fingerprint(new_token())
        offer.save(update_fields=["reason", "token_hash"])
    relatives = [Origin.PERSON, Origin.RELATIVE]
    Referral.objects.filter(person=person, origin__in=relatives).update(referrer_label="")
    _callers(person)
    Exclusion.objects.filter(person=person).delete()
    PlanLine.objects.filter(referral__person=person).delete()
    AgendaItem.objects.filter(referral__person=person, done=False).delete()
    Identity.objects.filter(person=person).delete()


def _expect_nothing(person: Person, at: datetime) -> None:
    """Cancel what asks or reminds somebody to write about her."""
    for asked in Reorientation.objects.filter(person=person, state=ReorientationState.SENT):
        asked.state, asked.answered_at, asked.version = ReorientationState.CANCELLED, at, asked.version + 1
        asked.save()
    over = [BackupState.CLOSED, BackupState.CANCELLED]
    for backup in Backup.objects.filter(person=person).exclude(state__in=over):
        answered = backup.state == BackupState.ANSWERED
        backup.state = BackupState.CLOSED if answered else BackupState.CANCELLED
        backup.closed_at, backup.version = at, backup.version + 1
        backup.save()


def _write_minutes_again(person: Person, at: datetime) -> None:
    """Remove her situation and her name from the minutes of the meetings that discussed her; other situations stay.
    Minutes being printed are printed again."""
    names = names_of(Referral.objects.filter(person=person)).get(person.pk, ())
    met = ReviewMeeting.objects.filter(reviews__referral__person=person).values("pk")
    for meeting in ReviewMeeting.objects.select_for_update(of=("self",)).filter(pk__in=met).order_by("pk"):
        meeting.note = without_names(meeting.note, names, "(code)")
        meeting.minutes = ""
        if meeting.minutes_wanted_at is not None:
            meeting.minutes_wanted_at = at
        meeting.save()


def blank(model: type[Model], rows) -> None:
    """Empty the identifying fields of these rows, with the empty value that the database accepts."""
    fields = [model._meta.get_field(name) for name in model.privacy.identifying]
    if not fields:
        return
    for row in rows:
        for field in fields:
            setattr(row, field.name, _empty(row, field))
        row.save()


def _empty(row, field):
    if isinstance(field, BinaryField) or field.null:
        return None if field.null else b""
    needed = isinstance(row, Referral) and field.name == "decision_reason" and row.decision_reason
    return ERASED if needed and isinstance(field, EncryptedTextField) else ""


def _callers(person: Person) -> None:
    """The line of the hotline where she called herself."""
    calls = Call.objects.filter(referral__person=person, caller_kind=CallerKind.PERSON)
    blank(Caller, Caller.objects.filter(pk__in=calls.values("caller_id")))
    for model in (Call, Talk):
        model.objects.filter(referral__person=person).update(referral=None)


def _forget(person: Person, today) -> None:
    """The row itself: another code, and only the facts that figures count. The scope « statistiques » stands: it is
    what she last said of being counted."""
    consents = Consent.objects.filter(person=person, withdrawn_on=None)
    consents.exclude(scope=ConsentScope.STATISTICS).update(withdrawn_on=today)
    ConsentOverride.objects.filter(person=person, ended_at=None).update(ended_at=F("until"))
    told = Care.objects.filter(person=person, state__in=access.LIVING)  # by a centre's sheets
    told.update(state=CareState.ENDED, ended_on=today)
    for name, empty in _UNCOUNTED.items():
        setattr(person, name, empty() if callable(empty) else empty)
    person.code, person.erased_on = random_code("E"), today
    person.save()


def _answer_requests(code: str, by: User, at: datetime) -> None:
    """The register keeps that it was asked, and that it was done."""
    for request in RightsRequest.objects.select_for_update().filter(person_code=code):
        request.note = ""
        if request.kind == RightKind.ERASURE and request.state == RightState.RECEIVED:
            request.state, request.answered_by = RightState.DONE, by
            request.answered_on, request.version = timezone.localdate(at), request.version + 1
        request.save()


# ── Once the years are published ────────────────────────────────────────────────────────────────


def years_of(person: Person) -> set[int]:
    """The years whose figures count one of her rows."""
    days = set(Referral.objects.filter(person=person).values_list("received_on", flat=True))
    days |= set(TherapySession.objects.filter(person=person).values_list("day", flat=True))
    return {day.year for day in days}


def removable() -> list[Person]:
    """Erased people all of whose years are published."""
    closed = set(ClosedYear.objects.values_list("year", flat=True))
    return [one for one in Person.objects.exclude(erased_on=None).order_by("pk") if years_of(one) <= closed]


@transaction.atomic
def remove_erased(*, at: datetime) -> list[str]:
    """Delete the rows of erased people that nothing counts any more; returns their (new) codes."""
    codes = []
    for person in removable():
        person = Person.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=person.pk).first()
        if person is None:
            continue
        Care.objects.filter(person=person).update(relays=None)
        for _, rows in reversed(list(rows_about(person, linked=False))):
            rows.delete()
        codes.append(person.code)
    return codes
