"""Writes about sessions and wishes. Each locks the session first; what follows from the wishes is in `pairs`."""

from contextlib import nullcontext
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from practice_groups.choices import PlacementSessionState as State
from practice_groups.choices import WishChannel
from practice_groups.models import Placement, PlacementSession, WantedStructure, Wish
from practice_groups.placements import access, mails, pairs
from practice_groups.placements.models import MOST_WANTED

# ── Sessions ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def create_session(*, announce: bool, by: User, at: datetime, **facts) -> PlacementSession:
    """Open the wishes of a new session; `announce` writes to the partner structures. `facts` are its fields."""
    _check(**facts)
    if facts["wishes_until"] < timezone.localdate(at):
        raise Refused(
            "Cette date est passée : les vœux n’auraient pas le temps d’arriver.", field="wishes_until"
        )
    session = PlacementSession.objects.create(made_by=by, **facts)
    if announce:
        mails.wishes_open(session, timezone.localdate(at))
    return session


@transaction.atomic
def edit_session(
    session: PlacementSession, *, version: int, by: User, at: datetime, **facts
) -> PlacementSession:
    """Change the title and dates as they were read; the database refuses to leave a day of immersion outside."""
    session = pairs.locked(session)
    pairs.refuse_stale(session, version)
    if session.state in (State.RESTITUTED, State.CANCELLED):
        raise Refused(f"Cette session est « {session.get_state_display().lower()} » : elle ne change plus.")
    _check(**facts)
    for name, value in facts.items():
        setattr(session, name, value)
    session.version += 1
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        if "days of immersion would be outside" not in str(error):
            raise
        raise Refused("Des jours de stage déjà fixés sortiraient de ces dates.", field="starts_on") from error
    return session


def _check(
    *,
    starts_on: date,
    ends_on: date,
    preparation_on: date | None,
    restitution_on: date | None,
    wishes_until: date,
    **_rest,
) -> None:
    if ends_on < starts_on:
        raise Refused("La fin doit être après le début.", field="ends_on")
    if wishes_until > starts_on:
        raise Refused("Les vœux se closent avant le début de la session.", field="wishes_until")
    if preparation_on and not starts_on <= preparation_on <= ends_on:
        raise Refused("La préparation a lieu pendant la session.", field="preparation_on")
    if restitution_on and not (preparation_on or starts_on) < restitution_on:
        raise Refused("La restitution vient après la préparation et les stages.", field="restitution_on")


@transaction.atomic
def cancel_session(session: PlacementSession, *, version: int, by: User, at: datetime) -> PlacementSession:
    """Cancel a session before its pairs are confirmed: its wishes wait for the next one."""
    session = pairs.locked(session)
    if session.state == State.CANCELLED:
        return session
    pairs.refuse_stale(session, version)
    pairs.refuse_unless_accepting(session)
    pairs.forget(session)
    pairs.to_the_list(session.wishes.living())
    session.state = State.CANCELLED
    session.version += 1
    session.save(update_fields=["state", "version"])
    return session


@transaction.atomic
def adopt_wishes(session: PlacementSession, *, by: User, at: datetime) -> int:
    """Bring the waiting wishes into this session; returns how many. Somebody who already has a wish there keeps that
    one."""
    session = pairs.locked(session)
    pairs.refuse_unless_accepting(session)
    here = session.wishes.living().values("email")
    adopted = Wish.objects.listed().exclude(email__in=here).update(session=session)
    if adopted:
        session.version += 1
        session.save(update_fields=["version"])
    return adopted


# ── Wishes ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def wish(
    session: PlacementSession | None,
    *,
    structure: Structure,
    wanted: list[Structure],
    email: str,
    keep_for_next: bool = False,
    channel: str = WishChannel.ONLINE,
    idempotency_key: UUID | None = None,
    by: User,
    at: datetime,
    **facts,
) -> Wish:
    """Somebody of `structure` wishes to be received elsewhere; `wanted`: in her order. `facts` are fields of `Wish`.

    `session` None: for the next one. A session closed to wishes is refused, unless `keep_for_next`. Idempotent.
    """
    known = Wish.objects.filter(idempotency_key=idempotency_key, idempotency_key__isnull=False).first()
    if known:
        return known
    if not access.structures_of(by, timezone.localdate(at)).filter(pk=structure.pk).exists():
        raise Refused(_("Vous ne déposez de vœux que pour votre structure."), field="structure")
    _refuse_wanted(structure, wanted)
    session = _open_session(session, keep_for_next, at)
    email = email.lower()
    made = Wish(
        session=session,
        structure=structure,
        email=email,
        user=User.objects.filter(email__iexact=email, is_active=True).first(),
        channel=channel if access.is_staff(by) else WishChannel.ONLINE,
        entered_by=by,
        asked_at=at,
        idempotency_key=idempotency_key,
        **facts,
    )
    _saved(made, force_insert=True)
    _want(made, wanted)
    return made


