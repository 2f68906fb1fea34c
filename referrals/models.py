"""People, referrals, cares and sessions. Who a person is lives in `Identity` alone, encrypted."""

import secrets
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import departements, language_name
from centre.vault import EncryptedTextField
from networks.choices import Modality
from networks.models import Interpreter, Mission, Structure, Therapist, codes
from referrals.choices import (
    CancelledBy,
    ConsentForm,
    ConsentScope,
    Criterion,
    Motive,
    Sex,
    Situation,
    Urgency,
)
from referrals.states import (
    CARE_TONES,
    DECISIONS,
    OPEN,
    TONES,
    TURN,
    CareState,
    SessionState,
    State,
)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_code(prefix: str) -> str:
    """A public code that says nothing: no order, no date, no name. « P-7K3MQ9 »"""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(7))


def person_code() -> str:
    return random_code("P")


def referral_reference() -> str:
    return random_code("O")


@journalled()
class Dispositif(models.Model):
    """C.A.P.E., équipe mobile, cellule d’écoute… and its rules."""

    label = models.CharField("nom", max_length=120, unique=True)
    open_to_intake = models.BooleanField("accepte de nouvelles orientations", default=True)
    requires_review = models.BooleanField("rien n’est accepté sans concertation", default=True)
    known_referrers_only = models.BooleanField("orienteurs validés seulement", default=True)

    privacy = Privacy(kept="id label open_to_intake requires_review known_referrers_only")

    class Meta:
        verbose_name = "dispositif"
        ordering = ["label"]

    def __str__(self):
        return self.label


