"""What the cares' part of a file shows, and the therapist's page of one care."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from centre.doors import VersionForm
from centre.reference import language_name
from networks.listing import page_of
from referrals import access
from referrals.backups import pages as backups
from referrals.care.actions import FOLLOWED
from referrals.care.waiting import BY_URGENCY, Line
from referrals.models import Care, Referral
from referrals.pairing.candidates import Candidate, candidates
from referrals.pairing.rules import shared_language
from referrals.reorientations import pages as reorientations
from referrals.states import CareState, State

SHOWN = 50  # people of the line on one page
CLOSABLE = (State.ACCEPTED, State.REDIRECTED, State.REFUSED)


def for_file(referral: Referral) -> dict:
    """Context of `_file_cares.html`, beside `referral`."""
    cares = list(referral.cares.all())
    living = any(care.is_living for care in cares)
    return {
        "cares": [_said(care) for care in cares],
        "proposed": next((care for care in cares if care.state == CareState.PROPOSED), None),
        "next_candidate": _next_candidate(referral, cares),
        "may_close": referral.state in CLOSABLE and not living,
        **reorientations.for_file(referral),
        "backups": backups.of_cares(*cares) if referral.has_helpers else [],
    }


def _said(care: Care) -> Care:
    care.version_form = VersionForm(initial={"version": care.version}, auto_id=False)
    care.is_followed = care.state in FOLLOWED
    return care


def _next_candidate(referral: Referral, cares: list[Care]) -> Candidate | None:
    """After a refusal, whom to propose to now: the best who has not said no."""
    refused = {care.therapist_id for care in cares if care.state == CareState.DECLINED and care.decline_kind}
    if referral.state != State.ACCEPTED or not refused or any(care.is_living for care in cares):
        return None
    return next((one for one in candidates(referral.person) if one.therapist.pk not in refused), None)


_RELAYED = Care.objects.filter(state__in=FOLLOWED, imported=False)


def proposable():
    """Referrals as the page of proposal shows them; `is_followed`: there is a care to relay, which most have not."""
    found = Referral.objects.annotate(is_followed=Exists(_RELAYED.filter(referral=OuterRef("pk"))))
    return found.select_related("person", "dispositif")


def followed(referral: Referral) -> Care | None:
    """The care that a proposal of this referral, one of `proposable`, would relay."""
    if not referral.is_followed:
        return None
    return _RELAYED.filter(referral=referral).select_related("therapist").first()


def for_proposal(referral: Referral, relayed: Care | None) -> dict:
    """Context of `propose.html`: whoever follows the person already is not proposed again."""
    found = candidates(referral.person)
    if relayed is not None:
        found = [one for one in found if one.therapist.pk != relayed.therapist_id]
    return {"referral": referral, "candidates": found, "relayed": relayed}


def for_care(care: Care) -> dict:
    """Context of `care.html`, beside `care` and `identity`."""
    return {
        "reasons": _reasons(care) if care.state == CareState.PROPOSED else [],
        "version_form": VersionForm(initial={"version": care.version}, auto_id=False),
        "followed": care.state in FOLLOWED,
        "backups": backups.of_cares(care) if care.has_helpers else [],
        "reorientations": reorientations.for_care(care) if care.has_helpers else [],
    }


def _reasons(care: Care) -> list[str]:
    """Why this proposal comes to her."""
    shared = shared_language(care.therapist, care.person)
    if care.interpreter:
        reasons = [f"avec {care.interpreter}, interprète ({language_name(care.language).lower()})"]
    else:
        reasons = [f"vous parlez {language_name(shared).lower()}"] if shared else []
    if care.person.departement in care.therapist.departements:
        reasons.append(f"vous recevez dans ce département ({care.person.departement_name})")
    return reasons


@dataclass
class Waiter:
    """One line of the page: a referral, its rank from 1, days since it was received, how many could take it now."""

    referral: Referral
    rank: int
    days: int
    takers: int


@dataclass
class ToPlace:
    """Somebody accepted whom nobody follows. `days` since then."""

    referral: Referral
    days: int


def _to_place(today) -> list[ToPlace]:
    """The most urgent first, then the first accepted."""
    found = access.to_place().select_related("person", "owner").defer("vignette", "decision_reason")
    return [
        ToPlace(one, (today - timezone.localdate(one.state_since)).days)
        for one in found.order_by(BY_URGENCY, "state_since", "pk")[:SHOWN]
    ]


def for_waiting(today, query: dict) -> dict:
    """Context of `waiting.html`: whom to propose, the places that are free now, and a page of the line."""
    read = Line.read()
    page = page_of(read.waiting, query, size=SHOWN)
    rank = {one.pk: number for number, one in enumerate(read.waiting, start=1)}
    page.rows = [
        Waiter(one, rank[one.pk], (today - one.received_on).days, read.takers(one)) for one in page.rows
    ]
    places = sorted(read.places(), key=lambda place: rank[place.referral.pk])
    return {"to_place": _to_place(today), "places": places, "page": page}
