"""Every write about a candidature, one verb each. `_move` alone changes a state."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from centre import actions as accounts
from centre.context import acting_as_system
from centre.links import INVALID_LINK, fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from centre.vault import blind_index
from networks.choices import ApplicationState as State
from networks.choices import Network
from networks.joining import access, mails
from networks.joining.models import Application
from networks.joining.states import LINK_EVERY, LINK_LIFE, LIVING, PER_ADDRESS, PER_MINUTE, may_move
from networks.models import NetworkSettings, Professional

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that reads as another
_PREFIXES = {Network.THERAPISTS: "TH", Network.INTERPRETERS: "IN"}
TOO_MANY = (
    "Beaucoup de demandes arrivent en ce moment. Vos saisies sont conservées : renvoyez-les dans une minute."
)
NO_QUESTION = "Aucune question ne vous attend : rechargez la page."
ENDED = "Cette demande est close."


# ── Whoever asks to join ────────────────────────────────────────────────────────────────────────


@transaction.atomic
def apply(
    *,
    network: str,
    display_name: str,
    email: str,
    phone: str,
    profession: str = "",
    languages: list[str],
    departements: list[str],
    message: str = "",
    idempotency_key: UUID,
    at: datetime,
) -> bool:
    """Take in a candidature from somebody without an account; the portal writes.

    The answer is always the same, whatever is already known of the address. A candidature that lives is not made
    twice: its link is mailed again, at most once an hour.
    """
    email = email.lower()
    index = blind_index(email)
    with acting_as_system():
        NetworkSettings.objects.select_for_update().get(pk=1)  # one at a time: what follows is counted
        if Application.objects.filter(idempotency_key=idempotency_key).exists():
            return True
        if Application.objects.filter(received_at__gt=at - timedelta(minutes=1)).count() >= PER_MINUTE:
            raise Refused(TOO_MANY)
        living = list(Application.objects.living().filter(email_index=index))
        known = next((one for one in living if one.network == network), None)
        if known is not None:
            _send_link_again(known, at=at)
        elif len(living) < PER_ADDRESS:
            application = Application(
                network=network,
                display_name=display_name,
                email=email,
                email_index=index,
                phone=phone,
                profession=profession,
                languages=languages,
                departements=departements,
                message=message,
                received_at=at,
                idempotency_key=idempotency_key,
            )
            token = _new_link(application, at=at)
            application.save(force_insert=True)
            mails.received(application, token=token)
    return True


def application_of(token: str, *, at: datetime) -> Application:
    """The candidature behind a link; the refusal is the same for unknown, replaced and expired."""
    with acting_as_system():
        found = access.of_link(token, at=at)
    if found is None:
        raise Refused(INVALID_LINK)
    return found


@transaction.atomic
def answer(application: Application, *, answer: str, version: int, at: datetime) -> Application:
    """She answers the coordination's question, through her link. The same answer sent twice is one."""
    with acting_as_system():
        current = _locked(application)
        if current.state == State.RECEIVED and current.answer == answer:
            return current
        if current.state != State.ASKED or current.version != version:
            raise Refused(NO_QUESTION)
        current = _move(current, State.RECEIVED, answer=answer)
        mails.completed(current, coordinators=User.objects.holding("coordination"))
    return current


@transaction.atomic
def withdraw(application: Application, *, at: datetime) -> Application:
    """She takes her candidature back, through her link."""
    with acting_as_system():
        current = _locked(application)
        if current.state == State.WITHDRAWN:
            return current
        return _move(current, State.WITHDRAWN)


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask(application: Application, *, question: str, version: int, by: User, at: datetime) -> Application:
    """Ask for more. What was asked and answered before stays with her message."""
    current = _locked(application, version)
    if current.question and current.answer:
        current.message = f"{current.message}\n\n{current.question}\n→ {current.answer}".strip()
    current = _move(current, State.ASKED, message=current.message, question=question, answer="")
    mails.asked(current, token=_saved_link(current, at=at))
    return current


@transaction.atomic
def decline(application: Application, *, reason: str, version: int, by: User, at: datetime) -> Application:
    """Decline, and say why on her page: the mail only says that an answer is there."""
    current = _move(
        _locked(application, version), State.DECLINED, decision_reason=reason, decided_at=at, decided_by=by
    )
    mails.answered(current, token=_saved_link(current, at=at))
    return current


