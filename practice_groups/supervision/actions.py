"""Every write about hours, one verb each."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups.choices import HoursKind
from practice_groups.models import LoggedHours, SeasonReminder
from practice_groups.supervision import access, mails
from practice_groups.supervision.seasons import Season

DAY = Decimal(24)
FAR = timedelta(days=3 * 365)


@transaction.atomic
def log_hours(
    user: User,
    *,
    kind: str,
    day: date,
    hours: Decimal,
    provider: str = "",
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> LoggedHours:
    """Note hours that `user` did elsewhere. The same submission sent twice is one line."""
    today = timezone.localdate(at)
    if kind not in HoursKind.values:
        raise Refused(_("Choisissez la nature de ces heures."), field="kind")
    if not today - FAR <= day <= today:
        raise Refused(_("Le jour se situe entre il y a trois ans et aujourd’hui."), field="day")
    if not 0 < hours <= DAY:
        raise Refused(_("Un jour a 24 heures au plus."), field="hours")
    known = LoggedHours.objects.filter(pk=idempotency_key, user=user).first()
    if known:
        return known
    same_day = LoggedHours.objects.filter(user=user, day=day).aggregate(done=Sum("hours"))["done"] or 0
    if same_day + hours > DAY:
        raise Refused(_("Avec ce qui est déjà noté ce jour-là, cela dépasse 24 heures."), field="hours")
    line = LoggedHours(
        pk=idempotency_key,
        user=user,
        kind=kind,
        day=day,
        hours=hours,
        provider=provider,
        noted_by=by,
        noted_at=at,
    )
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError as error:
        if "loggedhours_pkey" not in str(error):
            raise
        raise Refused(_("Ce formulaire a déjà été envoyé : ouvrez-en un nouveau.")) from error
    return line


@transaction.atomic
def remove_hours(line: LoggedHours, *, by: User, at: datetime) -> None:
    """Take a line away: its author, or the coordination. The journal keeps that it was there."""
    if line.noted_by_id != by.pk and not by.may("networks"):
        raise Refused(_("La coordination a noté cette ligne : demandez-lui de la retirer."))
    LoggedHours.objects.filter(pk=line.pk).delete()


@transaction.atomic
def remind(user: User, *, season: Season, by: User, at: datetime) -> bool:
    """Write to a member who has had none this season; whether it was sent. Once a season, whoever asks.

    The database lets the portal alone write who was reminded.
    """
    with acting_as_system():
        _made, new = SeasonReminder.objects.get_or_create(
            user=user, season=season.first_day, defaults={"sent_at": at}
        )
        if new:
            mails.season(user)
    return new


@transaction.atomic
def remind_all(*, by: User, at: datetime) -> int:
    """Remind every member who has had none this season and was not reminded; how many."""
    season = Season.of(timezone.localdate(at))
    return sum(remind(user, season=season, by=by, at=at) for user in list(access.to_remind(season)))
