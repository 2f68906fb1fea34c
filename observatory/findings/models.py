"""*Constats*: needs, gaps, obstacles and levers seen in the field, where they come from, what was done about them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from observatory.states import FindingKind, FindingTheme, StepState


@journalled()
class Finding(models.Model):
    """A *constat*. It is about a territory, never about a person. Its origin is kept apart (`FindingOrigin`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=20, choices=FindingKind.choices)
    theme = models.CharField("thème", max_length=30, choices=FindingTheme.choices)
    title = models.CharField("constat", max_length=200)
    detail = models.CharField("précisions", max_length=2000, blank=True)
    departements = ArrayField(
        models.CharField(max_length=3), default=list, blank=True, verbose_name="territoire"
    )
    seen_on = models.DateField("constaté le")
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="noté par")
    noted_at = models.DateTimeField("noté le")
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="publié par"
    )
    published_at = models.DateTimeField("publié le", null=True)
    version = models.PositiveIntegerField("version", default=1)

    privacy = Privacy(
        kept="id kind theme title detail departements seen_on noted_by noted_at published_by "
        "published_at version"
    )

    class Meta:
        verbose_name = "constat"
        ordering = ["-seen_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_finding_says_something"),
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="a_finding_is_published_by_someone",
            ),
        ]

    def __str__(self):
        return self.title


@journalled()
class FindingOrigin(models.Model):
    """Where a *constat* comes from: an activity, a meeting or an orientation. Always private to the coordination."""

    finding = models.OneToOneField(Finding, models.CASCADE, primary_key=True, related_name="origin")
    activity = models.ForeignKey(
        "networks.Activity", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="activité"
    )
    meeting = models.ForeignKey(
        "practice_groups.Meeting",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rencontre",
    )
    referral = models.ForeignKey(
        "referrals.Referral",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="orientation",
    )

    privacy = Privacy(kept="finding activity meeting referral")

    class Meta:
        verbose_name = "origine d’un constat"
        verbose_name_plural = "origines des constats"
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False, meeting=None, referral=None)
                | Q(activity=None, meeting__isnull=False, referral=None)
                | Q(activity=None, meeting=None, referral__isnull=False),
                name="a_finding_has_one_origin",
            )
        ]

    def __str__(self):
        return f"origine de {self.finding_id}"


@journalled()
class FindingStep(models.Model):
    """Something done, or to do, about a *constat*."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps")
    state = models.CharField("état", max_length=20, choices=StepState.choices)
    text = models.CharField("action", max_length=500)
    day = models.DateField("le")
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="notée par")
    noted_at = models.DateTimeField("notée le")

    privacy = Privacy(kept="id finding state text day noted_by noted_at")

    class Meta:
        verbose_name = "suite d’un constat"
        verbose_name_plural = "suites des constats"
        ordering = ["day", "noted_at"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_finding_step_says_something")]

    def __str__(self):
        return f"{self.finding_id} {self.state}"
