"""Writes of the coordination on the board."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals import access, mails
from referrals.models import Referral, SavedView
from referrals.moves import check_decision, decision_facts, move
from referrals.states import ESCALATE_AFTER, Reminder, State, remind_after


def take(referral: Referral, *, version: int, by: User, at: datetime) -> Referral:
    """Take it under study, for the first time or again: `by` becomes its owner."""
    return move(referral, State.STUDIED, by=by, at=at, version=version, owner=by)


@dataclass
class Taken:
    """The outcome of `take_many`: orientations taken, and those left alone with the reason."""

    taken: list[Referral] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@transaction.atomic
def take_many(*, chosen: list[tuple[UUID, int]], by: User, at: datetime) -> Taken:
    """Take each of them as it was read (id, version); one that has changed since is named and left as it is."""
    done = Taken()
    for pk, version in sorted(chosen):  # everybody locks in the same order
        referral = Referral.objects.filter(pk=pk).first()
        if referral is None:
            continue
        try:
            with transaction.atomic():
                done.taken.append(take(referral, version=version, by=by, at=at))
        except Refused:
            done.left.append(_as_it_is(pk))
    return done


def _as_it_is(pk: UUID) -> str:
    """« O-7K3MQ9P, déjà prise par Chloé à 14 h 02 »"""
    now = Referral.objects.select_related("owner").get(pk=pk)
    since = timezone.localtime(now.state_since)
    when = f"à {since:%H} h {since:%M}"
    if now.state == State.STUDIED and now.owner:
        return f"{now.reference}, déjà prise par {now.owner} {when}"
    return f"{now.reference}, « {now.get_state_display()} » depuis le {since:%d/%m/%Y} {when}"


@transaction.atomic
def remind(referral: Referral, *, by: User, at: datetime) -> Referral:
    """Remind its owner or, once it waits too long, the whole coordination; once per state and kind of reminder.

    Neither its version nor its steps change: nobody acted.
    """
    current = Referral.objects.select_for_update(of=("self",)).select_related("owner").get(pk=referral.pk)
    if not current.is_open and not access.to_place().filter(pk=current.pk).exists():
        return current
    waited = at - current.state_since
    if waited >= ESCALATE_AFTER:
        reached = Reminder.ESCALATED
    elif waited >= remind_after(current.state, current.urgency):
        reached = Reminder.REMINDED
    else:
        return current
    if current.reminded < reached:
        current.reminded = reached
        current.save(update_fields=["reminded"])
        mails.overdue(current, days=waited.days)
    return current


def ask(referral: Referral, *, question: str, version: int, by: User, at: datetime) -> Referral:
    """Ask the referrer for more information; it is then her turn."""
    return move(referral, State.INCOMPLETE, by=by, at=at, version=version, note=question)


def bring_to_review(referral: Referral, *, version: int, by: User, at: datetime) -> Referral:
    """Put it on the agenda of the next *concertation*."""
    return move(referral, State.REVIEWED, by=by, at=at, version=version)


def decide(
    referral: Referral, *, decision: str, reason: str, version: int, by: User, at: datetime
) -> Referral:
    """Decide without a *concertation*, where the dispositif allows it; a negative decision needs a reason."""
    needs_review = referral.dispositif is None or referral.dispositif.requires_review
    if decision == State.ACCEPTED and needs_review and not referral.reviews.exists():
        raise Refused("Dans ce dispositif, rien n’est accepté sans concertation.", field="decision")
    check_decision(decision, reason)
    return move(
        referral, decision, by=by, at=at, version=version, note=reason, **decision_facts(decision, reason, at)
    )


MOST_VIEWS = 20


@transaction.atomic
def save_view(*, name: str, query: str, by: User, at: datetime) -> SavedView:
    """Keep these filters under a name; the same name again replaces them."""
    User.objects.select_for_update().get(pk=by.pk)
    if (
        SavedView.objects.filter(user=by).count() >= MOST_VIEWS
        and not SavedView.objects.filter(user=by, name=name).exists()
    ):
        raise Refused(f"Vous avez déjà {MOST_VIEWS} vues ; retirez-en une d’abord.", field="name")
    return SavedView.objects.update_or_create(user=by, name=name, defaults={"query": query})[0]


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: User, at: datetime) -> SavedView:
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError as error:
        raise Refused("Une autre de vos vues porte déjà ce nom.", field="name") from error
    return view


def remove_view(view: SavedView, *, by: User, at: datetime) -> None:
    view.delete()
