"""Receipts of the fees of a cycle."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from practice_groups.choices import PayBy
from practice_groups.models import Registration


class ReceiptQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(cancelled_on=None)

    def listed(self):
        return self.defer("pdf")


@journalled(exclude="holder payer kept_why cancelled_why pdf")
class Receipt(models.Model):
    """What was received, as it was noted: it does not change, it is only marked, and it never goes away.

    The database gives `number`, one after the other without a gap, and none twice. Marks: `refunded` euros given
    back on `refunded_on`; `kept_why`, whoever left is not paid back; cancelled, noted by mistake. The document is
    made again with its mark.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField("numéro", unique=True, default=0, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="receipts")
    issuer = models.CharField("établi par", max_length=300, blank=True)
    holder = models.CharField("participant", max_length=120)
    payer = models.CharField("reçu de", max_length=120, blank=True)
    title = models.CharField("pour", max_length=200)
    amount = models.DecimalField("montant (€)", max_digits=7, decimal_places=2)
    received_on = models.DateField("reçu le")
    means = models.CharField("moyen", max_length=15, choices=PayBy.choices, blank=True)
    language = models.CharField("langue", max_length=2, default="fr", choices=settings.LANGUAGES)
    issued_at = models.DateTimeField("établi le")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    refunded = models.DecimalField("remboursé (€)", max_digits=7, decimal_places=2, null=True, blank=True)
    refunded_on = models.DateField("remboursé le", null=True, blank=True)
    kept_why = models.CharField("pourquoi il n’est pas remboursé", max_length=200, blank=True)
    cancelled_on = models.DateField("annulé le", null=True, blank=True)
    cancelled_why = models.CharField("pourquoi il est annulé", max_length=200, blank=True)
    pdf = models.BinaryField(default=bytes, editable=False)

    objects = ReceiptQuerySet.as_manager()
    privacy = Privacy(
        identifying="holder payer kept_why cancelled_why pdf",
        kept="id number registration issuer title amount received_on means language issued_at issued_by refunded "
        "refunded_on cancelled_on",
    )

    class Meta:
        verbose_name = "reçu"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(cancelled_on=None), name="one_standing_receipt"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_receipt_is_of_money"),
            models.CheckConstraint(
                condition=Q(refunded=None, refunded_on=None)
                | Q(refunded__gt=0, refunded__lte=F("amount"), refunded_on__gte=F("received_on")),
                name="no_more_is_refunded_than_received",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on=None, cancelled_why="")
                | Q(cancelled_on__isnull=False, refunded=None) & ~Q(cancelled_why=""),
                name="a_cancelled_receipt_says_why",
            ),
        ]

    def __str__(self):
        return f"reçu n° {self.number}"

    @property
    def filename(self) -> str:
        return f"recu-{self.number:04}.pdf"
