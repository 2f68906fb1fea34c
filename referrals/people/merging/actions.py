"""Merging two files of one person; the stricter consents win."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from centre.context import acting_as_system
from centre.journal import record_reads
from centre.models import User
from centre.refusals import Refused
from referrals.choices import ConsentScope, RightState
from referrals.models import Exclusion, TherapySession
from referrals.people import access
from referrals.people.about import missions_of
from referrals.people.consents.actions import hide_first_name
from referrals.people.identity.actions import FACTS, IDENTITY
from referrals.people.models import Consent, Identity, Person, RightsRequest
from referrals.states import SessionState

_BY_HAND = (Identity, Consent, Exclusion)
_GONE = "L’un des deux dossiers n’existe plus\u00a0: rechargez la page."
_BOTH = (
    "Ces deux dossiers ont des séances à la même heure\u00a0: ce sont deux personnes, ou une séance est mal notée."
    " Corrigez-la avant de réunir les dossiers."
)


@transaction.atomic
def merge(kept: Person, *, other: Person, by: User, at: datetime) -> Person:
    """Move everything about `other` to `kept`, and delete `other`'s row. The person is counted once."""
    if kept.pk == other.pk:
        raise Refused("Choisissez un autre dossier que celui-ci.", field="other")
    locked = Person.objects.select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in locked.filter(pk__in=[kept.pk, other.pk], erased_on=None)}
    if len(found) < 2:
        raise Refused(_GONE, field="other")
    kept, other = found[kept.pk], found[other.pk]
    record_reads([kept, other], by=by, at=at, why="réunion de deux dossiers")
    if _overlap(kept, other):
        raise Refused(_BOTH, field="other")
    try:
        with transaction.atomic():
            _move(kept, other, timezone.localdate(at))
    except IntegrityError as error:
        if "person_in_one_place" not in str(error):
            raise
        raise Refused(_BOTH, field="other") from error
    return kept


def _overlap(kept: Person, other: Person) -> bool:
    taken = Q(state__in=[SessionState.PLANNED, SessionState.HELD], imported=False)
    theirs = TherapySession.objects.filter(taken, person=other).values_list("starts_at", "ends_at")
    return any(
        TherapySession.objects.filter(taken, person=kept, starts_at__lt=end, ends_at__gt=start).exists()
        for start, end in theirs
    )


def _move(kept: Person, other: Person, today: date) -> None:
    """In the portal's name: it alone removes a row, and touches a séance of a closed year without changing a figure
    of it. Who asked is in the journal of readings."""
    with acting_as_system():
        _one_identity(kept, other)
        _one_set_of_facts(kept, other)
        _strictest_consents(kept, other, today)
        _exclusions(kept, other)
        for relation in Person._meta.get_fields(include_hidden=True):
            if relation.auto_created and relation.one_to_many and relation.related_model not in _BY_HAND:
                model, name = relation.related_model, relation.field.name
                if model._meta.db_table.endswith("writeevent"):
                    continue
                model.objects.filter(**{name: other}).update(**{name: kept})
        waiting = RightsRequest.objects.filter(person_code=other.code, state=RightState.RECEIVED)
        waiting.update(person_code=kept.code)
        missions_of(kept).filter(client_label=other.code).update(client_label=kept.code)
        if not access.allows(kept, ConsentScope.INTERPRETER, day=today):
            hide_first_name(kept)
        other.delete()


def _one_identity(kept: Person, other: Person) -> None:
    """The identity of the file that is kept, its blanks filled from the other."""
    known, also = (Identity.objects.filter(person=one).first() for one in (kept, other))
    if also is None:
        return
    known = known or Identity(person=kept)
    for name in IDENTITY:
        setattr(known, name, getattr(known, name) or getattr(also, name))
    also.delete()
    known.save()


def _one_set_of_facts(kept: Person, other: Person) -> None:
    for name in (*FACTS, "commune", "interpreter_wish", "interpreter_gender", "therapist_gender"):
        if name != "languages" and getattr(kept, name) in ("", None):
            setattr(kept, name, getattr(other, name))
    for name in ("languages", "publics"):
        setattr(kept, name, list(dict.fromkeys([*getattr(kept, name), *getattr(other, name)])))
    kept.created_at = min(kept.created_at, other.created_at)
    kept.save()


def _strictest_consents(kept: Person, other: Person, today: date) -> None:
    """A scope withdrawn in either file is withdrawn; of two current ones, the first to expire wins."""
    both = Consent.objects.filter(person__in=[kept, other]).order_by(
        F("expires_on").asc(nulls_last=True), "pk"
    )
    standing: dict[tuple, list[Consent]] = {}
    withdrawn = set()
    for consent in both:
        scope = consent.scope, consent.partner_id
        if consent.withdrawn_on:
            withdrawn.add((consent.person_id, *scope))
        else:
            standing.setdefault(scope, []).append(consent)
    for scope, consents in standing.items():
        first, *others = consents
        for consent in others:
            consent.delete()  # its history stays
        refused = {one for one in (kept.pk, other.pk) if (one, *scope) in withdrawn}
        # Asked again, in the same file, after a withdrawal: that yes stands. In another file: nobody knew.
        if refused - {consent.person_id for consent in consents}:
            first.withdrawn_on, first.withdrawal_reason = today, ""
        first.person = kept
        first.save()
    both.exclude(person=kept).update(person=kept)


def _exclusions(kept: Person, other: Person) -> None:
    """Each professional once."""
    already = set(Exclusion.objects.filter(person=kept).values_list("therapist_id", "interpreter_id"))
    for exclusion in Exclusion.objects.filter(person=other):
        if (exclusion.therapist_id, exclusion.interpreter_id) in already:
            exclusion.delete()
        else:
            exclusion.person = kept
            exclusion.save()
