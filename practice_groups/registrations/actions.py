"""Registering without an account: asked on a public page, proved by a mailed link, carried out by its button; or told
to the coordination, who registers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from centre.context import SYSTEM_EMAIL, acting_as, acting_as_system
from centre.links import INVALID_LINK, fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from centre.vault import blind_index
from practice_groups import actions as groups
from practice_groups.models import Cycle, Registration, RegistrationRequest
from practice_groups.registrations import mails, rules
from practice_groups.registrations.accounts import account_for, account_of

LINK_LIFE = timedelta(days=3)
KEPT = timedelta(days=7)
PER_MINUTE = 200  # requests for one cycle: what an opening may bring at once
LINKS_AN_HOUR = 3  # mailed to one address


@transaction.atomic
def ask_to_register(
    cycle: Cycle,
    *,
    display_name: str,
    email: str,
    language: str,
    profession: str,
    sector: str,
    structure: str = "",
    expectations: str = "",
    host_address: str = "",
    host_commune: str = "",
    avoids_months: Sequence[str] = (),
    joins_contacts: bool = False,
    charter: bool,
    idempotency_key: UUID,
    allowed: bool = True,
    at: datetime,
) -> bool:
    """Keep the form of somebody without account and mail her a link; always True, whatever is known of the address.

    The same statements run either way, so that neither words nor time tell. `allowed`: whether this visitor is
    within what one visitor may send in a minute; the door counts. The portal holds the pen.
    """
    email = email.lower()
    index = blind_index(email)
    with acting_as_system():
        cycle = Cycle.objects.locked().get(pk=cycle.pk)
        if RegistrationRequest.objects.filter(idempotency_key=idempotency_key).exists():
            return True
        _refuse_a_crowd(cycle, allowed=allowed, at=at)
        groups.refuse_unless_open(cycle, at=at)
        _refuse_unless_public(cycle, profession=profession)
        recent = RegistrationRequest.objects.filter(email_index=index, asked_at__gt=at - timedelta(hours=1))
        account = account_of(email)
        if recent.count() < LINKS_AN_HOUR:
            token = new_token()
            RegistrationRequest(
                cycle=cycle,
                display_name=display_name,
                email=email,
                email_index=index,
                language=language,
                profession=profession,
                sector=sector,
                structure=structure,
                expectations=expectations,
                host_address=host_address,
                host_commune=host_commune,
                avoids_months=sorted(set(avoids_months)),
                joins_contacts=joins_contacts,
                charter_accepted_at=at,
                token_hash=fingerprint(token),
                asked_at=at,
                expires_at=at + LINK_LIFE,
                idempotency_key=idempotency_key,
            ).save(force_insert=True)
            mails.asked(email, token=token, language=language, known=account is not None)
    return True


def request_of(token: str, *, at: datetime) -> RegistrationRequest:
    """What a mailed link shows; the refusal is the same for unknown, used and expired."""
    with acting_as_system():
        return _request(token, at=at, rows=RegistrationRequest.objects.select_related("cycle__group"))


@transaction.atomic
def confirm_registration(token: str, *, at: datetime) -> Registration:
    """Register the person behind the link, now: this is her order of arrival. Refused, the link still holds."""
    with acting_as_system():
        rows = RegistrationRequest.objects.select_for_update(of=["self"]).select_related("cycle__group")
        asked = _request(token, at=at, rows=rows)
        Cycle.objects.select_for_update(of=["self"]).get(
            pk=asked.cycle_id
        )  # before the journal, as everywhere
        user = account_for(
            asked.email,
            display_name=asked.display_name,
            language=asked.language,
            granted_by=User.objects.get(email=SYSTEM_EMAIL),
            at=at,
        )
        with acting_as(user):  # in her own name: the portal opened the door, she registers
            made = groups.register(
                asked.cycle,
                profession=asked.profession,
                sector=asked.sector,
                structure=asked.structure,
                expectations=asked.expectations,
                host_address=asked.host_address,
                host_commune=asked.host_commune,
                avoids_months=asked.avoids_months,
                joins_contacts=asked.joins_contacts,
                charter=True,
                by=user,
                at=at,
            )
        asked.registration = made
        asked.save(update_fields=["registration"])
    return made


@transaction.atomic
def enrol(
    cycle: Cycle, *, display_name: str, email: str, language: str, by: User, at: datetime, **typed
) -> Registration:
    """The coordination registers somebody who telephoned or wrote. `typed`: what `practice_groups.actions.register`
    takes; `exception`, why outside the dates."""
    account = account_of(email)
    if account and rules.plain(account.display_name) != rules.plain(display_name):
        raise Refused(
            f"Cette adresse est celle de {account.display_name} : corrigez-la, ou écrivez ce nom.",
            field="email",
        )
    Cycle.objects.locked().get(pk=cycle.pk)  # before the journal, as everywhere
    with acting_as_system():  # she opens no account: the portal does, for this registration alone
        user = account_for(email.lower(), display_name=display_name, language=language, granted_by=by, at=at)
    return groups.register(cycle, user=user, by=by, at=at, **typed)


def answer_by_link(registration: Registration, *, accepted: bool, at: datetime) -> Registration:
    """She answers an offer from her own page."""
    with acting_as(registration.user):
        return groups.answer_offer(registration, accepted=accepted, by=registration.user, at=at)


def withdraw_by_link(registration: Registration, *, at: datetime) -> Registration:
    """She leaves from her own page."""
    with acting_as(registration.user):
        return groups.withdraw(registration, by=registration.user, at=at)


def forget_requests(*, at: datetime) -> int:
    """Delete the requests older than a week, used or not; how many."""
    return RegistrationRequest.objects.filter(asked_at__lt=at - KEPT).delete()[0]


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _request(token: str, *, at: datetime, rows) -> RegistrationRequest:
    found = rows.filter(token_hash=fingerprint(token), registration=None, expires_at__gt=at).first()
    if found is None:
        raise Refused(INVALID_LINK)
    return found


def _refuse_a_crowd(cycle: Cycle, *, allowed: bool, at: datetime) -> None:
    lately = RegistrationRequest.objects.filter(cycle=cycle, asked_at__gt=at - timedelta(minutes=1))
    if not allowed or lately.count() >= PER_MINUTE:
        raise Refused(
            _(
                "Beaucoup d’inscriptions arrivent en ce moment. Vos saisies sont conservées : renvoyez-les dans une"
                " minute."
            )
        )


def _refuse_unless_public(cycle: Cycle, *, profession: str) -> None:
    group = cycle.group
    if not group.public or rules.is_for_members(group):
        raise Refused(_("Ce groupe demande un compte : connectez-vous pour vous inscrire."))
    if rules.is_foreign(group, profession):
        raise Refused(rules.reserved_to_professions(group), field="profession")