@journalled()
class Person(models.Model):
    """*Personne accompagnée*, under a random code. Nothing here says who she is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=40, unique=True, default=person_code)
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    country = models.CharField("pays", max_length=3, blank=True)
    languages = codes(3, "langues parlées")
    departement = models.CharField("département", max_length=3, blank=True)
    situation = models.CharField("situation", max_length=30, choices=Situation.choices, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        kept="id code birth_year sex country languages departement situation created_by created_at"
    )

    class Meta:
        verbose_name = "personne accompagnée"
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1900, 2100)),
                name="birth_year_is_plausible",
            )
        ]

    def __str__(self):
        return self.code

    @property
    def age_band(self) -> str:
        """« 25-34 ans », by the year alone; empty when the year is not known."""
        if self.birth_year is None:
            return ""
        age = timezone.localdate().year - self.birth_year
        return next(band for top, band in AGE_BANDS if age <= top)

    @property
    def language_names(self) -> str:
        return ", ".join(language_name(code) for code in self.languages)

    @property
    def departement_name(self) -> str:
        return departements().get(self.departement, "")


AGE_BANDS = (
    (17, "moins de 18 ans"),
    (24, "18-24 ans"),
    (34, "25-34 ans"),
    (44, "35-44 ans"),
    (59, "45-59 ans"),
    (999, "60 ans et plus"),
)


@journalled(exclude="first_name last_name phone email address birth_date name_index")
class Identity(models.Model):
    """The vault: who the person is. Encrypted by the application; opened only through `access.identity`."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    first_name = EncryptedTextField("prénom", max_length=80)
    last_name = EncryptedTextField("nom", max_length=80, blank=True)
    phone = EncryptedTextField("téléphone", max_length=30, blank=True)
    email = EncryptedTextField("adresse e-mail", max_length=120, blank=True)
    address = EncryptedTextField("adresse", max_length=200, blank=True)
    birth_date = EncryptedTextField("date de naissance", max_length=10, blank=True)
    name_index = models.BinaryField(default=bytes, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    privacy = Privacy(
        identifying="first_name last_name phone email address birth_date name_index", kept="person updated_at"
    )

    class Meta:
        verbose_name = "identité"
        indexes = [models.Index(fields=["name_index"])]

    def __str__(self):
        return str(self.person_id)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@journalled()
class Consent(models.Model):
    """What the person agreed to share, with whom, said how, until when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    scope = models.CharField("portée", max_length=20, choices=ConsentScope.choices)
    form = models.CharField("forme", max_length=10, choices=ConsentForm.choices)
    language = models.CharField("langue", max_length=3, blank=True)
    given_on = models.DateField("donné le")
    expires_on = models.DateField("expire le", null=True, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = Privacy(kept="id person scope form language given_on expires_on withdrawn_on recorded_by")

    class Meta:
        verbose_name = "consentement"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope"], condition=Q(withdrawn_on=None), name="one_consent_a_scope"
            )
        ]

    def __str__(self):
        return f"{self.scope} {self.given_on}"


class ReferralDraft(models.Model):
    """A form being filled, exactly as typed, encrypted; gone once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    typed = EncryptedTextField("saisie")
    saved_at = models.DateTimeField("enregistré le", auto_now=True)

    privacy = Privacy(identifying="typed", kept="id author saved_at")

    class Meta:
        verbose_name = "brouillon"

    def __str__(self):
        return str(self.id)


class ReferralQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def by_lateness(self):
        """Late ones first, then those soon due."""
        return self.order_by("due_at", "pk")

    def of(self, referrer):
        return self.filter(referrer=referrer)


@journalled(exclude="vignette")
class Referral(models.Model):
    """*Orientation*. `version` rises at each move: who acts on an older one is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=60, unique=True, default=referral_reference)
    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    referrer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="orienteur")
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    referrer_kind = models.CharField("sorte d’orienteur", max_length=120, blank=True)
    referrer_label = models.CharField("orienteur (libellé)", max_length=200, blank=True)
    motives = ArrayField(models.CharField(max_length=80), verbose_name="motifs", default=list, blank=True)
    vignette = EncryptedTextField("situation en quelques mots", max_length=600, blank=True)
    urgency = models.CharField("urgence", max_length=60, blank=True)
    received_on = models.DateField("reçue le")
    state = models.CharField("état", max_length=30, choices=State.choices, default=State.SENT)
    state_since = models.DateTimeField("dans cet état depuis", default=timezone.now)
    due_at = models.DateTimeField("échéance", null=True, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )
    decision = models.CharField(
        "décision", max_length=30, choices=[(s.value, s.label) for s in DECISIONS], blank=True
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)
    decision_reason = models.CharField("motif de la décision", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    imported = models.BooleanField(default=False, editable=False)

    objects = ReferralQuerySet.as_manager()
    privacy = Privacy(
        identifying="vignette",
        kept="id reference person dispositif referrer structure referrer_kind referrer_label motives urgency "
        "received_on state state_since due_at owner decision decided_on decision_reason version "
        "idempotency_key imported",
    )

    class Meta:
        verbose_name = "orientation"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="referral_board"),
            models.Index(fields=["state", "due_at", "id"], name="referral_state"),
            models.Index(fields=["referrer", "-received_on"], name="referral_mine"),
            models.Index(fields=["received_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | ~Q(decision=""), name="a_decision_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(state__in=[*OPEN, State.CLOSED]) | Q(decided_on__isnull=False),
                name="a_decided_referral_says_when",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | ~Q(decision__in=[State.REFUSED, State.REDIRECTED])
                | ~Q(decision_reason=""),
                name="a_negative_decision_says_why",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def motive_names(self) -> str:
        known = dict(Motive.choices)
        return ", ".join(known.get(motive, motive) for motive in self.motives)

    @property
    def urgency_name(self) -> str:
        return dict(Urgency.choices).get(self.urgency, self.urgency)

    @property
    def timeline(self) -> list[dict]:
        """The steps as the timeline shows them, the newest first."""
        return [
            {
                "at": step.at,
                "title": step.get_state_display(),
                "text": step.note,
                "by": step.by,
                "tone": TONES[step.state],
            }
            for step in sorted(self.steps.all(), key=lambda step: step.at, reverse=True)
        ]

    @property
    def last_note(self) -> str:
        return next((entry["text"] for entry in self.timeline), "")

    @property
    def turn(self) -> str:
        return TURN.get(self.state, ("", ""))[0]

    @property
    def next_action(self) -> str:
        return TURN.get(self.state, ("", ""))[1]


class ReferralStep(models.Model):
    """One move of a referral: its timeline, which the referrer sees. `note` is addressed to her."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps")
    state = models.CharField("état", max_length=30, choices=State.choices)
    at = models.DateTimeField("le")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = EncryptedTextField("message", max_length=500, blank=True)

    privacy = Privacy(identifying="note", kept="id referral state at by")

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.state} {self.at}"


