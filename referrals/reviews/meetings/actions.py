"""Writes about meetings: planned, prepared, held, told to the team."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from referrals import mails
from referrals.choices import ReviewMeetingState
from referrals.models import AgendaItem, CaseReview, Dispositif, Referral, ReviewMeeting
from referrals.reviews import access
from referrals.reviews.actions import record_review


@transaction.atomic
def plan_meeting(
    *,
    dispositif: Dispositif,
    day: date,
    hour: time,
    place: str,
    modality: str,
    weeks: int,
    times: int,
    by: User,
    at: datetime,
) -> ReviewMeeting:
    """Plan a meeting, and its next ones every `weeks` weeks, `times` in all; returns the first."""
    Dispositif.objects.select_for_update().get(pk=dispositif.pk)
    starts = [
        timezone.make_aware(datetime.combine(day + timedelta(weeks=weeks * number), hour))
        for number in range(times if weeks else 1)
    ]
    if starts[0] <= at:
        raise Refused("Une réunion se prépare avant : choisissez un moment à venir.", field="day")
    planned = {"dispositif": dispositif, "state": ReviewMeetingState.PLANNED}
    taken = ReviewMeeting.objects.filter(**planned, starts_at__in=starts).order_by("starts_at").first()
    if taken is not None:
        when = timezone.localtime(taken.starts_at)
        raise Refused(f"Une réunion est déjà prévue le {when:%d/%m/%Y} à {when:%H} h {when:%M}.", field="day")
    made = [
        ReviewMeeting.objects.create(**planned, starts_at=start, place=place, modality=modality, called_by=by)
        for start in starts
    ]
    return made[0]


def _locked(meeting: ReviewMeeting, *, version: int | None = None) -> ReviewMeeting:
    """The meeting still to come or being held, held until the end of the transaction."""
    current = ReviewMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if current.state != ReviewMeetingState.PLANNED:
        raise Refused(f"Cette réunion est « {current.get_state_display()} » : elle ne change plus.")
    if version is not None and current.version != version:
        raise Refused("Cette réunion a changé entre-temps. Rechargez la page avant de recommencer.")
    return current


def _changed(meeting: ReviewMeeting, **facts) -> ReviewMeeting:
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.version += 1
    meeting.save(update_fields=[*facts, "version"])
    return meeting


@transaction.atomic
def cancel_meeting(
    meeting: ReviewMeeting, *, reason: str, version: int, by: User, at: datetime
) -> ReviewMeeting:
    """Its situations go to the next meeting of the team, or wait to be put on one."""
    current = _locked(meeting, version=version)
    if current.reviews.exists():
        raise Refused("Des décisions y ont été prises : terminez-la plutôt que de l’annuler.")
    _release(current, by=by)
    return _changed(current, state=ReviewMeetingState.CANCELLED, cancel_reason=reason)


def _following(meeting: ReviewMeeting) -> ReviewMeeting | None:
    later = ReviewMeeting.objects.filter(
        dispositif=meeting.dispositif_id, state=ReviewMeetingState.PLANNED, starts_at__gt=meeting.starts_at
    )
    return later.select_for_update().order_by("starts_at").first()


def _release(meeting: ReviewMeeting, *, by: User) -> None:
    """What was not discussed goes to the next meeting, in the same order; without one it is on no agenda."""
    waiting = list(meeting.items.filter(done=False).order_by("position", "pk"))
    following = _following(meeting) if waiting else None
    for item in waiting:
        referral = item.referral
        item.delete()
        if following is not None:
            _put(following, referral, by=by)


def _put(meeting: ReviewMeeting, referral: Referral, *, by: User) -> AgendaItem:
    """At the end of the agenda; one discussed there before and back under review is opened again."""
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    facts = {"position": last + 1, "done": False, "added_by": by}
    try:
        with transaction.atomic():
            return AgendaItem.objects.update_or_create(meeting=meeting, referral=referral, defaults=facts)[0]
    except IntegrityError as error:
        if "on_one_agenda_at_a_time" in str(error):
            raise Refused(f"{referral.reference} est déjà à l’ordre du jour d’une autre réunion.") from error
        raise Refused(
            f"{referral.reference} n’est pas en concertation dans ce dispositif : elle ne s’inscrit pas ici."
        ) from error


@transaction.atomic
def enlist(meeting: ReviewMeeting, *, referral: Referral | None, by: User, at: datetime) -> list[AgendaItem]:
    """Put a situation on the agenda, or all those that wait for a meeting of this team (`referral` None)."""
    current = _locked(meeting)
    chosen = list(access.proposed(current)) if referral is None else [referral]
    return [_put(current, one, by=by) for one in chosen]


@transaction.atomic
def reorder(item: AgendaItem, *, up: bool, by: User, at: datetime) -> None:
    """One place up or down among what is not discussed yet; at the end of the list nothing moves."""
    meeting = _locked(item.meeting)
    order = list(meeting.items.filter(done=False).order_by("position", "pk"))
    here = next((place for place, one in enumerate(order) if one.pk == item.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if there is None or not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for place, one in enumerate(order, 1):
        AgendaItem.objects.filter(pk=one.pk).update(position=place)


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User, at: datetime) -> None:
    """Off this agenda; the situation stays under review and may be put on another."""
    meeting = _locked(item.meeting)
    if not meeting.items.filter(pk=item.pk, done=False).delete()[0]:
        raise Refused("Cette situation n’attend plus sur cet ordre du jour.")


@transaction.atomic
def carry_over(item: AgendaItem, *, by: User, at: datetime) -> AgendaItem:
    """To the next meeting of the team."""
    meeting = _locked(item.meeting)
    following = _following(meeting)
    if following is None:
        raise Refused("Aucune autre réunion n’est prévue pour ce dispositif : planifiez-la d’abord.")
    if not meeting.items.filter(pk=item.pk, done=False).delete()[0]:
        raise Refused("Cette situation n’attend plus sur cet ordre du jour.")
    return _put(following, item.referral, by=by)


@transaction.atomic
def attend(
    meeting: ReviewMeeting, *, participants: list[User], version: int, by: User, at: datetime
) -> ReviewMeeting:
    """Who takes part, said once for every decision of the meeting."""
    current = _locked(meeting, version=version)
    current.participants.set(participants)
    for review in current.reviews.all():
        review.participants.set(participants)
    return _changed(current)


@transaction.atomic
def decide_in_meeting(item: AgendaItem, *, by: User, at: datetime, **decided) -> CaseReview:
    """Record what the meeting decided of one of its situations, with the participants ticked for all of it."""
    meeting = _locked(item.meeting)
    if item.referral.agenda.filter(meeting=meeting, done=False).first() is None:
        raise Refused("Cette situation n’attend plus sur cet ordre du jour : rechargez la page.")
    participants = list(meeting.participants.all())
    if not participants:
        raise Refused("Cochez d’abord qui prend part à la réunion.")
    return record_review(
        item.referral,
        held_on=timezone.localdate(meeting.starts_at),
        participants=participants,
        meeting=meeting,
        by=by,
        at=at,
        **decided,
    )


@transaction.atomic
def close_meeting(
    meeting: ReviewMeeting, *, note: str, version: int, by: User, at: datetime
) -> ReviewMeeting:
    """The meeting was held: what was not discussed goes to the next one, and the minutes are written."""
    current = _locked(meeting, version=version)
    if current.starts_at > at:
        raise Refused("Cette réunion n’a pas encore commencé.")
    if not current.participants.exists():
        raise Refused("Cochez d’abord qui a pris part à la réunion.")
    _release(current, by=by)
    held = _changed(current, state=ReviewMeetingState.HELD, note=note)
    want_minutes(held, at=at)
    return held


def want_minutes(meeting: ReviewMeeting, *, at: datetime) -> None:
    """Ask the worker for minutes as things are now; the scheduler finds it again if the broker is away."""
    from referrals.reviews.meetings.tasks import render_minutes

    meeting.minutes_wanted_at = at
    meeting.save(update_fields=["minutes_wanted_at"])
    transaction.on_commit(lambda: enqueue(render_minutes, str(meeting.pk)))


@transaction.atomic
def send_minutes(meeting: ReviewMeeting, *, by: User, at: datetime) -> int:
    """Let the team read the minutes and tell each of its members; returns how many."""
    current = ReviewMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if current.minutes_at is None or current.minutes_at < current.minutes_wanted_at:
        raise Refused("Le compte rendu se prépare encore : attendez qu’il soit prêt et relisez-le.")
    current.minutes_sent_at = at
    current.save(update_fields=["minutes_sent_at"])
    readers = access.team_of(current.dispositif_id, timezone.localdate(at))
    readers = list(readers.filter(pk__in=User.objects.holding("therapeute").order_by().values("pk")))
    for reader in readers:
        mails.minutes_sent(reader, current)
    return len(readers)
