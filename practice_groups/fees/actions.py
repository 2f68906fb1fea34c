"""Every write about fees. Each locks the registration; the database enforces the moves and the numbering."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from centre.models import Settings, User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.models import NetworkSettings
from practice_groups.choices import FeeState, PayBy
from practice_groups.fees import access, mails, tasks
from practice_groups.fees.cardnumbers import refuse_card_numbers
from practice_groups.fees.words import day_in_words, euros
from practice_groups.models import Receipt, Registration

FACTS = ["fee_state", "fee_amount", "fee_settled_on", "fee_by", "fee_reason", "receipt"]


@transaction.atomic
def receive(
    registration: Registration,
    *,
    amount: Decimal,
    received_on: date,
    means: str,
    payer: str = "",
    reason: str = "",
    by: User,
    at: datetime,
) -> Receipt:
    """Record `amount` euros received, and issue the receipt. Less than what is due needs a reason."""
    registration = _locked(registration)
    _refuse_unless_due(registration)
    refuse_card_numbers(payer=payer, reason=reason)
    _refuse_amount(amount, registration.fee_amount, reason)
    _refuse_day(received_on, since=timezone.localdate(registration.registered_at), at=at, field="received_on")
    if means not in PayBy.values:
        raise Refused("Dites par quel moyen.", field="means")
    _note(
        registration,
        fee_state=FeeState.RECEIVED,
        fee_amount=amount,
        fee_settled_on=received_on,
        fee_by=means,
        fee_reason=reason,
    )
    return _write_receipt(registration, payer=payer, by=by, at=at)


@transaction.atomic
def receive_several(
    registrations: Iterable[Registration], *, received_on: date, means: str, by: User, at: datetime
) -> int:
    """Record each fee as received in full on one day: all of them, or none with the reason."""
    chosen = sorted(registrations, key=lambda one: one.pk)
    if not chosen:
        raise Refused("Cochez au moins une participation.")
    for one in chosen:
        fresh = _locked(one)
        try:
            receive(fresh, amount=fresh.fee_amount, received_on=received_on, means=means, by=by, at=at)
        except Refused as refusal:
            raise Refused(
                f"{fresh.user.display_name}\u00a0: {refusal.reason} Rien n’est enregistré.",
                field=refusal.field,
            ) from refusal
    return len(chosen)


@transaction.atomic
def waive(registration: Registration, *, reason: str, by: User, at: datetime) -> Registration:
    """Exempt this registration, for a reason."""
    registration = _locked(registration)
    _refuse_unless_due(registration)
    _need(reason)
    return _note(registration, fee_state=FeeState.WAIVED, fee_reason=reason)


@transaction.atomic
def owe(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Cancel an exemption: the fee is due again."""
    registration = _locked(registration)
    if registration.fee_state != FeeState.WAIVED:
        raise Refused(f"Cette participation n’est pas exonérée\u00a0: {_state(registration)}.")
    return _note(registration, fee_state=FeeState.DUE, fee_reason="")


@transaction.atomic
def refund(
    registration: Registration, *, amount: Decimal, refunded_on: date, reason: str, by: User, at: datetime
) -> Receipt:
    """Record `amount` euros refunded, the whole or a part; the receipt is marked."""
    registration = _locked(registration)
    receipt = _receipt_of(registration, by=by, at=at)
    _need(reason)
    if not 0 < amount <= receipt.amount:
        raise Refused(f"Le remboursement va jusqu’à {euros(receipt.amount)}.", field="amount")
    _refuse_day(refunded_on, since=receipt.received_on, at=at, field="refunded_on")
    _mark(receipt, refunded=amount, refunded_on=refunded_on)
    _note(registration, fee_state=FeeState.REFUNDED, fee_reason=reason)
    return receipt


@transaction.atomic
def keep(registration: Registration, *, reason: str, by: User, at: datetime) -> Receipt:
    """Record that somebody who left is not refunded, for a reason."""
    registration = _locked(registration)
    if registration.is_living:
        raise Refused("Cette personne participe toujours\u00a0: il n’y a rien à rembourser.")
    receipt = _receipt_of(registration, by=by, at=at)
    _need(reason)
    receipt.kept_why = reason
    receipt.save(update_fields=["kept_why"])
    return receipt


@transaction.atomic
def cancel_receipt(registration: Registration, *, reason: str, by: User, at: datetime) -> Registration:
    """Cancel a receipt issued by mistake: it keeps its number, and the fee is due again."""
    registration = _locked(registration)
    receipt = _receipt_of(registration, by=by, at=at)
    _need(reason)
    _mark(receipt, cancelled_on=max(timezone.localdate(at), receipt.received_on), cancelled_why=reason)
    return _note(
        registration,
        fee_state=FeeState.DUE,
        fee_amount=registration.cycle.fee,
        fee_settled_on=None,
        fee_by="",
        fee_reason="",
        receipt=None,
    )


