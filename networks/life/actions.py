"""Every write about an activity. `alone` serialises those that read several rows before writing."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from centre.journal import last_write
from centre.models import User
from centre.months import day_words
from centre.refusals import Refused
from networks.choices import ActivityState, ActivityType, Presence
from networks.life import access, names
from networks.life.fields import MOST_HEADS
from networks.life.models import HEADS, Activity, ActivityAttendance, ActivityHeads, ActivityStructure

_LIFE_ALONE = 7214503
PARTS = (
    "structures_present",
    "structures_excused",
    "people_present",
    "people_excused",
    "people_absent",
    "shares",
    "create_structures",
)
ONLY_HELD_HAS_HEADS = (
    "Seule une activité tenue a un effectif : annulée, elle compte X ; prévue ou reportée, rien. "
    "Videz cette case."
)


@transaction.atomic
def record(*, state: str, same_anyway: bool = False, by: User, at: datetime, **typed) -> Activity:
    """Record an activity that took place, is planned, or did not take place.

    `typed`: fields of the model, and the PARTS. Raises Refused on field `same_anyway` when there is one of the same
    type that day, on `create_structures` when a structure would be created: both pass once confirmed.
    """
    alone()
    typed["ends_on"] = typed.get("ends_on") or typed["starts_on"]
    parts = {name: typed.pop(name) for name in PARTS if name in typed}
    _check(state=state, shares=parts.get("shares", ()), today=timezone.localdate(at), **typed)
    if state == ActivityState.PLANNED and typed["ends_on"] < timezone.localdate(at):
        raise Refused("Cette date est passée : l’activité est tenue, annulée ou reportée.", field="state")
    if not same_anyway:
        _refuse_same(typed["type"], typed["starts_on"])
    activity = Activity.objects.create(
        reference=next_reference(Activity, "A", typed["starts_on"].year), state=state, recorded_by=by, **typed
    )
    _set_parts(activity, **parts)
    return activity


@transaction.atomic
def edit(activity: Activity, *, version: int, state: str, by: User, at: datetime, **typed) -> Activity:
    """Change what is written of an activity. Its reference and its chain stay."""
    alone()
    current = _locked(activity, version)
    typed["ends_on"] = typed.get("ends_on") or typed["starts_on"]
    typed.pop("same_anyway", None)
    parts = {name: typed.pop(name) for name in PARTS if name in typed}
    _check(state=state, shares=parts.get("shares", ()), today=timezone.localdate(at), **typed)
    if current.postponed_to_id and state != ActivityState.POSTPONED:
        raise Refused(
            f"Cette activité est reportée au {current.postponed_to.when} : modifiez celle qui la remplace.",
            field="state",
        )
    for name, value in typed.items():
        setattr(current, name, value)
    current.state = state
    if state != ActivityState.CANCELLED:
        current.cancel_reason = ""
    _set_parts(current, **parts)
    return _saved(current)


@transaction.atomic
def count_again(
    activity: Activity, *, users: int | None, professionals: int | None = None, by: User, at: datetime
) -> Activity:
    """Correct the head counts of an activity recorded by another app, and nothing else. One that the coordination has
    since cancelled or postponed is left alone."""
    alone()
    current = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if current.state != ActivityState.HELD or (current.users, current.professionals) == (
        users,
        professionals,
    ):
        return current
    for name, count in (("users", users), ("professionals", professionals)):
        if not 0 <= (count or 0) <= MOST_HEADS:
            raise Refused("Vérifiez ce nombre.", field=name)
    current.users, current.professionals = users, professionals
    return _saved(current)


@transaction.atomic
def cancel(activity: Activity, *, version: int, reason: str, by: User, at: datetime) -> Activity:
    """It did not take place (X). Its head counts, their breakdown and the attendance go; who was excused stays."""
    alone()
    current = _locked(activity, version)
    if current.state == ActivityState.CANCELLED:
        raise Refused("Cette activité est déjà annulée.")
    if current.postponed_to_id:
        raise Refused(
            f"Cette activité est reportée au {current.postponed_to.when} : annulez celle qui la remplace."
        )
    _empty(current)
    current.state, current.cancel_reason = ActivityState.CANCELLED, reason
    return _saved(current)


@transaction.atomic
def postpone(
    activity: Activity,
    *,
    version: int,
    starts_on: date | None = None,
    replaced_by: Activity | None = None,
    by: User,
    at: datetime,
) -> Activity:
    """Postpone an activity to another already recorded, or to a new one planned on `starts_on`; returns that one.

    It stays one meeting with one more date: only the state of the first changes.
    """
    alone()
    current = _locked(activity, version)
    if current.postponed_to_id:
        raise Refused(f"Cette activité est déjà reportée au {current.postponed_to.when}.")
    if not current.may_be_postponed:
        raise Refused("Seule une activité prévue peut être reportée ; celle-ci est déjà renseignée.")
    if replaced_by is None:
        replaced_by = _planned_again(current, starts_on, by=by, today=timezone.localdate(at))
    elif replaced_by.pk == current.pk or replaced_by.pk in {one.pk for one in access.chain(current)}:
        raise Refused("Cette activité est déjà une date de la même rencontre.", field="replaced_by")
    elif replaced_by.state == ActivityState.CANCELLED:
        raise Refused("Celle-ci est annulée : choisissez-en une autre, ou une date.", field="replaced_by")
    current.state, current.postponed_to = ActivityState.POSTPONED, replaced_by
    _saved(current)
    return replaced_by


def _planned_again(activity: Activity, starts_on: date | None, *, by: User, today: date) -> Activity:
    if starts_on is None:
        raise Refused("Donnez la nouvelle date, ou choisissez l’activité qui la remplace.", field="starts_on")
    if starts_on == activity.starts_on:
        raise Refused("C’est la date d’origine : donnez-en une autre.", field="starts_on")
    if starts_on < today:
        raise Refused(
            "Cette date est passée : enregistrez d’abord l’activité qui s’est tenue, puis choisissez-la ici.",
            field="starts_on",
        )
    copied = (
        "type",
        "title",
        "rubric",
        "network",
        "modality",
        "host",
        "hour",
        "place",
        "agenda",
        "project",
        "axis",
    )
    return Activity.objects.create(
        reference=next_reference(Activity, "A", starts_on.year),
        starts_on=starts_on,
        ends_on=starts_on + (activity.ends_on - activity.starts_on),
        state=ActivityState.PLANNED,
        recorded_by=by,
        **{name: getattr(activity, name) for name in copied},
    )


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def alone() -> None:
    """Wait for any other write of this kind, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LIFE_ALONE])