@transaction.atomic
def validate(application: Application, *, version: int, by: User, at: datetime) -> Application:
    """Let her in: her sheet, and an invitation, or the role at once if her address has an account."""
    current = _move(_locked(application, version), State.VALIDATED, decided_at=at, decided_by=by)
    account, invitation = _let_in(current, by=by, at=at)
    _open_sheet(current, account, invitation, at=at)
    return current


@transaction.atomic
def renew_invitation(application: Application, *, version: int, by: User, at: datetime) -> Application:
    """Invite again whoever let her link expire; the link before no longer opens."""
    current = _locked(application, version)
    before = current.invitation
    if current.state != State.VALIDATED or before is None or before.accepted_at is not None:
        raise Refused("Cette personne n’a pas d’invitation en attente : rechargez la page.")
    sheet = access.sheet_of(current)
    before.expires_at = min(before.expires_at, at)
    before.save(update_fields=["expires_at"])
    account, invitation = _let_in(current, by=by, at=at)
    if sheet is not None and sheet.user_id is None:
        sheet.user, sheet.invitation = account, invitation
        sheet.save(update_fields=["user", "invitation"])
    return current


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _locked(application: Application, version: int | None = None) -> Application:
    """The row, held until the end of the transaction, if it is still the one that was read."""
    current = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if version is not None and current.version != version:
        raise _told(current)
    return current


def _told(application: Application) -> Refused:
    """Somebody else acted first: say who and when."""
    author, moment = access.last_move(application)
    when = timezone.localtime(moment)
    return Refused(
        f"Candidature modifiée par {author} à {when:%H} h {when:%M} : elle est maintenant"
        f" « {application.get_state_display()} ». Vos saisies sont conservées : comparez avant d’enregistrer."
    )


def _move(application: Application, to: State, **facts) -> Application:
    """Change the state of a locked candidature, with the facts that go with it."""
    if not may_move(application.state, to):
        raise Refused(ENDED)
    application.state = to
    application.version += 1
    for name, value in facts.items():
        setattr(application, name, value)
    application.save()
    return application


def _new_link(application: Application, *, at: datetime) -> str:
    """A new token for her page; only its fingerprint is kept, and the one before no longer opens."""
    token = new_token()
    application.token_hash, application.link_sent_at = fingerprint(token), at
    return token


def _saved_link(application: Application, *, at: datetime) -> str:
    token = _new_link(application, at=at)
    application.save(update_fields=["token_hash", "link_sent_at"])
    return token


def _send_link_again(application: Application, *, at: datetime) -> None:
    if application.link_sent_at <= at - LINK_EVERY:
        mails.received(application, token=_saved_link(application, at=at))


def _let_in(application: Application, *, by: User, at: datetime):
    """(account, None) when her address has one, else (None, invitation); the candidature keeps the invitation."""
    account, invitation = access.account_of(application), None
    if account is None:
        invitation = accounts.invite(
            email=application.email,
            display_name=application.display_name,
            role=application.network,
            by=by,
            at=at,
        )
    elif account.has_ended:
        raise Refused("Le compte de cette adresse est fermé : voyez avec l’administration.")
    else:
        if application.network not in account.codes:
            accounts.grant(account, role=application.network, by=by, at=at)
        mails.welcomed(account)
    application.invitation = invitation
    application.version += 1
    application.save(update_fields=["invitation", "version"])
    return account, invitation


def _open_sheet(application: Application, account, invitation, *, at: datetime) -> Professional | None:
    """Her sheet in the network, made of what she wrote; one that her account already has is kept as it is."""
    model = access.SHEETS.get(application.network)
    if model is None or (account and model.objects.filter(user=account).exists()):
        return None
    facts = {"profession": application.profession} if application.network == Network.THERAPISTS else {}
    return model.objects.create(
        code=_free_code(model, _PREFIXES[application.network]),
        user=account,
        invitation=invitation,
        display_name=application.display_name,
        phone=application.phone,
        languages=application.languages,
        departements=application.departements,
        joined_on=timezone.localdate(at),
        **facts,
    )


def _free_code(model: type[Professional], prefix: str) -> str:
    """A pseudonym that says nothing of when or who; two drawn alike at the same instant are refused by the table."""
    while True:
        code = f"{prefix}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}"
        if not model.objects.filter(code=code).exists():
            return code


def forget(*, at: datetime) -> int:
    """Delete the candidatures whose page is closed for good; how many. Whoever was let in has a sheet."""
    ended = Application.objects.exclude(state__in=LIVING)
    old = ended.filter(Q(decided_at__lt=at - LINK_LIFE) | Q(decided_at=None, link_sent_at__lt=at - LINK_LIFE))
    return old.delete()[0]
