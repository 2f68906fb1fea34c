"""People, under random codes. Who a person is lives in `Identity` alone, encrypted."""

import secrets
import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import departements, language_name
from centre.vault import EncryptedTextField
from networks.choices import Gender, Modality, Public
from networks.models import Structure, codes, labels
from referrals.choices import (
    ConsentForm,
    ConsentScope,
    InterpreterWish,
    RightKind,
    RightState,
    Sex,
    Situation,
)

OVERRIDE_LASTS = timedelta(hours=72)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_code(prefix: str) -> str:
    """A public code that says nothing: no order, no date, no name. « P-7K3MQ9 »"""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(7))


def person_code() -> str:
    return random_code("P")


@journalled()
class Person(models.Model):
    """*Personne accompagnée*, under a random code. Nothing here says who she is.

    `modalities`: how she can be received, none said is any. The wishes are hard rules of pairing. `erased_on`: who she
    was is gone; what is counted stays until the year's bilan is published.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=40, unique=True, default=person_code)
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    country = models.CharField("pays", max_length=3, blank=True)
    languages = codes(3, "langues parlées")
    departement = models.CharField("département", max_length=3, blank=True)
    situation = models.CharField("situation", max_length=30, choices=Situation.choices, blank=True)
    commune = models.CharField("commune", max_length=5, blank=True)
    publics = codes(30, "publics")
    modalities = codes(20, "modalités possibles")
    interpreter_wish = models.CharField(
        "souhait d’interprète", max_length=5, choices=InterpreterWish.choices, blank=True
    )
    interpreter_gender = models.CharField(
        "genre souhaité de l’interprète", max_length=1, choices=Gender.choices, blank=True
    )
    therapist_gender = models.CharField(
        "genre souhaité du thérapeute", max_length=1, choices=Gender.choices, blank=True
    )
    erased_on = models.DateField("effacée le", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        kept="id code birth_year sex country languages departement situation commune publics modalities "
        "interpreter_wish interpreter_gender therapist_gender erased_on created_by created_at"
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
    def public_names(self) -> str:
        return ", ".join(labels(Public, self.publics))

    @property
    def modality_names(self) -> str:
        return ", ".join(labels(Modality, self.modalities))

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


@journalled(exclude="first_name last_name phone email address birth_date contact name_index phone_index")
class Identity(models.Model):
    """The vault: who the person is. Encrypted by the application; opened only through `access.identity`."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    first_name = EncryptedTextField("prénom", max_length=80)
    last_name = EncryptedTextField("nom", max_length=80, blank=True)
    phone = EncryptedTextField("téléphone", max_length=30, blank=True)
    email = EncryptedTextField("adresse e-mail", max_length=120, blank=True)
    address = EncryptedTextField("adresse", max_length=200, blank=True)
    birth_date = EncryptedTextField("date de naissance", max_length=10, blank=True)
    contact = EncryptedTextField("personne à prévenir", max_length=200, blank=True)
    name_index = models.BinaryField(default=bytes, editable=False)
    phone_index = models.BinaryField(default=bytes, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    privacy = Privacy(
        identifying="first_name last_name phone email address birth_date contact name_index phone_index",
        kept="person updated_at",
    )

    class Meta:
        verbose_name = "identité"
        indexes = [models.Index(fields=["name_index"]), models.Index(fields=["phone_index"])]

    def __str__(self):
        return str(self.person_id)

    def save(self, **options):
        """The fingerprints follow what is written, whoever writes it."""
        from referrals.people.duplicates import fingerprints

        marks = fingerprints({name: getattr(self, name) for name in ("first_name", "last_name", "phone")})
        for name, mark in marks.items():
            setattr(self, name, mark)
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *marks}
        super().save(**options)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@journalled(exclude="withdrawal_reason")
