"""What a visitor records: talks, groups, that the visit was held, and its head counts. Nothing of what was said."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.choices import ActivityState, ActivityType, Modality
from networks.life import access as life
from networks.life import actions as life_actions
from networks.models import Activity
from referrals.choices import SENT_ALREADY, VisitState
from referrals.models import Talk, TalkingGroup, Visit
from referrals.outreach import mails
from referrals.outreach.moves import call_off, locked, move, refuse_closed_year, saved
from referrals.outreach.notes.counting import group_heads, least_heads, met_outside
from referrals.outreach.states import IN_PLACE

MOST = 60  # talks, or groups, of one visit: beyond, a slip


@transaction.atomic
def add_talk(visit: Visit, *, idempotency_key: UUID, by: User, at: datetime, **typed) -> Talk:
    """Note a talk. `typed`: fields of the model. The same form sent twice is one talk."""
    current = _to_note(visit, at=at)
    talk = _add(Talk, current, typed, key=idempotency_key, by=by, at=at)
    _refuse_beyond(current)
    return talk


@transaction.atomic
def edit_talk(talk: Talk, *, version: int, by: User, at: datetime, **typed) -> Talk:
    """Correct a talk. `version`: of its visit."""
    current = _to_note(talk.visit, version=version, at=at)
    talk = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    for name, value in typed.items():
        setattr(talk, name, value)
    talk.save(update_fields=[*typed])
    saved(current)
    return talk


@transaction.atomic
def remove_talk(talk: Talk, *, version: int, by: User, at: datetime) -> Visit:
    """A talk noted by mistake. One that became an orientation stays: the file says where it comes from."""
    current = _to_note(talk.visit, version=version, at=at)
    if talk.referral_id:
        raise Refused("Une orientation vient de cet entretien : il reste. Corrigez-le plutôt.")
    talk.delete()
    return saved(current)


@transaction.atomic
def add_group(visit: Visit, *, idempotency_key: UUID, by: User, at: datetime, **typed) -> TalkingGroup:
    """Note a *groupe de parole*. Of a visit already held, its line of the network's life is made at once."""
    current = _to_note(visit, at=at)
    _check_heads(**typed)
    typed["heads"] = group_heads(typed["women"], typed["men"], typed["heads"])
    group = _add(TalkingGroup, current, typed, key=idempotency_key, by=by, at=at)
    if current.state == VisitState.HELD:
        _refuse_beyond(current)
        _count(current, by=by, at=at)
        group.refresh_from_db()
    return group


@transaction.atomic
def edit_group(group: TalkingGroup, *, version: int, by: User, at: datetime, **typed) -> TalkingGroup:
    """Correct a group; its line of the network's life follows. `version`: of its visit."""
    current = _to_note(group.visit, version=version, at=at)
    _check_heads(**typed)
    typed["heads"] = group_heads(typed["women"], typed["men"], typed["heads"])
    group = TalkingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    for name, value in typed.items():
        setattr(group, name, value)
    group.save(update_fields=[*typed])
    if current.state == VisitState.HELD:
        _refuse_beyond(current)
        _count(current, by=by, at=at)
    saved(current)
    return group


@transaction.atomic
def remove_group(group: TalkingGroup, *, version: int, by: User, at: datetime) -> Visit:
    """A group noted by mistake, before the visit is said held: then, the bilan has a line for it."""
    current = _to_note(group.visit, version=version, at=at)
    if group.activity_id:
        raise Refused(
            "Ce groupe est déjà compté dans la vie du réseau : corrigez ses effectifs, ou demandez à la coordination."
        )
    group.delete()
    return saved(current)


@transaction.atomic
def hold_visit(
    visit: Visit, *, heads: int | None, needs: list[str], note: str, version: int, by: User, at: datetime
) -> Visit:
    """« Tenue »: it took place. Said again, it corrects. `heads`: met in all, None when nobody counted.

    The lines that the bilan counts are made here: one for the visit, one per group, nobody in two.
    """
    current = _to_note(visit, version=version, at=at)
    _refuse_fewer(current, heads)
    facts = {"heads": heads, "needs": needs, "note": note}
    was_held = current.state == VisitState.HELD
    if was_held:
        for name, value in facts.items():
            setattr(current, name, value)
        saved(current, *facts)
    else:
        move(current, VisitState.HELD, **facts)
    _count(current, by=by, at=at)
    if not was_held:
        mails.hosts(current, by=by, today=timezone.localdate(at))
    return current


