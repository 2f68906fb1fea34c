"""What the pages of crossed placements show."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from centre.models import User
from networks.models import Structure
from practice_groups.choices import MatchingState, PlacementState
from practice_groups.choices import PlacementSessionState as State
from practice_groups.models import Pair, Placement, PlacementSession, Wish
from practice_groups.placements import access
from practice_groups.placements.actions import mark_of
from practice_groups.placements.forms import NEXT
from practice_groups.placements.states import TONES

_SHOWN = 100
_LIVING = Q(wishes__withdrawn_at=None)
SIGNED = [
    PlacementState.SIGNED,
    PlacementState.IMMERSION,
    PlacementState.EVALUATED,
    PlacementState.RESTITUTED,
]
OVER = [PlacementState.EVALUATED, PlacementState.RESTITUTED, PlacementState.INTERRUPTED]
NOT_PLACED_YET = "pas encore placé"


def wanted_names() -> ArrayAgg:
    """The names of the structures a wish asks for, in its order; an empty list without any."""
    named = Q(wants__isnull=False)
    return Coalesce(ArrayAgg("wants__structure__name", filter=named, order_by="wants__rank"), [])


# ── The coordination ────────────────────────────────────────────────────────────────────────────


def sessions() -> list[PlacementSession]:
    """The latest, each with `wishers`, `pair_count` and `tone`."""
    found = PlacementSession.objects.annotate(
        wishers=Count("wishes", filter=_LIVING, distinct=True), pair_count=Count("pairs", distinct=True)
    ).order_by("-starts_on", "-pk")[:_SHOWN]
    for one in found:
        one.tone = TONES[one.state]
    return list(found)


def listed() -> list[Wish]:
    """Those that wait for the next session, in their order."""
    return list(
        Wish.objects.listed().select_related("structure").annotate(wanted_names=wanted_names())[:_SHOWN]
    )


@dataclass
class Line:
    """One wish of a session: where she goes and why, or why nowhere."""

    wish: Wish
    placement: Placement | None
    reasons: list[str]

    @property
    def unwanted(self) -> bool:
        return "hors de ses vœux" in self.reasons


@dataclass
class PairShown:
    pair: Pair
    lines: list[Line]


@dataclass
class Step:
    """`tone`: good once done, danger when late, else info or neutral."""

    name: str
    said: str
    when: date | None
    tone: str

    @property
    def late(self) -> bool:
        return self.tone == "danger"


class SessionPage:
    """Everything the coordination reads of a session, in a constant number of statements."""

    def __init__(self, session: PlacementSession, today: date):
        self.session, self.today = session, today
        session.tone = TONES[session.state]
        wishes = session.wishes.living().select_related("structure").annotate(wanted_names=wanted_names())
        self.wishes = list(wishes.order_by("asked_at", "pk"))
        found = session.placements.select_related("pair", "host", "own", "wish").defer("pdf")
        self.placements = list(found.exclude(state=PlacementState.CANCELLED))
        self.matching = session.matchings.first()
        self.listed = Wish.objects.listed().count() if self.accepting else 0

    @property
    def accepting(self) -> bool:
        return self.session.state in access.ACCEPTING

    @property
    def computing(self) -> bool:
        return bool(self.matching and self.matching.under_way)

    @property
    def failure(self) -> str:
        return self.matching.failure if self.matching and self.matching.state == MatchingState.FAILED else ""

    @property
    def pairs(self) -> list[PairShown]:
        """Crossed ones first, each with one or two lines."""
        wishes = {one.pk: one for one in self.wishes}
        found: dict[int, PairShown] = {}
        for one in sorted(self.placements, key=lambda placement: placement.wish_id):
            if one.pair is None:
                continue
            shown = found.setdefault(one.pair_id, PairShown(one.pair, []))
            wish = wishes.get(one.wish_id, one.wish)
            wish.structure = one.own
            shown.lines.append(Line(wish, one, one.pair.reasons.get(str(one.wish_id), [])))
        return sorted(found.values(), key=lambda shown: (not shown.pair.crossed, shown.pair.first_id))

    @property
    def crossed(self) -> int:
        return len({one.pair_id for one in self.placements if one.pair and one.pair.crossed})

    @property
    def unplaced(self) -> list[Line]:
        """Wishes of the session that nobody receives, with the reason. Nothing before the first computation."""
        if self.session.state == State.OPEN and not self.placements and not self.matching:
            return []
        placed = {one.wish_id for one in self.placements}
        why = self.matching.unplaced if self.matching and self.accepting else {}
        otherwise = NOT_PLACED_YET if self.accepting else "stage annulé"
        return [
            Line(one, None, [why.get(str(one.pk), otherwise)]) for one in self.wishes if one.pk not in placed
        ]

    @property
    def offers(self) -> int:
        return sum(one.offers for one in self.wishes)

    @property
    def structures(self) -> int:
        return len({one.structure_id for one in self.wishes})

    # ── Where it stands ──

    @property
    def steps(self) -> list[Step]:
        session, total = self.session, len(self.placements)
        begins = session.preparation_on or session.starts_on
        decided = session.state in access.DECIDED
        signed = self._among([*SIGNED, PlacementState.INTERRUPTED])
        prepared = sum(one.prepared_on is not None for one in self.placements)
        over = self._among(OVER)
        restituted = session.state == State.RESTITUTED
        several = "s" if len(self.wishes) > 1 else ""
        return [
            self._step(
                "Vœux",
                f"{len(self.wishes)} déposé{several}",
                session.wishes_until,
                session.state != State.OPEN,
            ),
            self._step("Binômes", self._pairs_said(), begins, decided),
            self._step(
                "Conventions", f"{signed} sur {total} signées", begins, decided and signed == total, decided
            ),
            self._step(
                "Préparation",
                f"{prepared} sur {total} suivies",
                session.preparation_on,
                prepared == total > 0,
                decided,
            ),
            self._step("Stages", f"{over} sur {total} terminés", session.ends_on, over == total > 0, decided),
            self._step(
                "Restitution",
                "faite" if restituted else "à faire",
                session.restitution_on,
                restituted,
                decided,
            ),
        ]

    def _among(self, states) -> int:
        return sum(one.state in states for one in self.placements)

    def _pairs_said(self) -> str:
        count = len({one.pair_id for one in self.placements if one.pair_id})
        if not count:
            return "à proposer"
        several, crossed = "s" if count > 1 else "", "s" if self.crossed > 1 else ""
        said = "retenu" if self.session.state in access.DECIDED else "proposé"
        return f"{count} {said}{several}, dont {self.crossed} croisé{crossed}"

    def _step(self, name: str, said: str, when: date | None, done: bool, begun: bool = True) -> Step:
        if self.session.state == State.CANCELLED:
            return Step(name, "–", when, "neutral")
        if not begun:
            return Step(name, "à venir", when, "neutral")
        late = not done and when is not None and when < self.today
        tone = "good" if done else "danger" if late else "info"
        return Step(name, said, when, tone)


def houses_of(session: PlacementSession) -> list[Structure]:
    """The structures that offer places in this session."""
    offering = session.wishes.living().filter(offers__gt=0)
    return list(Structure.objects.filter(pk__in=offering.values("structure")))


def placed(wish: Wish) -> dict:
    """What the form of a line begins with."""
    host = wish.placements.values_list("host", flat=True).first()
    return {"host": host, "version": wish.session.version}


# ── The host, the trainee ───────────────────────────────────────────────────────────────────────


@dataclass
class Hosted:
    """What a host reads: her structures' wishes, who comes, who goes."""

    structures: list[Structure]
    wishes: list[Wish]
    received: list[Placement]
    sent: list[Placement]