@transaction.atomic
def issue_receipt(registration: Registration, *, by: User, at: datetime) -> Receipt:
    """Issue the receipt of a fee received before receipts existed. Idempotent."""
    return _receipt_of(_locked(registration), by=by, at=at)


@transaction.atomic
def remind(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Mail somebody who is late, at most every thirty days."""
    today = timezone.localdate(at)
    registration = _locked(registration)
    _refuse_unless_due(registration)
    line = access.fees(today).get(pk=registration.pk)
    if not line.overdue:
        raise Refused(f"Cette participation est à régler jusqu’au {day_in_words(line.due_on)}.")
    if registration.user.has_ended:
        raise Refused("Le compte de cette personne est fermé\u00a0: aucun message ne lui parvient.")
    if not access.to_remind(today).filter(pk=registration.pk).exists():
        again = registration.fee_reminded_on + access.DELAY
        raise Refused(
            f"Relancée le {day_in_words(registration.fee_reminded_on)}\u00a0: pas de nouvelle relance avant le "
            f"{day_in_words(again)}."
        )
    registration.fee_reminded_on = today
    registration.save(update_fields=["fee_reminded_on"])
    mails.due(registration)
    return registration


@transaction.atomic
def remind_all(*, by: User, at: datetime) -> int:
    """Remind everybody who is late and was not reminded for thirty days; returns how many."""
    late = list(access.to_remind(timezone.localdate(at)).order_by("pk"))
    for registration in late:
        remind(registration, by=by, at=at)
    return len(late)


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _locked(registration: Registration) -> Registration:
    """The registration as it is now, locked until the end of the transaction."""
    locked = Registration.objects.select_for_update(of=["self"])
    return locked.select_related("user", "cycle__group").get(pk=registration.pk)


def _note(registration: Registration, **facts) -> Registration:
    for name, value in facts.items():
        setattr(registration, name, value)
    registration.save(update_fields=list(facts))
    registration.refresh_from_db(fields=FACTS)
    return registration


def _write_receipt(registration: Registration, *, payer: str = "", by: User, at: datetime) -> Receipt:
    user = registration.user
    receipt = Receipt.objects.create(
        registration=registration,
        issuer=NetworkSettings.current().payer or Settings.objects.get().name,
        holder=user.display_name,
        payer=payer,
        title=str(registration.cycle),
        amount=registration.fee_amount,
        received_on=registration.fee_settled_on,
        means=registration.fee_by,
        language=user.language,
        issued_at=at,
        issued_by=by,
    )
    receipt.refresh_from_db(fields=["number"])
    _note(registration, receipt=receipt.number)
    _render(receipt)
    return receipt


def _receipt_of(registration: Registration, *, by: User, at: datetime) -> Receipt:
    """The valid receipt of a fee received; issued now if it was received before receipts existed."""
    if registration.fee_state != FeeState.RECEIVED:
        raise Refused(f"Cette participation n’est pas reçue\u00a0: {_state(registration)}.")
    receipt = Receipt.objects.standing().listed().filter(registration=registration).first()
    if receipt is None and not registration.fee_amount:
        raise Refused("Rien n’a été reçu pour cette inscription.")
    return receipt or _write_receipt(registration, by=by, at=at)


def _mark(receipt: Receipt, **marks) -> None:
    """Mark a receipt; its document is made again."""
    for name, value in marks.items():
        setattr(receipt, name, value)
    receipt.pdf = b""
    receipt.save(update_fields=[*marks, "pdf"])
    _render(receipt)


def _render(receipt: Receipt) -> None:
    transaction.on_commit(lambda: enqueue(tasks.render_receipt, str(receipt.pk)))


def _refuse_unless_due(registration: Registration) -> None:
    if registration.fee_state != FeeState.DUE:
        raise Refused(f"Il n’y a rien à régler\u00a0: {_state(registration)}.")


def _state(registration: Registration) -> str:
    """« reçue le 12 octobre 2026, reçu n° 7 »."""
    said = (registration.get_fee_state_display() or "aucune participation").lower()
    if registration.fee_state == FeeState.RECEIVED:
        said += f" le {day_in_words(registration.fee_settled_on)}"
    if registration.receipt:
        said += f", reçu n°\u00a0{registration.receipt}"
    return said


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refused("Dites pourquoi.", field="reason")
    refuse_card_numbers(reason=reason)


def _refuse_amount(amount: Decimal, due: Decimal, reason: str) -> None:
    if not 0 < amount <= due:
        raise Refused(f"Le montant va jusqu’à {euros(due)}, ce qui est à régler.", field="amount")
    if amount < due and not reason.strip():
        raise Refused(
            f"C’est moins que {euros(due)}\u00a0: dites pourquoi le reste n’est pas demandé.", field="reason"
        )


def _refuse_day(day: date, *, since: date, at: datetime, field: str) -> None:
    if not since <= day <= timezone.localdate(at):
        raise Refused(f"La date se situe entre le {day_in_words(since)} et aujourd’hui.", field=field)