@transaction.atomic
def miss_visit(visit: Visit, *, reason: str, version: int, by: User, at: datetime) -> Visit:
    """It will not take place, or did not: the host and the coordination are told."""
    current = locked(visit, version=version)
    call_off(current, VisitState.CANCELLED, reason=reason, due=True, by=by, at=at)
    mails.hosts(current, by=by, today=timezone.localdate(at))
    mails.keepers([current.keeper, current.second], by=by)
    mails.coordination(current, by=by)
    return current


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _to_note(visit: Visit, *, version: int | None = None, at: datetime) -> Visit:
    """The visit, locked, if something may be noted of it now."""
    current = locked(visit, version=version)
    if current.state not in IN_PLACE:
        raise Refused(f"Cette permanence est « {current.get_state_display()} » : on n’y note rien.")
    if timezone.localdate(current.starts_at) > timezone.localdate(at):
        raise Refused(
            f"Cette permanence est prévue le {timezone.localdate(current.starts_at):%d/%m/%Y} : "
            "elle se note le jour même, ou après."
        )
    refuse_closed_year(current)
    return current


def _add(model, visit: Visit, typed: dict, *, key: UUID, by: User, at: datetime):
    already = _sent_before(model, visit, typed, key=key, by=by)
    if already is not None:
        return already
    if model.objects.filter(visit=visit).count() >= MOST:
        raise Refused(f"Déjà {MOST} lignes pour cette permanence : vérifiez avant d’en ajouter.")
    try:
        with transaction.atomic():
            return model.objects.create(visit=visit, noted_by=by, noted_at=at, idempotency_key=key, **typed)
    except IntegrityError as error:
        if "idempotency_key" not in str(error):
            raise
        raise Refused(SENT_ALREADY) from error  # another's, that row security hides


def _sent_before(model, visit: Visit, typed: dict, *, key: UUID, by: User):
    already = model.objects.filter(idempotency_key=key).first()
    if already is None:
        return None
    same = already.visit_id == visit.pk and all(
        getattr(already, name) == value for name, value in typed.items()
    )
    if not same or already.noted_by_id != by.pk:
        raise Refused(SENT_ALREADY)
    return already


def _check_heads(*, women: int | None, men: int | None, minors: int | None, heads: int | None, **_) -> None:
    """The sums that cannot be, in sentences; the database holds the same."""
    told = (women or 0) + (men or 0)
    if heads is not None and heads < told:
        raise Refused(
            f"Femmes et hommes font {told}\u00a0: il y avait au moins autant de personnes.", field="heads"
        )
    whole = group_heads(women, men, heads)
    if minors is not None and whole is not None and minors > whole:
        raise Refused(f"Les mineurs sont parmi les {whole} personnes\u00a0: pas plus.", field="minors")


def _refuse_fewer(visit: Visit, heads: int | None) -> None:
    least = least_heads(visit.talks.count(), visit.groups.values_list("heads", flat=True))
    if heads is not None and heads < least:
        raise Refused(
            f"Les entretiens et les groupes notés font au moins {least} personnes\u00a0: corrigez ce nombre, "
            "ou laissez vide si personne n’a compté.",
            field="heads",
        )


def _refuse_beyond(visit: Visit) -> None:
    """More noted than the visit that was held says it met."""
    least = least_heads(visit.talks.count(), visit.groups.values_list("heads", flat=True))
    if visit.state == VisitState.HELD and visit.heads is not None and visit.heads < least:
        raise Refused(
            f"La permanence compte {visit.heads} personnes en tout, et cela en ferait au moins {least}\u00a0: "
            "corrigez d’abord ce nombre."
        )


def _count(visit: Visit, *, by: User, at: datetime) -> None:
    """Create or correct the visit's lines in the activities, in the portal's name: a therapist may write none of them,
    yet what she counted must reach the bilan."""
    groups = list(visit.groups.select_related("activity").order_by("noted_at", "pk"))
    outside = met_outside(visit.heads, [group.heads for group in groups])
    with acting_as_system():
        if visit.activity is None:
            visit.activity = _line(
                visit, ActivityType.PARTNER_SHIFT, "Permanence de l’équipe mobile", outside, by, at
            )
            visit.save(update_fields=["activity"])
        else:
            life_actions.count_again(visit.activity, users=outside, by=by, at=at)
        for group in groups:
            counted = {"users": group.heads, "professionals": group.professionals}
            if group.activity is None:
                title = f"Groupe de parole : {group.theme}" if group.theme else "Groupe de parole"
                group.activity = _line(visit, ActivityType.TALKING_GROUP, title, group.heads, by, at)
                group.save(update_fields=["activity"])
            life_actions.count_again(group.activity, **counted, by=by, at=at)


def _line(visit: Visit, type_: str, title: str, users: int | None, by: User, at: datetime) -> Activity:
    """One activity, under the rubric of the last of its type. A protected place is not named."""
    last = life.last_of(type_)
    start = timezone.localtime(visit.starts_at)
    return life_actions.record(
        state=ActivityState.HELD,
        same_anyway=True,
        type=type_,
        title=title,
        starts_on=start.date(),
        hour=start.time(),
        modality=Modality.ON_SITE,
        host="" if visit.structure.sensitive else visit.structure.name,
        rubric=last.rubric if last else "",
        network=last.network if last else "",
        users=users,
        by=by,
        at=at,
    )
