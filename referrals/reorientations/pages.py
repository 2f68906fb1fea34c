"""What the pages of reorientations show."""

from datetime import datetime

from django.utils import timezone

from centre.doors import VersionForm
from networks.choices import Service
from networks.listing import page_of
from referrals.choices import ReorientationState
from referrals.models import Care, Referral, Reorientation
from referrals.reorientations import access, partners
from referrals.reorientations.forms import ReorientForm
from referrals.reorientations.states import ANSWER_WITHIN, ASKABLE
from referrals.states import State

SHOWN = 50
CARE = (Service.MENTAL_CARE, Service.SOMATIC_CARE)  # who most often receives


def for_file(referral: Referral) -> dict:
    """The reorientations' part of `_file_cares.html`."""
    found = list(referral.reorientations.select_related("structure")) if referral.has_helpers else []
    redirected = referral.state in (State.REDIRECTED, State.CLOSED)
    for one in found:
        one.version_form = VersionForm(initial={"version": one.version}, auto_id=False)
        one.is_open = one.state == ReorientationState.SENT
        one.to_conclude = one.state == ReorientationState.ACCEPTED and not redirected
    return {
        "reorientations": found,
        "may_reorient": referral.state in ASKABLE,
        "conclude_form": VersionForm(initial={"version": referral.version}, auto_id=False),
    }


def for_care(care: Care) -> list[Reorientation]:
    """What the therapist reads of it: to whom, until when, what was answered."""
    return list(Reorientation.objects.filter(care=care).select_related("structure"))


def for_list(query: dict) -> dict:
    """Context of `reorientations.html`: a page of those to follow, and the latest that are over."""
    page = page_of(access.to_follow(), query, size=SHOWN)
    return {"page": page, "over": list(access.over()[:SHOWN]), "shown": SHOWN}


def for_reorient(referral: Referral, query: dict, form: ReorientForm | None, *, at: datetime) -> dict:
    """Context of `reorient.html`: a search of the annuaire, then the form about the structure chosen."""
    structure, typed = partners.chosen(query), query.get("q", "")[:100]
    if structure is None:
        found = partners.find(typed, departement=referral.person.departement, services=CARE)
        return {"referral": referral, "found": found, "q": typed}
    may_share = access.may_share(referral.person, structure, at=at)
    first = {"structure": structure.pk, "due_on": timezone.localdate(at) + ANSWER_WITHIN}
    form = form if form is not None else ReorientForm(initial=first, may_share=may_share)
    return {"referral": referral, "structure": structure, "form": form}