def next_reference(model, letter: str, year: int) -> str:
    """`A-2026-0001`, then the next; call it after `alone`."""
    start = f"{letter}-{year}-"
    taken = model.objects.filter(reference__regex=rf"^{start}\d{{4,8}}$").values_list("reference", flat=True)
    return f"{start}{max((int(one.removeprefix(start)) for one in taken), default=0) + 1:04}"


def _locked(activity: Activity, version: int) -> Activity:
    current = (
        Activity.objects.select_for_update(of=("self",)).select_related("postponed_to").get(pk=activity.pk)
    )
    if current.version != version:
        raise Refused(
            f"Activité modifiée{_by_whom(current)}. Vos saisies sont conservées : comparez avant d’enregistrer.",
            field="version",
        )
    return current


def _by_whom(activity: Activity) -> str:
    """« par Alice à 14 h 02 », from the journal."""
    who, when = last_write(activity) or (None, None)
    return f" par {who} à {when:%H\u00a0h\u00a0%M}" if who else " entre-temps"


def _saved(activity: Activity) -> Activity:
    activity.version += 1
    activity.save()
    return activity


def _check(*, state: str, starts_on: date, ends_on: date, today: date, shares=(), **typed) -> None:
    """Refuse, in French, what the database would refuse too."""
    if ends_on < starts_on:
        raise Refused("La fin doit être après le début.", field="ends_on")
    if starts_on.year not in range(1990, today.year + 11):
        raise Refused("Vérifiez l’année.", field="starts_on")
    if state == ActivityState.HELD and starts_on > today:
        raise Refused(
            f"Le {day_words(starts_on)} n’est pas encore passé : l’activité est prévue, pas tenue.",
            field="starts_on",
        )
    if typed.get("type", ActivityType.MEETING) not in ActivityType.values:
        raise Refused("Ce type n’existe pas.", field="type")
    counted = {name: typed.get(name) for name in HEADS if typed.get(name) is not None}
    if state != ActivityState.HELD and (counted or shares):
        raise Refused(ONLY_HELD_HAS_HEADS, field=next(iter(counted), "shares"))
    for name in (*HEADS, "excused", "structures_count"):
        if not 0 <= (typed.get(name) or 0) <= MOST_HEADS:
            raise Refused("Vérifiez ce nombre.", field=name)
    _check_shares(shares, counted.get("participants"))


def _check_shares(shares, participants: int | None) -> None:
    told = sum(count for count, _ in shares)
    if shares and participants is None:
        raise Refused(
            f"La répartition compte {told} personnes : écrivez aussi le nombre de participants.",
            field="participants",
        )
    if shares and told > participants:
        raise Refused(
            f"La répartition compte {told} personnes, plus que les {participants} participants.",
            field="shares",
        )


def _refuse_same(type_: str, day: date) -> None:
    same = Activity.objects.filter(type=type_, starts_on=day).order_by("pk").first()
    if same:
        raise Refused(
            f"« {same.title} » ({same.reference}, {same.get_state_display().lower()}) est du même type et du même "
            "jour. Si c’est une autre activité, cochez pour l’enregistrer aussi.",
            field="same_anyway",
        )


def _set_parts(
    activity: Activity,
    *,
    structures_present=(),
    structures_excused=(),
    people_present=(),
    people_excused=(),
    people_absent=(),
    shares=(),
    create_structures: bool = False,
) -> None:
    people = {
        Presence.PRESENT: people_present,
        Presence.EXCUSED: people_excused,
        Presence.ABSENT: people_absent,
    }
    places = [person[2] for some in people.values() for person in some]
    known = names.structures_named(
        [*structures_present, *structures_excused, *places], create=create_structures
    )
    names.set_structures(activity, present=structures_present, excused=structures_excused, known=known)
    names.set_people(activity, people, known)
    ActivityHeads.objects.filter(activity=activity).delete()
    ActivityHeads.objects.bulk_create(
        ActivityHeads(activity=activity, label=label, count=count) for count, label in shares
    )


def _empty(activity: Activity) -> None:
    for name in HEADS:
        setattr(activity, name, None)
    activity.heads.all().delete()
    ActivityStructure.objects.filter(activity=activity, present=True).delete()
    ActivityAttendance.objects.filter(activity=activity, presence=Presence.PRESENT).delete()


def bump(references: set[str]) -> None:
    """Raise the version of these activities, so that whoever is editing one is told that it changed."""
    Activity.objects.filter(reference__in=references).update(version=F("version") + 1)