@transaction.atomic
def correct_wish(
    wish: Wish,
    *,
    mark: str,
    structure: Structure,
    wanted: list[Structure],
    email: str,
    by: User,
    at: datetime,
    **facts,
) -> Wish:
    """Change a wish as it was read (`mark`), while its session takes wishes. `facts` are fields of `Wish`."""
    if wish.session_id:
        with acting_as_system():  # as when it was made: she may not lock the session herself
            session = pairs.locked(PlacementSession(pk=wish.session_id))
        if not _takes_wishes(session, at):
            raise Refused(_closed(session))
    wish = Wish.objects.select_for_update().get(pk=wish.pk)
    if wish.withdrawn_at:
        raise Refused(_("Ce vœu a été retiré : déposez-en un autre."))
    if mark_of(wish) != mark:
        raise Refused(_("Ce vœu a changé depuis que vous l’avez ouvert : relisez-le, puis corrigez-le."))
    if not access.structures_of(by, timezone.localdate(at)).filter(pk=structure.pk).exists():
        raise Refused(_("Vous ne déposez de vœux que pour votre structure."), field="structure")
    _refuse_wanted(structure, wanted)
    wish.structure, wish.email = structure, email.lower()
    wish.user = User.objects.filter(email__iexact=email, is_active=True).first()
    for name, value in facts.items():
        setattr(wish, name, value)
    wish.wants.all().delete()
    _saved(wish)
    _want(wish, wanted)
    return wish


def mark_of(wish: Wish) -> str:
    """A hash of the wish as a page showed it, for optimistic concurrency."""
    names = ("structure_id", "trainee", "email", "profession", "sector", "offers", "days", "wishes_text")
    wanted = list(wish.wants.values_list("rank", "structure"))
    return sha256(repr(([getattr(wish, name) for name in names], wanted)).encode()).hexdigest()[:32]


def _want(wish: Wish, wanted: list[Structure]) -> None:
    WantedStructure.objects.bulk_create(
        WantedStructure(wish=wish, structure=one, rank=rank) for rank, one in enumerate(wanted, start=1)
    )


def _refuse_wanted(structure: Structure, wanted: list[Structure]) -> None:
    if structure in wanted:
        raise Refused(
            _("Un stage croisé a lieu dans une autre structure que la sienne."),
            field=f"wanted_{wanted.index(structure) + 1}",
        )
    if len(set(wanted)) != len(wanted):
        raise Refused(_("Indiquez chaque structure une seule fois."), field=f"wanted_{len(wanted)}")
    if len(wanted) > MOST_WANTED:
        raise Refused(_("Au plus trois structures souhaitées."))


def _open_session(
    session: PlacementSession | None, keep_for_next: bool, at: datetime
) -> PlacementSession | None:
    """The session, locked, if it still takes wishes; None for the list of the next one.

    Locked by the portal: whoever makes a wish may not change the session, hence not lock it.
    """
    if session is None:
        return None
    with acting_as_system():
        session = pairs.locked(session)
    if _takes_wishes(session, at):
        return session
    if keep_for_next:
        return None
    kept = _("Votre vœu rejoindra la liste de la prochaine session : cochez la case pour le confirmer.")
    raise Refused(f"{_closed(session)} {kept}", field="keep_for_next")


def _takes_wishes(session: PlacementSession, at: datetime) -> bool:
    return session.state == State.OPEN and timezone.localdate(at) <= session.wishes_until


def _closed(session: PlacementSession) -> str:
    if session.state == State.OPEN:
        day = date_format(session.wishes_until, "DATE_FORMAT")
        return _("Les vœux de cette session sont clos depuis le {day}.").format(day=day)
    return _("Les vœux de cette session sont clos.")


def _saved(made: Wish, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=force_insert)
    except IntegrityError as error:
        if "one_wish_a_person" in str(error):
            reason = _("Cette personne a déjà un vœu : retirez-le d’abord, ou vérifiez son adresse.")
            raise Refused(reason, field="email") from error
        if "idempotency_key" in str(error):
            raise Refused(_("Ce formulaire a déjà été envoyé : ouvrez-en un nouveau.")) from error
        raise


@transaction.atomic
def withdraw_wish(wish: Wish, *, by: User, at: datetime) -> Wish:
    """Take a wish back; the places it offered go with it. Once the pairs are confirmed, the coordination decides.

    Withdrawn twice is withdrawn. A proposed placement goes in the portal's name: only the coordination may see pairs.
    So does the wish that its trainee takes back: the database lets her structure and the coordination write wishes.
    """
    if wish.session_id:
        with acting_as_system():
            session = pairs.locked(PlacementSession(pk=wish.session_id))
    wish = Wish.objects.get(pk=wish.pk)
    if wish.withdrawn_at:
        return wish
    if wish.session_id:
        if session.state not in access.ACCEPTING:
            raise Refused(
                _("Les binômes de cette session sont retenus : prévenez la coordination du centre.")
            )
        with acting_as_system():
            pairs.drop(session, wish)
    wish.withdrawn_at = at
    with acting_as_system() if wish.user_id == by.pk else nullcontext():
        wish.save(update_fields=["withdrawn_at"])
    return wish


@transaction.atomic
def wish_again(placement: Placement, *, wanted: list[Structure], by: User, at: datetime) -> Wish | None:
    """After a placement, put the same person on the list for the next session; None if she is on it already."""
    before = Wish.objects.get(pk=placement.wish_id)
    if Wish.objects.listed().filter(email=before.email).exists():
        return None
    _refuse_wanted(before.structure, wanted)
    kept = ("structure", "trainee", "email", "user", "profession", "sector", "offers", "days")
    again = Wish(asked_at=at, entered_by=by, **{name: getattr(before, name) for name in kept})
    _saved(again, force_insert=True)
    _want(again, wanted)
    return again
