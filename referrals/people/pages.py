"""What the person's part of a file shows, and the pages about her consents."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from centre.journal import record_reads
from referrals.choices import ConsentScope
from referrals.models import Referral
from referrals.people import access
from referrals.people.duplicates import look_alikes
from referrals.people.models import Consent, Identity, Person
from referrals.people.rules import CONSENT_YEARS, SOON_DAYS


def for_file(referral: Referral, identity: Identity | None) -> dict:
    """Context of `_file_people.html`, beside `referral` and `identity`. No name is in it."""
    now = timezone.now()
    consents = referral.person.consents.all()  # with the file's own statements
    return {
        "agreed": lines(consents, today=timezone.localdate(now)),
        "overrides": list(access.open_overrides(referral.person, at=now)) if referral.has_overrides else [],
        "alike": look_alikes(referral.person, identity),
    }


def of_person(person: Person, user, *, at: datetime) -> dict:
    """Context of `consents.html`: everything ever said, the running override, the way back."""
    consents = Consent.objects.filter(person=person).select_related("partner", "recorded_by")
    today = timezone.localdate(at)
    return {
        "person": person,
        "agreed": lines(consents, today=today),
        "withdrawn": [one for one in consents if one.withdrawn_on],
        "overrides": list(access.open_overrides(person, at=at)) if user.may("triage") else [],
        "coordinates": user.may("triage"),
        "years": CONSENT_YEARS,
        "back": back_to(person, user),
    }


def lines(consents, *, today) -> list[dict]:
    """One line per scope that was ever spoken of, and the two that open a file even when nobody asked: what stands."""
    standing = sorted((one for one in consents if not one.withdrawn_on), key=lambda one: one.scope)
    found = [_line(one, today) for one in standing]
    spoken = {one.scope for one in standing}
    withdrawn = {one.scope: one for one in sorted(consents, key=lambda one: one.pk) if one.withdrawn_on}
    for scope in ConsentScope:
        if scope not in spoken and (scope in withdrawn or scope != ConsentScope.PARTNER):
            found.append(_unsaid(scope, withdrawn.get(scope)))
    order = list(ConsentScope)
    return sorted(found, key=lambda line: order.index(line["scope"]))


def _line(consent: Consent, today) -> dict:
    said = {"scope": consent.scope, "name": consent.scope_name, "consent": consent}
    if not consent.is_valid_on(today):
        over = consent.expires_on and consent.expires_on < today
        return said | {
            "state": "Expiré" if over else "À venir",
            "tone": "warning",
            "ends": consent.expires_on,
        }
    soon = consent.expires_on and (consent.expires_on - today).days <= SOON_DAYS
    state, tone = ("Expire bientôt", "waiting") if soon else ("Valable", "good")
    return said | {"state": state, "tone": tone, "ends": consent.expires_on}


def _unsaid(scope: ConsentScope, withdrawn: Consent | None) -> dict:
    state = ("Retiré", "danger") if withdrawn else ("Pas recueilli", "neutral")
    return {
        "scope": scope,
        "name": scope.label,
        "state": state[0],
        "tone": state[1],
        "withdrawn_on": withdrawn and withdrawn.withdrawn_on,
    }


def back_to(person: Person, user) -> str:
    """The page a person's pages come back to: her latest file, or the referrer's own."""
    sent = Referral.objects.filter(person=person).order_by("-received_on", "-pk")
    if user.may("triage"):
        found = sent.values_list("pk", flat=True).first()
        return reverse("referrals:file", args=[found]) if found else reverse("referrals:persons")
    found = sent.filter(referrer=user).values_list("pk", flat=True).first()
    return reverse("referrals:referral", args=[found]) if found else reverse("referrals:mine")


def side_by_side(people: list[Person], *, by, at: datetime) -> list[tuple[Person, Identity | None, int]]:
    """Each with who she is and how many requests she has: journalled first."""
    record_reads(people, by=by, at=at, why="comparaison de deux dossiers")
    known = {one.person_id: one for one in Identity.objects.filter(person__in=people)}
    sent = list(Referral.objects.filter(person__in=people).values_list("person_id", flat=True))
    return [(person, known.get(person.pk), sent.count(person.pk)) for person in people]
