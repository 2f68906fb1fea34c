"""Funded projects: who funds, for how long, towards what, what was achieved, and what was sent to the funder."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from observatory.states import Counted, IndicatorUnit


@journalled()
class Funder(models.Model):
    """An institution that funds projects (ARS, FEDER, ville…)."""

    name = models.CharField("nom", max_length=120, unique=True)

    privacy = Privacy(kept="id name")

    class Meta:
        verbose_name = "financeur"
        ordering = ["name"]

    def __str__(self):
        return self.name


@journalled()
class FunderMember(models.Model):
    """An account that reads on behalf of a funder."""

    funder = models.ForeignKey(Funder, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="compte")
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    privacy = Privacy(kept="id funder user since until")

    class Meta:
        verbose_name = "compte d’un financeur"
        verbose_name_plural = "comptes des financeurs"
        constraints = [
            models.UniqueConstraint(fields=["funder", "user"], name="one_funder_membership"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="funder_member_leaves_after_joining"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} pour {self.funder_id}"


@journalled()
class Funding(models.Model):
    """What a funder gives to a project: period, purpose. The activities' tag is `networks.Project`.

    `stated_months`: the length that the agreement states; pages point out when the dates disagree with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("networks.Project", models.PROTECT, related_name="+", verbose_name="projet")
    funder = models.ForeignKey(Funder, models.PROTECT, related_name="fundings", verbose_name="financeur")
    reference = models.CharField("référence de la convention", max_length=80, blank=True)
    purpose = models.CharField("objet", max_length=500, blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    stated_months = models.PositiveSmallIntegerField("durée annoncée (mois)", null=True, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    privacy = Privacy(
        kept="id project funder reference purpose starts_on ends_on stated_months amount version"
    )

    class Meta:
        verbose_name = "financement"
        ordering = ["-starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "funder", "starts_on"], name="one_funding_a_period"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="funding_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="funding_amount_is_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.project} ({self.funder})"


@journalled()
class Indicator(models.Model):
    """What a funding promises to count. `source`: path in the figures document; empty when noted by hand each year.

    `counted`: who the people noted by hand are, when somebody declared it (`protection`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    funding = models.ForeignKey(Funding, models.CASCADE, related_name="indicators")
    label = models.CharField("indicateur", max_length=200)
    definition = models.CharField("définition", max_length=500, blank=True)
    unit = models.CharField("unité", max_length=20, choices=IndicatorUnit.choices)
    target = models.DecimalField(
        "cible sur la période", max_digits=12, decimal_places=2, null=True, blank=True
    )
    yearly_target = models.DecimalField(
        "cible par an", max_digits=12, decimal_places=2, null=True, blank=True
    )
    source = models.CharField("chiffre du bilan", max_length=120, blank=True)
    counted = models.CharField(
        "qui est compté", max_length=10, choices=Counted.choices, blank=True, default=""
    )
    position = models.PositiveSmallIntegerField("rang", default=1)

    privacy = Privacy(kept="id funding label definition unit target yearly_target source counted position")

    class Meta:
        verbose_name = "indicateur"
        ordering = ["position", "label"]
        constraints = [
            models.UniqueConstraint(fields=["funding", "label"], name="one_indicator_a_label"),
            models.CheckConstraint(
                condition=(Q(target=None) | Q(target__gte=0))
                & (Q(yearly_target=None) | Q(yearly_target__gte=0)),
                name="a_target_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(counted="") | Q(counted__in=Counted.values, unit=IndicatorUnit.PEOPLE, source=""),
                name="who_is_counted_is_said_of_people_noted_by_hand",
            ),
        ]

    def __str__(self):
        return self.label


@journalled()
class Achieved(models.Model):
    """A value of an indicator noted by hand, and where it comes from.

    `year`: None for the whole period of the funding (distinct people are never added up from their years).
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="achieved")
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    value = models.DecimalField("réalisé", max_digits=12, decimal_places=2)
    basis = models.CharField("d’où vient ce chiffre", max_length=300)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="noté par")
    noted_at = models.DateTimeField("noté le")

    privacy = Privacy(kept="id indicator year value basis noted_by noted_at")

    class Meta:
        verbose_name = "réalisé d’un indicateur"
        verbose_name_plural = "réalisés des indicateurs"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"], nulls_distinct=False, name="one_achieved_a_year"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="achieved_is_not_negative"),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__range=(1990, 2100)), name="achieved_year_is_plausible"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="achieved_says_where_it_comes_from"),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.year}"


class FundingSheetQuerySet(models.QuerySet):
    def listed(self):
        return self.defer("pdf", "content")

    def latest_first(self):
        return self.order_by("-sent_at", "-id")


# What was sent stays as it was sent; only its document is added, once.
SENT_NEVER_CHANGES = pgtrigger.Trigger(
    name="sent_sheet_never_changes",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND OLD.pdf = ''::bytea AND to_jsonb(NEW) - 'pdf' = to_jsonb(OLD) - 'pdf' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a sheet sent to a funder never changes';
    """,
)


@journalled(exclude="content pdf")
class FundingSheet(models.Model):
    """The *fiche* of a funding as it was sent: what the funder reads, and nothing else (`reading.of`), frozen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    funding = models.ForeignKey(Funding, models.PROTECT, related_name="sheets")
    content = models.JSONField("contenu")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="transmise par")
    sent_at = models.DateTimeField("transmise le")
    pdf = models.BinaryField(default=bytes, editable=False)

    objects = FundingSheetQuerySet.as_manager()
    privacy = Privacy(kept="id funding content sent_by sent_at pdf")

    class Meta:
        verbose_name = "fiche d’un financement"
        verbose_name_plural = "fiches des financements"
        ordering = ["-sent_at"]
        triggers = [SENT_NEVER_CHANGES]

    def __str__(self):
        return f"fiche du {self.sent_at:%d/%m/%Y}"

    @property
    def filename(self) -> str:
        return f"fiche-{self.sent_at:%Y-%m-%d}"
