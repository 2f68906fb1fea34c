"""Offering a mission, and answering: the first to accept holds it. Each action locks the missions first."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.links import INVALID_LINK, fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from networks.choices import MissionState, OfferState
from networks.missions import access, mails
from networks.missions.actions import back_to_requests, close_offers
from networks.missions.moves import answer, locked_all, move, one_at_a_time, told
from networks.missions.offers.candidates import busy_periods, is_assignable, next_free, outside
from networks.missions.states import TO_OFFER
from networks.models import Interpreter, Mission, MissionOffer

TAKEN = "Cette mission vient d’être prise par quelqu’un d’autre."


@dataclass
class Offered:
    """The offers made, and, in words, those who could not be offered a date of the series."""

    offers: list[MissionOffer] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def offer_of(token: str) -> MissionOffer:
    """The offer behind a mailed link, read as the portal; the same refusal for an unknown link and for an offer that
    is over."""
    with acting_as_system():
        found = MissionOffer.objects.filter(token_hash=fingerprint(token))
        offer = found.select_related("mission", "interpreter__user").first()
    if offer is None:
        raise Refused(INVALID_LINK)
    return offer


# ── The coordination offers ─────────────────────────────────────────────────────────────────────


@transaction.atomic
def offer_mission(
    mission: Mission,
    *,
    interpreters: list[Interpreter],
    derogation: str = "",
    series: bool = False,
    version: int | None = None,
    by: User,
    at: datetime,
) -> Offered:
    """Offer a mission to one interpreter or several, with the other dates of its `series` if asked.

    An interpreter outside the rules needs a `derogation`: the reason, kept on the mission with its author. The
    database refuses somebody already booked at that hour; on another date of the series she is skipped.
    """
    missions = _to_offer(mission, series=series, version=version, at=at)
    people = sorted(interpreters, key=lambda one: one.pk)
    if not people:
        raise Refused("Choisissez au moins un interprète.", field="interpreters")
    for one in people:
        if not is_assignable(one):
            raise Refused(
                f"{one} n’est plus en activité, ou n’a plus accès au portail.", field="interpreters"
            )
    one_at_a_time(one.pk for one in people)
    made, mailed = Offered(), {}
    for current in missions:
        principal = current.pk == mission.pk
        for one, against in zip(people, outside(people, current), strict=True):
            refusal = _refusal(one, current, against, derogation)
            if refusal is None:
                offer, token = _make(one, current, derogation if against else "", by=by, at=at)
                if offer is not None:
                    mailed.setdefault(one.pk, (offer, token))
                    made.offers.append(offer)
                    continue
                refusal = _busy(one, current, at=at)
            if principal:
                raise refusal
            made.skipped.append(f"{timezone.localtime(current.starts_at):%d/%m} : {refusal.reason}")
    for offer, token in mailed.values():
        mails.offered(offer, token)
    return made


def _to_offer(mission: Mission, *, series: bool, version: int | None, at: datetime) -> list[Mission]:
    """The missions to offer, locked, the requested one first."""
    pks = [mission.pk]
    if series:
        pks += (
            access.series_of(mission)
            .filter(state__in=TO_OFFER, starts_at__gt=at)
            .values_list("pk", flat=True)
        )
    found = {one.pk: one for one in locked_all(pks)}
    principal = found.pop(mission.pk, None)
    if principal is None:
        raise Refused("Cette mission n’existe plus.")
    if version is not None and principal.version != version:
        raise told(principal)
    if principal.state not in TO_OFFER:
        raise Refused(f"Cette mission est « {principal.get_state_display()} » : elle ne se propose plus.")
    if principal.starts_at <= at:
        raise Refused("Cette mission a déjà commencé : elle ne se propose plus.")
    return [principal, *(one for one in found.values() if one.state in TO_OFFER)]


def _refusal(one: Interpreter, mission: Mission, against: list[str], derogation: str) -> Refused | None:
    if mission.offers.filter(interpreter=one, state=OfferState.OFFERED).exists():
        return Refused(f"{one} a déjà cette offre.", field="interpreters")
    if against and not derogation and not mission.derogation:
        return Refused(
            f"{one} : {', '.join(against)}. Indiquez le motif de la dérogation.", field="derogation"
        )
    return None


def _as_offered(mission: Mission, derogation: str, *, by: User) -> None:
    facts = {"derogation": derogation, "derogation_by": by} if derogation else {}
    if mission.state == MissionState.REQUESTED:
        move(mission, MissionState.OFFERED, **facts)
    elif facts and derogation != mission.derogation:
        mission.derogation, mission.derogation_by = derogation, by
        mission.save(update_fields=["derogation", "derogation_by"])


def _make(
    one: Interpreter, mission: Mission, derogation: str, *, by: User, at: datetime
) -> tuple[MissionOffer | None, str]:
    """The offer and its link; None when she is already booked at that hour."""
    token = new_token()
    offer = MissionOffer(
        mission=mission, interpreter=one, offered_at=at, offered_by=by, token_hash=fingerprint(token)
    )
    try:
        with transaction.atomic():
            _as_offered(mission, derogation, by=by)
            offer.save(force_insert=True)
    except IntegrityError as error:
        if "interpreter_in_one_place" not in str(error):
            raise
        mission.refresh_from_db(fields=["state", "version", "derogation", "derogation_by"])
        return None, ""
    return offer, token


def _busy(one: Interpreter, mission: Mission, *, at: datetime) -> Refused:
    busy = busy_periods([one.pk], since=mission.starts_at).get(one.pk, [])
    slots = [timezone.localtime(start) for start in next_free(busy, mission, at=at)]
    free = ", ".join(f"{slot:%d/%m à %H h %M}" for slot in slots)
    free = f" Libre ensuite : {free}." if free else ""
    return Refused(
        f"{one} a déjà une mission ou une offre à cette heure (trajet compris).{free}", field="interpreters"
    )


@transaction.atomic
def withdraw_offer(offer: MissionOffer, *, by: User, at: datetime) -> MissionOffer:
    """Withdraw an unanswered offer; if it was the last one, the mission is to be offered again."""
    (offer,) = _locked_offers(offer, whole=False)
    answer(offer, OfferState.WITHDRAWN, at=at)
    mails.closed(offer)
    _back_if_alone(offer.mission, by=by)
    return offer


# ── The interpreter answers, or the coordination on her behalf ──────────────────────────────────


@transaction.atomic
def answer_offer(
    offer: MissionOffer, *, accepted: bool, whole: bool = False, reason: str = "", by: User, at: datetime
) -> list[MissionOffer]:
    """Accept or decline an offer, and the others of its series (`whole`); returns the offers answered.

    Written in the name of whoever acts: the interpreter, or the coordinator who notes what she said by telephone.
    """
    _refuse_unless_hers(offer, by=by)
    offers = _locked_offers(offer, whole=whole)
    asked = next(one for one in offers if one.pk == offer.pk)
    _refuse_unless_working(asked.interpreter, by=by)
    if accepted and asked.state == OfferState.ACCEPTED and not whole:
        return [asked]
    open_ones = [one for one in offers if _refusal_to_answer(one, at=at) is None]
    if asked not in open_ones and (len(open_ones) == 0 or not whole):
        raise _refusal_to_answer(asked, at=at)
    for one in open_ones:
        if accepted:
            _accept(one, by=by, at=at)
        else:
            _decline(one, reason=reason, by=by, at=at)
    return open_ones


def _accept(offer: MissionOffer, *, by: User, at: datetime) -> None:
    """The first who accepts holds the mission: it was locked before its state was read."""
    try:
        with transaction.atomic():
            move(offer.mission, MissionState.ACCEPTED, interpreter=offer.interpreter)
    except IntegrityError as error:
        if "mission: the interpreter does not" not in str(error):
            raise
        raise Refused(
            "Les langues ou les départements de la fiche ne vont plus avec cette mission : appelez la coordination."
        ) from error
    answer(offer, OfferState.ACCEPTED, at=at)
    with acting_as_system():  # the others' offers are none of hers
        close_offers(offer.mission, OfferState.LAPSED, at=at, but=offer)
        mails.accepted(offer, by=by)


def _decline(offer: MissionOffer, *, reason: str, by: User, at: datetime) -> None:
    answer(offer, OfferState.DECLINED, at=at, reason=reason)
    with acting_as_system():
        mails.declined(offer, by=by)
    _back_if_alone(offer.mission, by=by)


def _back_if_alone(mission: Mission, *, by: User) -> None:
    """The locked mission is open again when no offer is left."""
    with acting_as_system():
        if not mission.offers.filter(state=OfferState.OFFERED).exists():
            back_to_requests(mission, by=by)


def _refuse_unless_hers(offer: MissionOffer, *, by: User) -> None:
    if offer.interpreter.user_id != by.pk and not by.may("networks"):
        raise Refused(INVALID_LINK)


def _refuse_unless_working(interpreter: Interpreter, *, by: User) -> None:
    if is_assignable(interpreter):
        return
    since = interpreter.standing_since
    when = f" depuis le {since:%d/%m/%Y}" if since and not interpreter.active else ""
    if by.pk != interpreter.user_id:
        raise Refused(f"{interpreter} n’est plus en activité dans le réseau{when}.")
    raise Refused(
        f"Vous n’êtes plus en activité dans le réseau{when} : cette offre ne peut plus recevoir de réponse. "
        "Appelez la coordination si c’est une erreur."
    )


def _refusal_to_answer(offer: MissionOffer, *, at: datetime) -> Refused | None:
    """Why this offer takes no answer, its mission being locked; None if it does."""
    if offer.state == OfferState.LAPSED:
        return Refused(TAKEN)
    if offer.state == OfferState.WITHDRAWN:
        return Refused("Cette offre a été retirée : vous n’avez pas à y répondre.")
    if offer.state != OfferState.OFFERED:
        return Refused("Vous avez déjà répondu à cette offre. Pour changer d’avis, appelez la coordination.")
    if offer.mission.starts_at <= at:
        return Refused("Cette mission a déjà commencé : l’offre est close.")
    if offer.mission.state != MissionState.OFFERED:
        return Refused(TAKEN)
    return None


def _locked_offers(offer: MissionOffer, *, whole: bool) -> list[MissionOffer]:
    """The offer, with the interpreter's others of the series if `whole`, as they are once their missions are locked.

    The portal locks: an interpreter neither sees nor locks a mission that somebody else has just taken.
    """
    with acting_as_system():
        mine = MissionOffer.objects.filter(interpreter=offer.interpreter_id)
        pks = [offer.mission_id]
        if whole and offer.mission.series:
            waiting = mine.filter(mission__series=offer.mission.series, state=OfferState.OFFERED)
            pks += waiting.values_list("mission", flat=True)
        missions = {one.pk: one for one in locked_all(pks)}
        rows = mine.filter(mission__in=missions).select_related("interpreter__user", "offered_by")
        rows = [one for one in rows if one.pk == offer.pk or one.state == OfferState.OFFERED]
        for row in rows:
            row.mission = missions[row.mission_id]
    return sorted(rows, key=lambda one: one.mission.starts_at)
