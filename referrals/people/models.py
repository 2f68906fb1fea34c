"""People, under random codes. Who a person is lives in `Identity` alone, encrypted."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import departements, language_name
from centre.vault import EncryptedTextField
from networks.models import codes
from referrals.choices import ConsentForm, ConsentScope, Sex, Situation

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_code(prefix: str) -> str:
    """A public code that says nothing: no order, no date, no name. « P-7K3MQ9 »"""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(7))


def person_code() -> str:
    return random_code("P")


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
