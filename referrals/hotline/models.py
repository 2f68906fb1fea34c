"""*Cellule d’écoute*: calls, where anonymity is the rule, and the shifts that cover them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.privacy import Privacy
from networks.choices import Status
from referrals.choices import CallOutcome, Sex
from referrals.models import Dispositif


@journalled()
class Call(models.Model):
    """One call, not one caller. An empty `introducer` is a spontaneous call."""

    reference = models.CharField("référence", max_length=60, unique=True)
    day = models.DateField("date")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    age = models.PositiveSmallIntegerField("âge", null=True, blank=True)
    introducer = models.CharField("adresseur", max_length=120, blank=True)
    problems = ArrayField(
        models.CharField(max_length=120), verbose_name="problématiques", default=list, blank=True
    )
    outcome = models.CharField("orientation", max_length=30, choices=CallOutcome.choices, blank=True)
    call_backs = models.PositiveSmallIntegerField("rappels", null=True, blank=True)
    redirections = ArrayField(
        models.CharField(max_length=120), verbose_name="réorientations", default=list, blank=True
    )

    privacy = Privacy(
        kept="id reference day dispositif sex age introducer problems outcome call_backs redirections"
    )

    class Meta:
        verbose_name = "appel"
        ordering = ["day", "reference"]
        indexes = [models.Index(fields=["day"])]
        constraints = [
            models.CheckConstraint(condition=Q(age=None) | Q(age__lte=120), name="call_age_is_plausible")
        ]

    def __str__(self):
        return self.reference


@journalled()
class Shift(models.Model):
    """Somebody keeps the line between two hours of a day. `idempotency_key` makes an import repeatable."""

    idempotency_key = models.UUIDField(unique=True, editable=False)
    day = models.DateField("date")
    starts = models.TimeField("début")
    ends = models.TimeField("fin")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    keeper = models.CharField("intervenant", max_length=60)
    profession = models.CharField("profession", max_length=80, blank=True)
    status = models.CharField("statut", max_length=20, choices=Status.choices, blank=True)

    privacy = Privacy(kept="id idempotency_key day starts ends dispositif keeper profession status")

    class Meta:
        verbose_name = "permanence"
        ordering = ["day", "starts"]
        indexes = [models.Index(fields=["day"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="shift_ends_after_it_starts")
        ]

    def __str__(self):
        return f"{self.day} {self.starts}–{self.ends}"
