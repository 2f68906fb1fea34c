"""Every write about a care, one verb each."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.missions import actions as missions
from networks.models import Interpreter, Therapist
from referrals import mails
from referrals.models import Care, Person, Referral, ReferralStep
from referrals.pairing import candidates as pairing
from referrals.states import CARE_MOVES, CareState, State


def common_language(speaker, languages: list[str]) -> str:
    return next((language for language in languages if language in speaker.languages), "")


@transaction.atomic
def propose(
    referral: Referral, *, therapist: Therapist, interpreter: Interpreter | None, by: User, at: datetime
) -> Care:
    """Propose the situation to a therapist, with an interpreter where they share no language."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("person").get(pk=referral.pk)
    if referral.state != State.ACCEPTED:
        raise Refused("Une orientation se propose à un thérapeute une fois acceptée.")
    _check_therapist(therapist, referral.person)
    language = _language_of(therapist, interpreter, referral.person)
    try:
        with transaction.atomic():
            care = Care.objects.create(
                person=referral.person,
                referral=referral,
                therapist=therapist,
                interpreter=interpreter,
                language=language,
                proposed_at=at,
                proposed_by=by,
            )
    except IntegrityError as error:
        raise Refused("Cette situation est déjà proposée ou suivie : rechargez la page.") from error
    mails.proposed(care)
    return care


def _check_therapist(therapist: Therapist, person: Person) -> None:
    if not therapist.active or therapist.free_places == 0:
        raise Refused("Ce thérapeute n’a plus de place : choisissez-en un autre.", field="therapist")
    if not pairing.therapists(person).filter(pk=therapist.pk).exists():
        if not pairing.may_answer(therapist, "therapeute"):
            raise Refused(
                "Ce thérapeute n’a plus accès au portail : choisissez-en un autre.", field="therapist"
            )
        raise Refused("Ce thérapeute ne reçoit pas dans ce département.", field="therapist")


def _language_of(therapist: Therapist, interpreter: Interpreter | None, person: Person) -> str:
    """The language of the work: the therapist's own where she shares one, else the interpreter's."""
    shared = common_language(therapist, person.languages)
    if interpreter is not None:
        interpreted = _interpreted_language(interpreter, person)
        return shared or interpreted
    if not shared:
        raise Refused(
            "Ce thérapeute ne parle pas la langue de la personne : choisissez un interprète.",
            field="interpreter",
        )
    return shared


def _interpreted_language(interpreter: Interpreter, person: Person) -> str:
    """The language of the work with this interpreter, or the reason why it cannot be."""
    language = common_language(interpreter, person.languages)
    if not language:
        raise Refused("Cet interprète ne parle pas la langue de la personne.", field="interpreter")
    if not interpreter.active or not pairing.may_answer(interpreter, "interprete"):
        raise Refused(
            "Cet interprète n’a plus accès au portail : choisissez-en un autre.", field="interpreter"
        )
    missions.refuse_unless_within_reach(interpreter, person.departement)
    return language


def _move(care: Care, to: CareState, *, at: datetime, version: int | None = None, **facts) -> Care:
    current = (
        Care.objects.select_for_update(of=("self",)).select_related("therapist", "referral").get(pk=care.pk)
    )
    if (version is not None and current.version != version) or to not in CARE_MOVES[current.state]:
        raise Refused(
            f"Cette situation est maintenant « {current.get_state_display()} » : rechargez la page avant d’agir."
        )
    current.state = to
    current.version += 1
    for name, value in facts.items():
        setattr(current, name, value)
    current.save()
    return current


@transaction.atomic
def accept(care: Care, *, by: User, at: datetime) -> Care:
    """The therapist accepts; the database refuses one more than her capacity."""
    _refuse_unless_accepted(care)
    if not care.therapist.active:
        raise Refused(
            f"Votre situation dans le réseau est « {care.therapist.get_standing_display().lower()} » : "
            "aucun nouveau suivi ne commence. Appelez la coordination si c’est une erreur."
        )
    try:
        with transaction.atomic():
            care = _move(care, CareState.ACTIVE, at=at, answered_at=at)
    except IntegrityError as error:
        if "capacity_is_kept" not in str(error):
            raise
        raise Refused(
            "Vous suivez déjà autant de personnes que vous avez de places. "
            "Terminez un suivi ou demandez à la coordination d’ouvrir une place."
        ) from error
    ReferralStep.objects.create(
        referral=care.referral,
        state=State.ACCEPTED,
        at=at,
        by=by,
        note="Un thérapeute a accepté de recevoir la personne.",
    )
    mails.answered(care)
    return care


def _refuse_unless_accepted(care: Care) -> None:
    """Lock the orientation before its care, as whoever moves it does. A therapist may not change it, hence not
    lock it: the portal does."""
    with acting_as_system():
        referral = Referral.objects.select_for_update(of=("self",)).get(pk=care.referral_id)
    if referral.state != State.ACCEPTED:
        raise Refused("Cette orientation n’est plus acceptée : rechargez la page, la proposition est close.")


@transaction.atomic
def decline(care: Care, *, reason: str, by: User, at: datetime) -> Care:
    """The therapist declines, with a reason that the coordination reads."""
    care = _move(care, CareState.DECLINED, at=at, answered_at=at, decline_reason=reason)
    mails.answered(care)
    return care


@transaction.atomic
def end(care: Care, *, version: int | None = None, by: User, at: datetime) -> Care:
    """The care is over: a place is free, and the identity closes."""
    return _move(care, CareState.ENDED, at=at, version=version, ended_on=timezone.localdate(at))


_WHY_CLOSED = {
    State.WITHDRAWN: "Orientation retirée.",
    State.REDIRECTED: "Orientation réorientée.",
    State.CLOSED: "Orientation close.",
}


def close_with(referral: Referral, *, at: datetime) -> None:
    """The locked `referral` is no longer accepted: its living care ends, or its proposal is closed.

    Whoever withdraws an orientation neither sees nor changes its care: the portal does, and the journal says so.
    """
    with acting_as_system():
        living = Care.objects.filter(referral=referral).exclude(
            state__in=[CareState.ENDED, CareState.DECLINED]
        )
        for care in living.select_related("therapist__user"):
            if care.state == CareState.PROPOSED:
                reason = _WHY_CLOSED[referral.state]
                _move(care, CareState.DECLINED, at=at, answered_at=at, decline_reason=reason)
            else:
                _move(care, CareState.ENDED, at=at, ended_on=timezone.localdate(at))
            mails.closed(care)
