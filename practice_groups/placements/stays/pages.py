"""A placement as a page shows it: its steps, whose turn it is, what is late."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centre.models import User
from centre.templatetags.ui import date as as_written
from networks.models import Structure
from practice_groups.choices import AnswersKind, SignatoryRole
from practice_groups.models import (
    Placement,
    PlacementDay,
    PlacementSession,
    Signature,
    Wish,
)
from practice_groups.placements.stays import access
from practice_groups.placements.stays.forms import PreparationForm
from practice_groups.placements.stays.states import TO_FILL_IN, TONES, UNDER_WAY, WITH_DAYS, State

LATE_SIGNATURE = timedelta(days=14)
SATURDAY = 5
STEP_WORDS = {
    "done": gettext_lazy("Fait"),
    "now": gettext_lazy("En cours"),
    "late": gettext_lazy("En retard"),
    "later": gettext_lazy("À venir"),
    "ended": State.INTERRUPTED.label,
}
WAITS_FOR = {
    State.DRAFT: "la convention",
    State.TO_SIGN: "des signatures",
    State.SIGNED: "l’immersion",
    State.IMMERSION: "l’évaluation",
}
STEP_TONES = {"done": "good", "now": "waiting", "late": "danger", "later": "neutral", "ended": "warning"}


@dataclass(frozen=True)
class Step:
    """`state`: done, now, late, later, or ended before its time. `turn`: whose turn it is, when it is somebody's."""

    label: str
    state: str
    text: str = ""
    turn: str = ""

    @property
    def word(self) -> str:
        return STEP_WORDS[self.state]

    @property
    def tone(self) -> str:
        return STEP_TONES[self.state]


@dataclass(frozen=True)
class Day:
    row: PlacementDay

    @property
    def weekend(self) -> bool:
        return self.row.day.weekday() >= SATURDAY


@dataclass(frozen=True)
class PlacementPage:
    placement: Placement
    wish: Wish | None  # None: whoever reads may not know from whom it came yet
    is_staff: bool
    is_trainee: bool
    at: datetime

    @cached_property
    def signatures(self) -> list[Signature]:
        return access.signatures_of(self.placement)

    @cached_property
    def days(self) -> list[Day]:
        return [Day(row) for row in self.placement.days.all()]

    @property
    def name(self) -> str:
        """Whom the placement receives, as far as the reader may know."""
        if self.wish:
            return self.wish.trainee
        return self.signatures[0].asked_name if self.signatures else _("Personne à confirmer")

    @property
    def tone(self) -> str:
        return TONES[self.placement.state]

    @property
    def over(self) -> bool:
        return self.placement.state in (State.CANCELLED, State.INTERRUPTED, State.RESTITUTED)

    @property
    def signed(self) -> int:
        return sum(one.signed_at is not None for one in self.signatures)

    @property
    def can_reopen(self) -> bool:
        return self.is_staff and self.placement.state == State.TO_SIGN and not self.signed

    @property
    def can_cancel(self) -> bool:
        return self.is_staff and self.placement.state in (State.DRAFT, State.TO_SIGN, State.SIGNED)

    @property
    def can_choose_days(self) -> bool:
        return self.is_staff and self.placement.state in WITH_DAYS

    @property
    def can_start(self) -> bool:
        days, today = self.days, timezone.localdate(self.at)
        return (
            self.is_staff and self.placement.state == State.SIGNED and bool(days) and days[0].row.day <= today
        )

    @property
    def can_fill_in(self) -> bool:
        return (self.is_trainee or self.is_staff) and self.placement.state in TO_FILL_IN

    @property
    def handouts(self) -> list[dict]:
        """Of the preparation: each its `pk` and `title`."""
        return self.placement.handouts

    @property
    def may_evaluate(self) -> bool:
        return evaluation_open(self.placement, [day.row for day in self.days], self.at)

    @property
    def to_fill_in(self) -> str:
        """The kind of what she should fill in now; nothing when she has."""
        for kind, _label, filled_at in self.documents:
            if self.can_fill_in and not filled_at and (kind == AnswersKind.GRID or self.may_evaluate):
                return kind
        return ""

    @property
    def documents(self) -> list[tuple[str, str, datetime | None]]:
        """Of the notebook: kind, label, when it was last filled in."""
        filled = {
            AnswersKind.GRID: self.placement.grid_at,
            AnswersKind.EVALUATION: self.placement.evaluation_at,
        }
        return [(kind.value, kind.label, filled[kind]) for kind in AnswersKind]

    @property
    def planned_hours(self):
        return sum(day.row.hours or 0 for day in self.days)

    @property
    def steps(self) -> list[Step]:
        return _steps(self)


