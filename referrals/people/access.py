"""Whose consents and identity one may change, and the coordination's lists about people."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from centre.context import acting_as_system
from referrals.choices import ConsentScope
from referrals.models import Care, Referral, TherapySession
from referrals.people.duplicates import name_fingerprint, phone_fingerprint
from referrals.people.models import Consent, ConsentOverride, Identity, Person, RightsRequest
from referrals.people.rules import RETENTION_YEARS, SOON_DAYS, later
from referrals.states import OPEN, CareState, State

LIVING = [CareState.PROPOSED, CareState.ACTIVE, CareState.SUSPENDED]


def kept_by(user, *, states=(*OPEN, State.ACCEPTED)):
    """The people whose consents she records: all for the coordination; for a referrer, those whose file she created
    and whose request she sent is in one of these states."""
    people = Person.objects.filter(erased_on=None)
    if user.may("triage"):
        return people
    hers = Referral.objects.filter(person=OuterRef("pk"), referrer=user, state__in=states)
    return people.filter(Exists(hers), created_by=user)


def rectified_by(user):
    """The people whose identity and facts she may correct: a referrer, while her request is open."""
    return kept_by(user, states=OPEN)


def valid_consents(day: date):
    """As the database reads them."""
    return Consent.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=day), withdrawn_on=None, given_on__lte=day
    )


def allows(person, scope: str, *, day: date, partner=None) -> bool:
    """Whether the person agreed to this on that day. For the scope « partenaire », `partner` is that structure.

    Read by the portal: the caller may see neither her nor her consents (a partner's link, an interpreter's mission).
    """
    if scope == ConsentScope.PARTNER and partner is None:
        return False
    with acting_as_system():
        found = valid_consents(day).filter(person=person, scope=scope)
        return found.filter(partner=partner).exists() if partner is not None else found.exists()


def names_her(label: str, person: Person, *, day: date) -> bool:
    """Whether this label would tell an interpreter more than allowed: her family name, or her first name without her
    consent."""
    with acting_as_system():
        known = Identity.objects.filter(person=person).first()
    if known is None:
        return False
    hidden = [known.last_name]
    if not allows(person, ConsentScope.INTERPRETER, day=day):
        hidden.append(known.first_name)
    said = set(_words(label))
    return any(said & set(_words(name)) for name in hidden)


def _words(text: str) -> list[str]:
    """Its words of two letters and more, without case or accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W\d_]{2,}", letters)


# ── The coordination's lists ────────────────────────────────────────────────────────────────────


def _followed():
    """A request under study or accepted: a file that somebody works on."""
    return Exists(Referral.objects.filter(person=OuterRef("pk"), state__in=[*OPEN, State.ACCEPTED]))


def expiring(day: date):
    """Consents that end within thirty days, or ended without being renewed, of files still worked on."""
    followed = Referral.objects.filter(person=OuterRef("person"), state__in=[*OPEN, State.ACCEPTED])
    soon = Consent.objects.filter(Exists(followed), withdrawn_on=None, person__erased_on=None)
    return (
        soon.filter(expires_on__lte=day + timedelta(days=SOON_DAYS))
        .select_related("person", "partner")
        .order_by("expires_on", "pk")
    )


def without_consent(day: date):
    """People worked on whose identity the team may not know: consent never given, withdrawn or expired."""
    agreed = valid_consents(day).filter(person=OuterRef("pk"), scope=ConsentScope.TEAM)
    return Person.objects.filter(_followed(), ~Exists(agreed), erased_on=None).order_by("created_at", "pk")


def overrides_to_review():
    return (
        ConsentOverride.objects.filter(reviewed_at=None)
        .select_related("person", "given_by")
        .order_by("given_at", "pk")
    )


def without_contact(day: date):
    """People with no meeting, note or request for two years, with `last_contact`; nothing under way."""
    limit = later(day, years=-RETENTION_YEARS)

    def last(rows, field: str):
        found = rows.filter(person=OuterRef("pk")).order_by(F(field).desc(nulls_last=True))
        return Coalesce(found.values(f"{field}__date" if field.endswith("_at") else field)[:1], date.min)

    living = Care.objects.filter(person=OuterRef("pk"), state__in=LIVING, imported=False)
    opened = Referral.objects.filter(person=OuterRef("pk"), state__in=OPEN)
    return (
        Person.objects.filter(~Exists(living), ~Exists(opened), erased_on=None, created_at__date__lt=limit)
        .annotate(
            last_contact=Greatest(
                last(TherapySession.objects.all(), "day"),
                last(Referral.objects.all(), "received_on"),
                last(Referral.objects.all(), "decided_on"),
                last(Consent.objects.all(), "given_on"),
                last(Care.objects.all(), "ended_on"),
            )
        )
        .filter(last_contact__lt=limit)
        .order_by("last_contact", "pk")
    )


def found_by(words: str):
    """People with that exact code, name (in any order) or number. The search terms never enter a URL or a log."""
    words = " ".join(words.split())
    marks = [name_fingerprint(turned) for turned in _turned(words)]
    number = phone_fingerprint(words) if len(re.sub(r"\D", "", words)) >= 8 else None
    known = Q(identity__name_index__in=marks)
    if number:
        known |= Q(identity__phone_index=number)
    return Person.objects.filter(Q(code__iexact=words) | known).order_by("code")


def _turned(words: str) -> list[str]:
    """« Ghezal Amani », then « Amani Ghezal »: official papers put the family name first."""
    parts = words.split()
    return [" ".join(parts[rank:] + parts[:rank]) for rank in range(len(parts))][:6]


def rights():
    """Requests to answer first, the most overdue at the top; then the answered ones."""
    return RightsRequest.objects.select_related("recorded_by", "answered_by").order_by(
        F("answered_on").desc(nulls_first=True), "due_on", "pk"
    )


def open_overrides(person, *, at: datetime):
    return ConsentOverride.objects.filter(person=person, ended_at=None, until__gt=at).select_related(
        "given_by"
    )
