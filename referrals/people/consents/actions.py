"""Every write about consents: recorded, renewed, withdrawn, expired. Access that they open closes at once."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from referrals.choices import ConsentScope, ReorientationState
from referrals.models import Reorientation
from referrals.people import access, mails
from referrals.people.about import missions_of
from referrals.people.models import Consent, Person
from referrals.people.rules import usual_expiry

BATCH = 500
_ALREADY = "Un accord de cette portée est déjà inscrit\u00a0: renouvelez-le ou retirez-le."
_GONE = "Cet accord a été retiré entre-temps\u00a0: rechargez la page, puis recueillez-en un nouveau."


def _locked(person: Person, by: User) -> Person:
    """Her row, held, if `by` may record her consents today."""
    found = access.kept_by(by).select_for_update(of=("self",)).filter(pk=person.pk).first()
    if found is None:
        raise Refused("Cette orientation est close\u00a0: appelez la coordination.")
    return found


def _check_days(given_on: date, expires_on: date | None, today: date) -> date:
    """The last day of the consent, usual when none is said."""
    if given_on > today:
        raise Refused("Un accord se note une fois donné\u00a0: vérifiez la date.", field="given_on")
    expires_on = expires_on or usual_expiry(given_on)
    if expires_on < today:
        raise Refused("Cet accord serait déjà expiré\u00a0: vérifiez les dates.", field="expires_on")
    if expires_on > usual_expiry(given_on):
        raise Refused(
            f"Un accord vaut deux ans au plus\u00a0: jusqu’au {usual_expiry(given_on):%d/%m/%Y}.",
            field="expires_on",
        )
    return expires_on


@transaction.atomic
def record_consent(
    person: Person,
    *,
    scope: str,
    partner: Structure | None,
    form: str,
    language: str,
    text_version: str,
    interpreter_present: bool,
    given_on: date,
    expires_on: date | None,
    by: User,
    at: datetime,
) -> Consent:
    """Record her consent to one scope; for « partenaire », to that structure alone."""
    person = _locked(person, by)
    if (scope == ConsentScope.PARTNER) != (partner is not None):
        raise Refused("Un accord pour un partenaire nomme ce partenaire, et lui seul.", field="partner")
    expires_on = _check_days(given_on, expires_on, timezone.localdate(at))
    try:
        with transaction.atomic():
            return Consent.objects.create(
                person=person,
                scope=scope,
                partner=partner,
                form=form,
                language=language,
                text_version=text_version,
                interpreter_present=interpreter_present,
                given_on=given_on,
                expires_on=expires_on,
                recorded_by=by,
            )
    except IntegrityError as error:
        if "one_consent_a_scope" not in str(error):
            raise
        raise Refused(_ALREADY, field="scope") from error


@transaction.atomic
def renew_consent(
    consent: Consent,
    *,
    form: str,
    language: str,
    text_version: str,
    interpreter_present: bool,
    given_on: date,
    expires_on: date | None,
    by: User,
    at: datetime,
) -> Consent:
    """Record a new consent to the same scope, current or expired; the previous one stays in the history."""
    _locked(consent.person, by)
    current = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if current.withdrawn_on:
        raise Refused(_GONE)
    if given_on < current.given_on:
        raise Refused(
            f"L’accord inscrit est plus récent ({current.given_on:%d/%m/%Y})\u00a0: vérifiez la date.",
            field="given_on",
        )
    current.expires_on = _check_days(given_on, expires_on, timezone.localdate(at))
    current.form, current.language, current.text_version = form, language, text_version
    current.interpreter_present, current.given_on = interpreter_present, given_on
    current.recorded_by, current.told_on = by, None
    current.save()
    return current


@transaction.atomic
def withdraw_consent(consent: Consent, *, withdrawal_reason: str, by: User, at: datetime) -> Consent:
    """Withdraw a consent: what it opened closes in the same write, and those concerned are told."""
    _locked(consent.person, by)
    current = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if current.withdrawn_on:
        raise Refused("Cet accord est déjà retiré.")
    current.withdrawn_on, current.withdrawal_reason = timezone.localdate(at), withdrawal_reason
    current.save()
    _close(current)
    mails.consent_changed(current.person, by=by)
    return current


def _close(consent: Consent) -> None:
    """Remove what was copied out of the vault under this consent; everything else reads the consent itself (row
    security).

    Neither a referrer nor a therapist may change a mission or a reorientation: the portal does.
    """
    with acting_as_system():
        if consent.scope == ConsentScope.INTERPRETER:
            hide_first_name(consent.person)
        if consent.scope == ConsentScope.PARTNER:
            Reorientation.objects.filter(
                person=consent.person, structure=consent.partner_id, shares_identity=True
            ).exclude(state=ReorientationState.CANCELLED).update(shares_identity=False)


def hide_first_name(person: Person) -> int:
    """Show interpreters her code again, on past missions too. Returns how many changed."""
    return missions_of(person).exclude(client_label=person.code).update(client_label=person.code)


@transaction.atomic
def close_expired(*, at: datetime) -> int:
    """Expired consents: remove what was copied, tell those concerned, once. Returns how many."""
    today = timezone.localdate(at)
    over = Consent.objects.select_for_update(of=("self",), skip_locked=True).filter(
        expires_on__lt=today, withdrawn_on=None, told_on=None, person__erased_on=None
    )
    ended = list(over.select_related("person").order_by("pk")[:BATCH])
    for consent in ended:
        _close(consent)
    for person in {consent.person for consent in ended if consent.scope != ConsentScope.STATISTICS}:
        mails.consent_changed(person, by=None)
    Consent.objects.filter(pk__in=[consent.pk for consent in ended]).update(told_on=today)
    return len(ended)
