"""The waiting list, and who gets a free place: the most urgent, then first come first served, with the reasons why
not.

`Line.read` loads everything the page needs: the number of statements does not depend on how many wait.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, IntegerField, OuterRef, When

from centre.context import acting_as_system
from networks.models import Interpreter, Therapist
from referrals.care import mails
from referrals.choices import InterpreterWish, Urgency
from referrals.models import Care, CaseReview, Exclusion, Referral
from referrals.pairing import pool, rules
from referrals.states import CareState, State

DECLINED_IT = "Ce thérapeute a décliné cette situation."
NO_REVIEW = "Rien n’est accepté dans ce dispositif sans concertation."
EXCLUDED = "Une exclusion est notée entre cette personne et ce thérapeute."
NO_INTERPRETER = "Aucun interprète possible dans sa langue."
KEPT = "Déjà retenue pour la place chez {}."
BY_URGENCY = Case(
    When(urgency=Urgency.URGENT, then=0),
    When(urgency=Urgency.SOON, then=1),
    default=2,
    output_field=IntegerField(),
)


def line():
    """Who is waiting: the most urgent first, then the first received."""
    return (
        Referral.objects.filter(state=State.WAITING)
        .select_related("person", "dispositif")
        .defer("vignette", "decision_reason")
        .annotate(
            reviewed=Exists(CaseReview.objects.filter(referral=OuterRef("pk"))),
            refused_by=ArraySubquery(
                Care.objects.filter(referral=OuterRef("pk"), state=CareState.DECLINED)
                .exclude(decline_kind="")
                .order_by()
                .values("therapist")
            ),
            without_therapists=_excluded("therapist"),
            without_interpreters=_excluded("interpreter"),
        )
        .order_by(BY_URGENCY, "received_on", "pk")
    )


def _excluded(who: str) -> ArraySubquery:
    """Ids of the professionals excluded for the person."""
    exclusions = Exclusion.objects.filter(person=OuterRef("person"), **{f"{who}__isnull": False})
    return ArraySubquery(exclusions.values(who))


@dataclass
class Next:
    """Who gets a free place (None: nobody waiting fits), and who is passed over, each with the reason."""

    therapist: Therapist
    referral: Referral | None = None
    interpreter: Interpreter | None = None
    skipped: list[tuple[Referral, str]] = field(default_factory=list)


@dataclass
class Line:
    """The waiting list and the free places as they are now."""

    waiting: list[Referral]
    therapists: list[Therapist]
    interpreters: list[Interpreter]
    farthest_km: int
    reached: list[str]
    helpers: dict = field(default_factory=dict)

    @classmethod
    def read(cls, *, therapist: Therapist | None = None) -> "Line":
        """With `therapist`, only her places. When nobody waits, or no place is free, nothing else is read."""
        therapists = pool.therapists_with_room().order_by("display_name", "pk")
        if therapist is not None:
            therapists = therapists.filter(pk=therapist.pk)
        waiting, open_ones = list(line()), list(therapists)
        if not waiting or not open_ones:
            return cls(waiting, open_ones, [], 0, [])
        weights = pool.weights()
        return cls(waiting, open_ones, list(pool.interpreters()), weights.farthest_km, weights.reached)

    def fit(self, therapist: Therapist, referral: Referral) -> tuple[Interpreter | None, str]:
        """(the interpreter they would work with or None, why they cannot work together or "")."""
        person = referral.person
        if not referral.reviewed and (referral.dispositif is None or referral.dispositif.requires_review):
            return None, NO_REVIEW
        if therapist.pk in referral.refused_by:
            return None, DECLINED_IT
        if therapist.pk in referral.without_therapists:
            return None, EXCLUDED
        why = rules.why_not_therapist(therapist, person, farthest_km=self.farthest_km)
        if why or not rules.needs_interpreter(therapist, person):
            return None, why
        if person.interpreter_wish == InterpreterWish.WITHOUT:
            return None, rules.why_not_alone(therapist, person)
        helper = self._helper(referral)
        return helper, "" if helper else NO_INTERPRETER

    def _helper(self, referral: Referral) -> Interpreter | None:
        """The interpreter who comes; otherwise the one who works remotely."""
        if referral.pk not in self.helpers:
            self.helpers[referral.pk] = self._find_helper(referral)
        return self.helpers[referral.pk]

    def _find_helper(self, referral: Referral) -> Interpreter | None:
        person = referral.person
        able = [
            one
            for one in self.interpreters
            if one.pk not in referral.without_interpreters
            and not rules.why_not_interpreter(one, person, reached=self.reached)
        ]
        near = [one for one in able if rules.on_site(one, person, reached=self.reached)]
        return next(iter(near or able), None)

    def next_for(self, therapist: Therapist, *, promised: dict | None = None) -> Next:
        """The first in line who fits. `promised`: people already kept for somebody else's place, by their referral."""
        found = Next(therapist)
        for referral in self.waiting:
            if promised and referral.pk in promised:
                found.skipped.append((referral, KEPT.format(promised[referral.pk])))
                continue
            interpreter, why = self.fit(therapist, referral)
            if not why:
                found.referral, found.interpreter = referral, interpreter
                return found
            found.skipped.append((referral, why))
        return found

    def places(self) -> Iterator[Next]:
        """For each therapist with a place, who gets it; the same person is promised one place only."""
        kept: dict = {}
        for therapist in self.therapists:
            found = self.next_for(therapist, promised=kept)
            if found.referral is not None:
                kept[found.referral.pk] = therapist
                yield found

    def takers(self, referral: Referral) -> int:
        return sum(not self.fit(therapist, referral)[1] for therapist in self.therapists)


def next_for(therapist: Therapist) -> Next:
    """The first in line who fits. `promised`: people already promised to another place, by referral."""
    read = Line.read(therapist=therapist)
    return read.next_for(read.therapists[0]) if read.therapists else Next(therapist)


def tell(therapist: Therapist) -> Next:
    """A place is free: if somebody waiting fits, the coordination is mailed. Whoever frees the place may see nobody in
    the line: the portal reads it."""
    with acting_as_system():
        found = next_for(therapist)
        if found.referral is not None:
            mails.place_free()
    return found


def on_places_added(sender, *, therapist: Therapist, **_) -> None:
    """A sheet has more places, or its therapist is back."""
    tell(therapist)
