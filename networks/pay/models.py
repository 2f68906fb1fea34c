"""What an interpreter is paid: a statement a month, lines that copy the rate of the day, never changed once issued.

Triggers hold it (migration 0004): lines change under a draft only, an issued statement only becomes paid, and
whoever asked for a mission neither issues nor pays the statement it is on.
"""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import language_name
from centre.vault import EncryptedTextField
from networks.choices import StatementState
from networks.models import Interpreter
from networks.pay import months
from networks.pay.numbers import masked, spaced_iban, spaced_siret
from networks.pay.rule import in_euros, in_words

TONES = {StatementState.DRAFT: "waiting", StatementState.ISSUED: "info", StatementState.PAID: "good"}


@journalled(exclude="legal_name iban siret")
class PayeeDetails(models.Model):
    """Where an interpreter's money goes; read by herself and by whoever pays, never by whoever asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interpreter = models.OneToOneField(Interpreter, models.PROTECT, related_name="+")
    legal_name = EncryptedTextField("nom du bénéficiaire", max_length=120)
    iban = EncryptedTextField("IBAN", max_length=34, blank=True)
    siret = EncryptedTextField("SIRET", max_length=14, blank=True)

    privacy = Privacy(identifying="legal_name iban siret", kept="id interpreter")

    class Meta:
        verbose_name = "coordonnées de paiement"

    def __str__(self):
        return f"coordonnées {self.interpreter_id}"

    @property
    def masked_iban(self) -> str:
        return masked(self.iban)

    @property
    def spaced_iban(self) -> str:
        return spaced_iban(self.iban)

    @property
    def spaced_siret(self) -> str:
        return spaced_siret(self.siret)


@journalled(exclude="payee_name iban siret pdf")
class PayStatement(models.Model):
    """A relevé: one interpreter, one month (its first day). What it says of the payee, of the payer and of the
    rule is copied when it is issued, so that the same statement is the same bytes for ever. `pdf` is base64."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("numéro", max_length=30, unique=True)
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="statements")
    month = models.DateField("mois")
    state = models.CharField(
        "état", max_length=10, choices=StatementState.choices, default=StatementState.DRAFT
    )
    prepared_at = models.DateTimeField("préparé le")
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("émis le", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField("payé le", null=True, blank=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    payer = models.CharField("payeur", max_length=300, blank=True)
    rule = models.CharField("règle de calcul", max_length=500, blank=True)
    payee_name = EncryptedTextField("bénéficiaire", max_length=120, blank=True)
    iban = EncryptedTextField("IBAN", max_length=34, blank=True)
    siret = EncryptedTextField("SIRET", max_length=14, blank=True)
    total = models.DecimalField("total", max_digits=9, decimal_places=2, default=Decimal(0))
    pdf = EncryptedTextField(blank=True)

    privacy = Privacy(
        identifying="payee_name iban siret pdf",
        kept="id number interpreter month state prepared_at prepared_by issued_at issued_by paid_on paid_by payer "
        "rule total",
    )

    class Meta:
        verbose_name = "relevé"
        ordering = ["-month", "number"]
        constraints = [
            models.UniqueConstraint(fields=["interpreter", "month"], name="one_statement_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="statement_of_a_month"),
            models.CheckConstraint(
                condition=Q(state=StatementState.DRAFT, issued_at=None, issued_by=None)
                | ~Q(state=StatementState.DRAFT) & Q(issued_at__isnull=False, issued_by__isnull=False),
                name="statement_issued_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=StatementState.PAID, paid_on__isnull=False, paid_by__isnull=False)
                | ~Q(state=StatementState.PAID) & Q(paid_on=None, paid_by=None),
                name="statement_paid_by_someone",
            ),
        ]

    def __str__(self):
        return f"Relevé {months.of_month(self.month)}" if self.is_draft else f"Relevé {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == StatementState.DRAFT

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def masked_iban(self) -> str:
        return masked(self.iban)

    @property
    def spaced_iban(self) -> str:
        return spaced_iban(self.iban)

    @property
    def spaced_siret(self) -> str:
        return spaced_siret(self.siret)

    @property
    def total_in_euros(self) -> str:
        return in_euros(self.total)

    @property
    def filename(self) -> str:
        return f"releve-{self.number}.pdf"


@journalled()
class PayLine(models.Model):
    """One mission, or one correction of a line issued earlier. `minutes` is what was done, `billed_minutes` what
    the rule makes of it; `asked_by` is who asked for the mission."""

    statement = models.ForeignKey(PayStatement, models.CASCADE, related_name="lines")
    mission_id = models.UUIDField("mission", null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    day = models.DateField("jour")
    language = models.CharField("langue", max_length=3, blank=True)
    label = models.CharField("objet", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("durée (minutes)", default=0)
    billed_minutes = models.PositiveSmallIntegerField("durée facturée (minutes)", default=0)
    hourly = models.DecimalField("taux horaire", max_digits=7, decimal_places=2, default=Decimal(0))
    travel = models.DecimalField("déplacement", max_digits=6, decimal_places=2, default=Decimal(0))
    amount = models.DecimalField("montant", max_digits=8, decimal_places=2)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    privacy = Privacy(
        kept="id statement mission_id corrects day language label minutes billed_minutes hourly travel amount asked_by"
    )

    class Meta:
        verbose_name = "ligne de relevé"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission_id"], condition=Q(corrects=None), name="a_mission_on_one_line"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, mission_id__isnull=False)
                | Q(corrects__isnull=False) & ~Q(label=""),
                name="a_line_is_a_mission_or_an_explained_correction",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False)
                | Q(
                    amount=Round(F("hourly") * F("billed_minutes") / Decimal("60.0"), precision=2)
                    + F("travel")
                ),
                name="amount_follows_the_rule",
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.amount} €"

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""

    @property
    def correction_in_euros(self) -> str:
        return in_euros(self.amount, signed=True)

    @property
    def done_in_words(self) -> str:
        return in_words(self.minutes)

    @property
    def billed_in_words(self) -> str:
        return in_words(self.billed_minutes)