def page_of(placement: Placement, user: User, at: datetime) -> PlacementPage:
    """`placement`: one of `access.full_placements()`."""
    wish = Wish.objects.filter(pk=placement.wish_id).first()
    trainee = bool(wish and wish.user_id == user.pk)
    return PlacementPage(placement, wish, access.is_staff(user), trainee, at)


def evaluation_open(placement: Placement, days: list[PlacementDay], at: datetime) -> bool:
    """From the last day on, as the action says; whatever happened to the placement then."""
    if placement.state == State.IMMERSION:
        return days[-1].day <= timezone.localdate(at)
    return placement.state in (State.EVALUATED, State.INTERRUPTED)


def known_answers(placement: Placement, kind: str) -> dict:
    """What was answered already, for the form and for whoever may read it."""
    kept = placement.answers.filter(kind=kind).first()
    return json.loads(kept.answers) if kept else {}


def structures_elsewhere(placement: Placement):
    """Where she could go next: who has taken part in a session, save her own structure and where she has been."""
    known = Wish.objects.values("structure").union(Placement.objects.values("host"))
    found = Structure.objects.open().filter(pk__in=known, sensitive=False)
    return found.exclude(pk__in=[placement.own_id, placement.host_id]).order_by("name")


def proposed_parties(placement: Placement, wish: Wish | None, user: User) -> dict:
    """What the settling form begins with: what is known of each party."""
    initial = {f"{SignatoryRole.CENTRE}_name": user.display_name, f"{SignatoryRole.CENTRE}_email": user.email}
    initial[f"{SignatoryRole.CENTRE}_function"] = "Coordination"
    if wish:
        initial |= {
            f"{SignatoryRole.TRAINEE}_name": wish.trainee,
            f"{SignatoryRole.TRAINEE}_function": wish.profession,
            f"{SignatoryRole.TRAINEE}_email": wish.email,
            "intended_days": wish.days,
        }
    initial |= {f"{SignatoryRole.EMPLOYER}_email": placement.own.email}
    initial |= {f"{SignatoryRole.HOST}_email": placement.host.email}
    for one in placement.signatures.defer("scan"):  # settled once already, then taken back
        parts = {"name": one.asked_name, "function": one.function, "email": one.email}
        initial |= {f"{one.role}_{part}": value for part, value in parts.items()}
    facts = {name: getattr(placement, name) for name in ("intended_days", "hours_a_day", "tutor")}
    return initial | {name: value for name, value in facts.items() if value}


def _steps(page: PlacementPage) -> list[Step]:
    """From the pair to the restitution; what an ended placement did not reach is not shown as expected."""
    made = [_pair(page), _convention(page), _signatures(page), _preparation(page)]
    made += [_immersion(page), _evaluation(page), _restitution(page)]
    if not page.over:
        return made
    return [one for one in made if one.state in ("done", "ended")]


def _pair(page: PlacementPage) -> Step:
    return Step(_("Binôme"), "done", _("%(own)s → %(host)s") % _structures(page))


def _convention(page: PlacementPage) -> Step:
    settled = page.placement.convention_at
    if settled:
        return Step(_("Convention"), "done", _("arrêtée le %(day)s") % {"day": _day(settled)})
    late = page.placement.session.starts_on <= timezone.localdate(page.at)
    return Step(_("Convention"), "late" if late else "now", _("à arrêter"), _("la coordination"))


def _signatures(page: PlacementPage) -> Step:
    label = _("Signatures")
    if page.placement.convention_at is None:
        return Step(label, "later")
    missing = [one.get_role_display().lower() for one in page.signatures if one.signed_at is None]
    count = _("%(signed)s sur %(all)s") % {"signed": page.signed, "all": len(page.signatures)}
    if not missing:
        return Step(label, "done", count)
    late = page.at - page.placement.convention_at > LATE_SIGNATURE
    return Step(label, "late" if late else "now", count, ", ".join(missing))


