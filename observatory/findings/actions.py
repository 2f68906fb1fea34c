"""Every write about *constats*: recorded, edited, given an origin, followed up, published."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from centre.fields import nobody
from centre.models import User
from centre.reference import departements as known_departements
from centre.refusals import Refused
from observatory.findings import origins
from observatory.findings.models import Finding, FindingOrigin, FindingStep
from observatory.states import StepState
from referrals import activity as referrals_activity

UNKNOWN_ORIGIN = "Aucune activité ni rencontre ne correspond\u00a0: choisissez-la dans la liste."
UNKNOWN_REFERRAL = "Aucune orientation ne porte cette référence."
MOST_STEPS = 40


@transaction.atomic
def record_finding(
    *,
    kind: str,
    theme: str,
    title: str,
    detail: str = "",
    departements: list[str] = (),
    seen_on: date,
    origin: str = "",
    by: User,
    at: datetime,
) -> Finding:
    """`origin`: « activity:12 » or « meeting:7 », "" if it is given later."""
    facts = _facts(kind, theme, title, detail, departements, seen_on, at)
    finding = Finding.objects.create(**facts, noted_by=by, noted_at=at)
    if origin:
        set_origin(finding, key=origin, by=by)
    return finding


@transaction.atomic
def edit_finding(
    finding: Finding,
    *,
    kind: str,
    theme: str,
    title: str,
    detail: str = "",
    departements: list[str] = (),
    seen_on: date,
    version: int,
    by: User,
    at: datetime,
) -> Finding:
    finding = _hold(finding)
    if finding.version != version:
        raise Refused(
            "Ce constat a changé entre-temps. Vos saisies sont conservées\u00a0: comparez avant d’enregistrer."
        )
    for name, value in _facts(kind, theme, title, detail, departements, seen_on, at).items():
        setattr(finding, name, value)
    finding.version += 1
    finding.save()
    return finding


@transaction.atomic
def set_origin(finding: Finding, *, key: str = "", reference: str = "", by: User) -> FindingOrigin | None:
    """Set where it comes from: an activity or a meeting (`key`), or an orientation (`reference`); "" for neither."""
    finding = _hold(finding)
    if key and reference:
        raise Refused(
            "Une seule origine\u00a0: une activité, une rencontre ou une orientation.", field="reference"
        )
    FindingOrigin.objects.filter(finding=finding).delete()
    if reference:
        referral = referrals_activity.referral_id(reference)
        if referral is None:
            raise Refused(UNKNOWN_REFERRAL, field="reference")
        return FindingOrigin.objects.create(finding=finding, referral_id=referral)
    if not key:
        return None
    chosen = origins.read(key)
    if chosen is None or not origins.exists(*chosen):
        raise Refused(UNKNOWN_ORIGIN, field="key")
    return FindingOrigin.objects.create(finding=finding, **{f"{chosen[0]}_id": chosen[1]})


@transaction.atomic
def add_step(finding: Finding, *, state: str, text: str, day: date, by: User, at: datetime) -> FindingStep:
    """Add something done about it, or to do; a step that is done has a past or present day."""
    finding = _hold(finding)
    _refuse_people(text=text)
    _refuse_future(state, day, at)
    if finding.steps.count() >= MOST_STEPS:
        raise Refused(f"Ce constat a déjà {MOST_STEPS} suites\u00a0: relevez-en un autre.")
    return FindingStep.objects.create(
        finding=finding, state=state, text=text, day=day, noted_by=by, noted_at=at
    )


@transaction.atomic
def move_step(step: FindingStep, *, state: str, day: date, by: User, at: datetime) -> FindingStep:
    """Change the state of a step: under way, done or dropped."""
    _hold(step.finding)
    _refuse_future(state, day, at)
    step.state, step.day, step.noted_by, step.noted_at = state, day, by, at
    step.save()
    return step


@transaction.atomic
def remove_step(step: FindingStep, *, by: User) -> None:
    _hold(step.finding)
    step.delete()


@transaction.atomic
def publish_finding(finding: Finding, *, read_again: bool, version: int, by: User, at: datetime) -> Finding:
    """Show it to members; `read_again`: the author vouches that nobody can be recognised in it."""
    finding = _hold(finding)
    if finding.published_at:
        raise Refused("Ce constat est déjà publié.")
    if finding.version != version:
        raise Refused(
            "Ce constat a changé depuis que vous l’avez ouvert\u00a0: relisez-le avant de le publier."
        )
    if not read_again:
        raise Refused("Relisez le constat et ses suites, puis cochez la case.", field="read_again")
    finding.published_by, finding.published_at = by, at
    finding.save()
    return finding


@transaction.atomic
def unpublish_finding(finding: Finding, *, by: User) -> Finding:
    """Hide it from members; a published bilan keeps what it printed."""
    finding = _hold(finding)
    if not finding.published_at:
        raise Refused("Ce constat n’est pas publié.")
    finding.published_by = finding.published_at = None
    finding.save()
    return finding


@transaction.atomic
def remove_finding(finding: Finding, *, by: User) -> None:
    """Delete a *constat* recorded by mistake. A published one must be unpublished first."""
    finding = _hold(finding)
    if finding.published_at:
        raise Refused("Ce constat est publié\u00a0: retirez-le de la publication d’abord.")
    finding.delete()


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _hold(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=["self"]).get(pk=finding.pk)


def _facts(kind, theme, title, detail, departements, seen_on, at) -> dict:
    if not title.strip():
        raise Refused("Dites ce qui est constaté.", field="title")
    _refuse_people(title=title, detail=detail)
    if seen_on > at.date():
        raise Refused("Un constat ne peut pas dater de demain.", field="seen_on")
    unknown = set(departements) - set(known_departements())
    if unknown:
        raise Refused("Choisissez un département de la liste.", field="departements")
    return {
        "kind": kind,
        "theme": theme,
        "title": title,
        "detail": detail,
        "departements": sorted(set(departements)),
        "seen_on": seen_on,
    }


def _refuse_people(**texts: str) -> None:
    """A *constat* is about a territory, never about a person."""
    for field, text in texts.items():
        try:
            nobody(text)
        except ValidationError as error:
            raise Refused(error.messages[0], field=field) from error


def _refuse_future(state: str, day: date, at: datetime) -> None:
    if state == StepState.DONE and day > at.date():
        raise Refused(
            "Ce qui est fait a une date passée\u00a0: choisissez «\u00a0À faire\u00a0».", field="day"
        )
