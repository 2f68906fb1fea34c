"""Things the tests of the referrals are about, made in one line."""

import uuid
from datetime import UTC, date, datetime, time

from networks.models import Interpreter, Membership, Structure, Therapist
from referrals.board import actions as board
from referrals.choices import ConsentForm, ConsentScope
from referrals.intake import actions as intake
from referrals.models import Care, Dispositif, Referral
from referrals.reviews import actions as reviews
from referrals.states import State

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONSENTED = {ConsentScope.TEAM: ConsentForm.ORAL}


def dispositif(**rules) -> Dispositif:
    return Dispositif.objects.get_or_create(label="C.A.P.E.", defaults=rules)[0]


def validated(referrer, name: str = "CADA des Tilleuls") -> Membership:
    structure = Structure.objects.get_or_create(name=name, defaults={"kind": "CADA", "departement": "30"})[0]
    return Membership.objects.get_or_create(
        user=referrer, structure=structure, defaults={"validated_on": "2024-01-01"}
    )[0]


def referral(
    by, *, languages=("prs",), consents=CONSENTED, at=AT, last_name="Zarrinpoush", **typed
) -> Referral:
    """An orientation sent by `by`, for a person with an unmistakable name."""
    if not by.may("triage"):
        validated(by)
    return intake.receive(
        person={
            "birth_year": 1994,
            "sex": "F",
            "country": "AFG",
            "languages": list(languages),
            "departement": "30",
        },
        identity={"first_name": "Shahrbanu", "last_name": last_name, "phone": "0600000000"},
        consents=consents,
        consent_language="prs",
        dispositif=dispositif(),
        vignette="Ne dort plus.",
        **{
            "motives": ["sommeil"],
            "urgency": "ordinaire",
            "idempotency_key": uuid.uuid4(),
            "by": by,
            "at": at,
            **typed,
        },
    )


def accepted(by_referrer, coordinator, **typed) -> Referral:
    """An orientation taken, reviewed and accepted."""
    found = referral(by_referrer, **typed)
    found = board.take(found, version=found.version, by=coordinator, at=AT)
    found = board.bring_to_review(found, version=found.version, by=coordinator, at=AT)
    reviews.record_review(
        found,
        held_on=AT.date(),
        relevance="oui",
        spoken_language="oui",
        availability="oui",
        participants=[coordinator],
        decision=State.ACCEPTED,
        reason="",
        dissent="",
        version=found.version,
        by=coordinator,
        at=AT,
    )
    return Referral.objects.select_related("person").get(pk=found.pk)


def therapist(user, *, languages=("fra",), capacity=2, **facts) -> Therapist:
    return Therapist.objects.create(
        code=f"T-{user.pk}",
        user=user,
        display_name=user.display_name,
        languages=list(languages),
        capacity=capacity,
        **facts,
    )


def interpreter(user=None, *, languages=("prs", "fra"), **facts) -> Interpreter:
    return Interpreter.objects.create(
        code=f"I-{user.pk if user else uuid.uuid4().hex[:6]}",
        user=user,
        display_name=user.display_name if user else "Interprète",
        languages=list(languages),
        departements=["30", "34"],
        **facts,
    )


def care(referrer, coordinator, therapist, interpreter=None, *, active=True) -> Care:
    from referrals.care import actions as cares

    made = cares.propose(
        accepted(referrer, coordinator), therapist=therapist, interpreter=interpreter, by=coordinator, at=AT
    )
    return cares.accept(made, by=therapist.user, at=AT) if active else made


def session(**typed) -> dict:
    """A session held the morning the care was proposed, as the form gives it to `log_session`."""
    return {
        "day": date(2026, 3, 2),
        "hour": time(8),
        "duration": 45,
        "state": "realisee",
        "modality": "presentiel",
        "cancelled_by": "",
        "interpreter": None,
        "remark": "",
        "confirm_long": False,
        "idempotency_key": uuid.uuid4(),
    } | typed