def _preparation(page: PlacementPage) -> Step:
    label, session = _("Préparation"), page.placement.session
    if page.placement.prepared_on:
        return Step(label, "done", _("suivie le %(day)s") % {"day": _day(page.placement.prepared_on)})
    if session.preparation_on is None:
        return Step(label, "later", _("date à fixer"), _("la coordination"))
    past = session.preparation_on < timezone.localdate(page.at)
    text = _("le %(day)s") % {"day": _day(session.preparation_on)}
    return Step(label, "late" if past else "later", text, _("la coordination") if past else "")


def _immersion(page: PlacementPage) -> Step:
    label, placement, today = _("Immersion"), page.placement, timezone.localdate(page.at)
    count = len(page.days)
    days = _("%(count)s jour choisi") if count == 1 else _("%(count)s jours choisis")
    text = days % {"count": count} if count else ""
    if placement.state in (State.EVALUATED, State.RESTITUTED):
        return Step(label, "done", text)
    if placement.state == State.INTERRUPTED:
        return Step(label, "ended", text)
    if placement.state == State.IMMERSION:
        done = page.days[-1].row.day < today
        return Step(label, "done" if done else "now", text)
    if placement.state == State.SIGNED and not count:
        late = (placement.session.restitution_on or placement.session.ends_on) <= today
        return Step(label, "late" if late else "now", _("jours à choisir"), _("la coordination"))
    return Step(label, "later", text)


def _evaluation(page: PlacementPage) -> Step:
    label, placement, today = _("Évaluation"), page.placement, timezone.localdate(page.at)
    if placement.state in (State.EVALUATED, State.RESTITUTED):
        return Step(label, "done")
    if placement.state == State.IMMERSION and page.days[-1].row.day <= today:
        late = today - page.days[-1].row.day > timedelta(days=7)
        return Step(label, "late" if late else "now", "", _("la personne accueillie"))
    return Step(label, "later")


def _restitution(page: PlacementPage) -> Step:
    label, placement = _("Restitution"), page.placement
    on = placement.session.restitution_on
    text = _("le %(day)s") % {"day": _day(on)} if on else _("date à fixer")
    if placement.state == State.RESTITUTED:
        return Step(label, "done", text)
    if placement.state == State.EVALUATED and on and on <= timezone.localdate(page.at):
        return Step(label, "now", text, _("la coordination"))
    return Step(label, "later", text)


def _structures(page: PlacementPage) -> dict:
    return {"own": page.placement.own.name, "host": page.placement.host.name}


def _day(moment: date | datetime) -> str:
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return as_written(day, "DATE_FORMAT")


def preparation_form(session: PlacementSession, today: date, data=None) -> PreparationForm:
    """Who came: everybody under way, those ticked already ticked."""
    found = session.placements.filter(state__in=UNDER_WAY).select_related("host", "own")
    asked = {str(one.pk): one for one in found.defer("pdf", "convention_text").order_by("host__name", "pk")}
    names = dict(Wish.objects.filter(placements__session=session).values_list("pk", "trainee"))
    ticked = [pk for pk, one in asked.items() if one.prepared_on]
    initial = {"prepared_on": session.preparation_on or today, "present": ticked}
    return PreparationForm(data, initial=initial, placements=asked, names=names)


RESTITUTION_ORDER = [State.EVALUATED, *UNDER_WAY, State.INTERRUPTED, State.RESTITUTED, State.CANCELLED]


@dataclass(frozen=True)
class Ending:
    """A placement at the restitution: `waits_for` is what it lacks, in words, when it is not evaluated."""

    placement: Placement
    trainee: str
    waits_for: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.placement.state]


def restitution_of(session: PlacementSession, today: date) -> dict:
    """The placements of a session, what each lacks, and whether the meeting may be noted."""
    found = access.placements().filter(session=session).order_by("host__name", "own__name")
    names = dict(Wish.objects.filter(placements__session=session).values_list("pk", "trainee"))
    endings = [Ending(one, names.get(one.wish_id, ""), WAITS_FOR.get(one.state, "")) for one in found]
    endings.sort(key=lambda one: RESTITUTION_ORDER.index(one.placement.state))
    return {
        "endings": endings,
        "left": sum(bool(one.waits_for) for one in endings),
        "evaluated": sum(one.placement.state == State.EVALUATED for one in endings),
        "may_note": session.restitution_on is not None and session.restitution_on <= today,
    }


def restituted_words(left: int) -> str:
    if not left:
        return "La session est restituée."
    return f"Les stages évalués sont restitués\u00a0; {left} {'reste' if left == 1 else 'restent'} en cours."