class Consent(models.Model):
    """What the person agreed to share, with whom, said how, until when. `partner`: for the scope of that name alone.

    `text_version` names the text that was read to her (people.texts), in `language`.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    scope = models.CharField("portée", max_length=20, choices=ConsentScope.choices)
    partner = models.ForeignKey(Structure, models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField("forme", max_length=10, choices=ConsentForm.choices)
    language = models.CharField("langue", max_length=3, blank=True)
    text_version = models.CharField("texte lu", max_length=20, blank=True)
    interpreter_present = models.BooleanField("avec un interprète", default=False)
    given_on = models.DateField("donné le")
    expires_on = models.DateField("expire le", null=True, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    withdrawal_reason = models.CharField("motif du retrait", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    told_on = models.DateField("fin annoncée le", null=True, blank=True, editable=False)

    privacy = Privacy(
        identifying="withdrawal_reason",
        kept="id person scope partner form language text_version interpreter_present given_on expires_on "
        "withdrawn_on recorded_by told_on",
    )

    class Meta:
        verbose_name = "consentement"
        indexes = [  # who refused to be counted, without reading the others
            models.Index(
                fields=["person"],
                condition=Q(scope=ConsentScope.STATISTICS),
                include=["withdrawn_on"],
                name="consents_to_figures",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope", "partner"],
                condition=Q(withdrawn_on=None),
                nulls_distinct=False,
                name="one_consent_a_scope",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("given_on")),
                name="a_consent_expires_after_it_is_given",
            ),
        ]

    def __str__(self):
        return f"{self.scope} {self.given_on}"

    def save(self, **options):
        """No consent is for ever: it ends on the usual day where nobody says another."""
        from referrals.people.rules import usual_expiry

        if self.expires_on is None and self.withdrawn_on is None and options.get("update_fields") is None:
            given_on = self.given_on if isinstance(self.given_on, date) else date.fromisoformat(self.given_on)
            self.expires_on = usual_expiry(given_on)
        super().save(**options)

    @property
    def scope_name(self) -> str:
        return (
            f"{self.get_scope_display()}\u00a0: {self.partner}"
            if self.partner_id
            else self.get_scope_display()
        )

    def is_valid_on(self, day) -> bool:
        """As the database reads it: `expires_on` is the last day."""
        return (
            self.withdrawn_on is None
            and self.given_on <= day
            and (self.expires_on is None or day <= self.expires_on)
        )


@journalled(exclude="reason")
class ConsentOverride(models.Model):
    """Without a consent, in the person's vital interest: named, justified, 72 hours at most, told to the colleagues,
    read again afterwards by another than whoever gave it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="overrides")
    scope = models.CharField("portée", max_length=20, choices=ConsentScope.choices)
    reason = EncryptedTextField("motif", max_length=300)
    given_at = models.DateTimeField("le")
    until = models.DateTimeField("jusqu’au")
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("levée le", null=True, blank=True)
    reviewed_at = models.DateTimeField("relue le", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="relue par"
    )

    privacy = Privacy(
        identifying="reason", kept="id person scope given_at until given_by ended_at reviewed_at reviewed_by"
    )

    class Meta:
        verbose_name = "dérogation au consentement"
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("given_at")), name="an_override_ends"),
            models.CheckConstraint(
                condition=Q(until__lte=F("given_at") + OVERRIDE_LASTS), name="an_override_is_short"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="a_review_of_an_override_is_named",
            ),
        ]

    def __str__(self):
        return f"dérogation {self.scope} {self.given_at:%d/%m/%Y}"

    def is_open_at(self, at) -> bool:
        return self.ended_at is None and at < self.until


@journalled()
class TextReview(models.Model):
    """A human who reads the language has reviewed this version of the consent's text."""

    language = models.CharField("langue", max_length=3)
    version = models.CharField("version du texte", max_length=20)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewer = models.CharField("relu par", max_length=120)
    reviewed_on = models.DateField("relu le")

    privacy = Privacy(kept="id language version reviewed_by reviewer reviewed_on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "version"], name="one_review_a_text")]

    def __str__(self):
        return f"{self.language} {self.version}"


@journalled(exclude="note")
class RightsRequest(models.Model):
    """A person asks for her data, their rectification, their erasure… The law gives one month.

    No key to the person: the register outlives her file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("droit exercé", max_length=15, choices=RightKind.choices)
    person_code = models.CharField("code de la personne", max_length=40)
    received_on = models.DateField("reçue le")
    due_on = models.DateField("réponse due le")
    state = models.CharField("état", max_length=10, choices=RightState.choices, default=RightState.RECEIVED)
    note = EncryptedTextField("suite donnée", max_length=300, blank=True)
    answered_on = models.DateField("répondue le", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="note",
        kept="id kind person_code received_on due_on state answered_on answered_by recorded_by version",
    )

    class Meta:
        verbose_name = "demande de droits"
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RightState.RECEIVED, answered_on=None)
                | ~Q(state=RightState.RECEIVED) & Q(answered_on__isnull=False, answered_by__isnull=False),
                name="an_answered_right_says_when",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.person_code}"