@journalled(exclude="dissent")
class CaseReview(models.Model):
    """*Concertation*: the three criteria, the decision, who took part, who disagreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reviews")
    held_on = models.DateField("tenue le")
    relevance = models.CharField("pertinence", max_length=12, choices=Criterion.choices)
    spoken_language = models.CharField("langue parlée", max_length=12, choices=Criterion.choices)
    availability = models.CharField("disponibilité", max_length=12, choices=Criterion.choices)
    decision = models.CharField("décision", max_length=30, choices=[(s.value, s.label) for s in DECISIONS])
    dissent = EncryptedTextField("avis divergent", max_length=300, blank=True)
    participants = models.ManyToManyField(User, related_name="+", verbose_name="participants")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy = Privacy(
        identifying="dissent",
        kept="id referral held_on relevance spoken_language availability decision participants recorded_by recorded_at",
    )

    class Meta:
        verbose_name = "concertation"
        ordering = ["-held_on"]

    def __str__(self):
        return f"concertation {self.held_on}"


@journalled(exclude="decline_reason")
class Care(models.Model):
    """*Prise en charge*: a person, a therapist, perhaps an interpreter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cares")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="cares")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField("langue", max_length=3, blank=True)
    state = models.CharField("état", max_length=20, choices=CareState.choices, default=CareState.PROPOSED)
    proposed_at = models.DateTimeField("proposée le")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    decline_reason = EncryptedTextField("motif", max_length=300, blank=True)
    ended_on = models.DateField("terminée le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    imported = models.BooleanField(default=False, editable=False)

    privacy = Privacy(
        identifying="decline_reason",
        kept="id person referral therapist interpreter language state proposed_at proposed_by answered_at "
        "ended_on version imported",
    )

    class Meta:
        verbose_name = "prise en charge"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(
                    state__in=[CareState.PROPOSED, CareState.ACTIVE, CareState.SUSPENDED], imported=False
                ),
                name="one_living_care_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(state=CareState.PROPOSED, answered_at=None)
                | (~Q(state=CareState.PROPOSED) & Q(answered_at__isnull=False)),
                name="an_answered_care_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=CareState.ENDED) | Q(ended_on__isnull=False),
                name="an_ended_care_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.therapist}"

    @property
    def state_tone(self) -> str:
        return CARE_TONES[self.state]

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""


class TimeRange(Func):
    """SQL: the half-open range of two instants."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


@journalled(exclude="remark")
class TherapySession(models.Model):
    """*Séance*. No clinical note, no narrative: what is kept is what is counted, and a practical remark."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    care = models.ForeignKey(Care, models.PROTECT, related_name="sessions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    day = models.DateField("date")
    starts_at = models.DateTimeField("début", null=True, blank=True)
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    state = models.CharField("statut", max_length=20, choices=SessionState.choices)
    cancelled_by = models.CharField("annulée par", max_length=20, choices=CancelledBy.choices, blank=True)
    modality = models.CharField("modalité", max_length=20, choices=Modality.choices, blank=True)
    language = models.CharField("langue", max_length=3, blank=True)
    mission = models.OneToOneField(Mission, models.PROTECT, null=True, blank=True, related_name="+")
    remark = EncryptedTextField("remarque pratique", max_length=200, blank=True)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField("notée le")
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    imported = models.BooleanField(default=False, editable=False)

    privacy = Privacy(
        identifying="remark",
        kept="id care person therapist day starts_at ends_at duration state cancelled_by modality language mission "
        "logged_by logged_at idempotency_key imported",
    )

    class Meta:
        verbose_name = "séance"
        ordering = ["-day", "-starts_at"]
        indexes = [models.Index(fields=["day"]), models.Index(fields=["care", "-day"])]
        constraints = [
            ExclusionConstraint(
                name="therapist_in_one_place",
                expressions=[
                    (F("therapist"), RangeOperators.EQUAL),
                    (TimeRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[SessionState.PLANNED, SessionState.HELD], imported=False),
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | ~Q(state=SessionState.HELD) | Q(starts_at__lte=F("logged_at")),
                name="a_held_session_is_past",
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by="") | Q(state=SessionState.CANCELLED),
                name="only_a_cancelled_session_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"séance {self.day}"


from referrals.hotline.models import Call, Shift  # noqa: E402

__all__ = [
    "Call",
    "Care",
    "CaseReview",
    "Consent",
    "Dispositif",
    "Identity",
    "Person",
    "Referral",
    "ReferralDraft",
    "ReferralStep",
    "Shift",
    "TherapySession",
]
