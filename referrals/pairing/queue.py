"""Who is waiting for a therapist: the longest first, each person once."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from referrals import access
from referrals.models import Care, CaseReview, Exclusion, Person, Referral
from referrals.states import CareState, State


@dataclass
class Waiting:
    """Somebody waiting. `apart`: therapists never to be paired with her here (excluded, or who declined);
    `interpreters_apart`: excluded interpreters."""

    referral: Referral
    person: Person
    days: int
    apart: frozenset[int]
    interpreters_apart: frozenset[int]


def waiting(today: date) -> list[Waiting]:
    """Accepted and followed by nobody, or on the waiting list. One statement.

    Left out: somebody followed for another orientation, a care that came to its end (the therapist's leaving is not
    one), what may not be accepted yet because its dispositif wants a concertation first.
    """
    cares = Care.objects.filter(referral=OuterRef("pk"), imported=False).order_by()
    reviewed = Exists(CaseReview.objects.filter(referral=OuterRef("pk")))
    no_review_needed = Q(dispositif__requires_review=False)
    excluded = Exclusion.objects.filter(person=OuterRef("person")).order_by()
    rows = (
        Referral.objects.filter(
            Q(state=State.ACCEPTED, imported=False) & ~access.CARED_FOR
            | Q(state=State.WAITING) & (Q(reviewed) | no_review_needed),
            ~access.FOLLOWED,
            person__erased_on=None,
        )
        .select_related("person")
        .only("reference", "state", "version", "received_on", "person")
        .annotate(
            declined_by=ArraySubquery(
                cares.filter(state=CareState.DECLINED).exclude(decline_kind="").values("therapist")
            ),
            no_therapists=ArraySubquery(excluded.filter(interpreter=None).values("therapist")),
            no_interpreters=ArraySubquery(excluded.filter(therapist=None).values("interpreter")),
        )
        .order_by("received_on", "pk")
    )
    found: dict = {}
    for row in rows:
        found.setdefault(
            row.person_id,
            Waiting(
                row,
                row.person,
                max((today - row.received_on).days, 0),
                frozenset((*row.declined_by, *row.no_therapists)),
                frozenset(row.no_interpreters),
            ),
        )
    return list(found.values())