def hosted(user: User, today: date) -> Hosted:
    mine = list(access.structures_of(user, today)) if not access.is_staff(user) else []
    ids = {one.pk for one in mine}
    wishes = (
        Wish.objects.living()
        .filter(structure__in=ids)
        .filter(Q(session=None) | Q(session__state__in=access.ACCEPTING))
    )
    wishes = wishes.select_related("session", "structure").annotate(wanted_names=wanted_names())
    decided = access.decided_placements().filter(Q(host__in=ids) | Q(own__in=ids))[:_SHOWN]
    return Hosted(
        mine,
        list(wishes[:_SHOWN]),
        [one for one in decided if one.host_id in ids],
        [one for one in decided if one.own_id in ids],
    )


def mine(user: User) -> tuple[list[Wish], list[Placement]]:
    """The wishes made for this person that wait for an answer, and where she is or was received."""
    wishes = Wish.objects.living().filter(Q(session=None) | Q(session__state__in=access.ACCEPTING), user=user)
    wishes = wishes.select_related("session", "structure").annotate(wanted_names=wanted_names())
    return list(wishes), list(access.decided_placements().filter(wish__user=user)[:_SHOWN])


def asked_for(query, open_sessions: list[PlacementSession]) -> dict:
    """What the form of a wish begins with: the session that the link named, else the first that takes wishes."""
    taking = [one.pk for one in open_sessions if one.state == State.OPEN]
    named = query.get("session", "")
    return {"session": named if named else next(iter(taking), NEXT)}


def as_written(wish: Wish) -> dict:
    """What the form that corrects a wish begins with."""
    names = ("trainee", "email", "profession", "sector", "offers", "days", "wishes_text")
    facts = {name: getattr(wish, name) for name in names}
    wanted = {f"wanted_{one.rank}": one.structure_id for one in wish.wants.all()}
    return facts | wanted | {"structure": wish.structure_id, "mark": mark_of(wish)}


def thanks(wish: Wish) -> str:
    if wish.session_id is None:
        return _("Vœu enregistré sur la liste de la prochaine session.")
    return _("Vœu enregistré pour cette session.")
