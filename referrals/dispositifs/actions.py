"""Every write about the dispositifs: their rules, their team, their opening and their closing."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.journal import last_write
from centre.models import User
from centre.refusals import Refused
from referrals.dispositifs import access
from referrals.models import Dispositif, TeamMember

CONTRADICTION = (
    "« Orienteurs validés seulement » et « ouvert à la personne » se contredisent : gardez l’un des deux."
)
_SAID = {
    "label": "Un dispositif porte déjà ce nom.",
    "known_referrers_only_leaves_persons_out": CONTRADICTION,
    "once_in_a_team": "Cette personne fait déjà partie de l’équipe.",
}


def _saved(row):
    """Save, or say in French which rule of the database forbids it."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        said = next((text for name, text in _SAID.items() if name in str(error)), None)
        if said is None:
            raise
        raise Refused(said) from error
    return row


def _locked(dispositif: Dispositif, version: int) -> Dispositif:
    """The row, held until the end of the transaction, if it is still the one that was read."""
    current = Dispositif.objects.select_for_update().get(pk=dispositif.pk)
    if current.version != version:
        who, when = last_write(current) or (None, None)
        moment = f" à {when:%H\u00a0h\u00a0%M}" if when else ""
        raise Refused(
            f"Dispositif modifié par {who or 'quelqu’un d’autre'}{moment}."
            " Vos saisies sont conservées : comparez avant d’enregistrer."
        )
    return current


def _change(dispositif: Dispositif, version: int, **facts) -> Dispositif:
    current = _locked(dispositif, version)
    for name, value in facts.items():
        setattr(current, name, value)
    current.version += 1
    return _saved(current)


def _check(*, known_referrers_only: bool, open_to_persons: bool) -> None:
    if known_referrers_only and open_to_persons:
        raise Refused(CONTRADICTION, field="open_to_persons")


@transaction.atomic
def add_dispositif(*, by: User, at: datetime, **rules) -> Dispositif:
    _check(**{name: rules[name] for name in ("known_referrers_only", "open_to_persons")})
    return _saved(Dispositif(**rules))


@transaction.atomic
def edit_dispositif(dispositif: Dispositif, *, version: int, by: User, at: datetime, **rules) -> Dispositif:
    _check(**{name: rules[name] for name in ("known_referrers_only", "open_to_persons")})
    return _change(dispositif, version, **rules)


@transaction.atomic
def stop_intake(
    dispositif: Dispositif, *, intake_until: date, closing_note: str, version: int, by: User, at: datetime
) -> Dispositif:
    """No new orientation after that day; the current cases go on to their end."""
    if dispositif.closed_on:
        raise Refused("Ce dispositif est fermé : rouvrez-le d’abord.")
    return _change(dispositif, version, intake_until=intake_until, closing_note=closing_note)


@transaction.atomic
def close_dispositif(
    dispositif: Dispositif, *, closing_note: str, version: int, by: User, at: datetime
) -> Dispositif:
    """Close it for good, once no case is open any more."""
    today = timezone.localdate(at)
    current = _locked(dispositif, version)
    left = access.dispositifs(today).get(pk=current.pk)
    if left.waiting or left.followed:
        raise Refused(
            f"Il reste {_counted(left.waiting, 'orientation ouverte', 'orientations ouvertes')} et"
            f" {_counted(left.followed, 'suivi en cours', 'suivis en cours')} : le dispositif se ferme quand"
            " tout est allé à son terme."
        )
    until = min(current.intake_until or today, today)
    return _change(current, version, closed_on=today, intake_until=until, closing_note=closing_note)


@transaction.atomic
def reopen_dispositif(dispositif: Dispositif, *, version: int, by: User, at: datetime) -> Dispositif:
    """Take in again, after dormancy or closing."""
    facts = {"active": True, "open_to_intake": True, "intake_until": None, "closed_on": None}
    return _change(dispositif, version, **facts, closing_note="")


@transaction.atomic
def put_to_sleep(
    dispositif: Dispositif, *, closing_note: str, version: int, by: User, at: datetime
) -> Dispositif:
    """« En dormance »: it keeps its rules and its team, and reopens in one action."""
    return _change(dispositif, version, active=False, closing_note=closing_note)


@transaction.atomic
def add_member(
    dispositif: Dispositif,
    *,
    user: User,
    function: str,
    coordinates: bool,
    since: date,
    by: User,
    at: datetime,
) -> TeamMember:
    Dispositif.objects.select_for_update().get(pk=dispositif.pk)
    if since > timezone.localdate(at):
        raise Refused("Cette date est à venir : ajoutez la personne ce jour-là.", field="since")
    member = TeamMember(
        dispositif=dispositif, user=user, function=function, coordinates=coordinates, since=since
    )
    return _saved(member)


@transaction.atomic
def end_member(member: TeamMember, *, by: User, at: datetime) -> TeamMember:
    """Remove somebody from the team: from now on she reads none of its vignettes."""
    current = TeamMember.objects.select_for_update().get(pk=member.pk)
    if current.until is None:
        current.until = timezone.localdate(at) - timedelta(days=1)
        current.since = min(current.since, current.until)  # joined today by mistake: out at once all the same
        current.save(update_fields=["since", "until"])
    return current


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count <= 1 else several}"
