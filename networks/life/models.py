"""The life of the network: activities of every type, solicitations and their answers."""

from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.choices import ActivityState, ActivityType, Modality
from networks.models import Structure


def imprecise(label: str, required: bool = False) -> tuple[models.DateField, models.DateField]:
    """First and last day of a date that may be known only to the month, or be a period."""
    blank = {} if required else {"null": True, "blank": True}
    return models.DateField(label, **blank), models.DateField(f"{label} (fin)", **blank)


@journalled(exclude="remark")
class Activity(models.Model):
    """A meeting, an event, a workshop… and its heads.

    NULL is « non compté » (–), 0 is none, a cancelled activity (X) has no heads at all: three different things.
    """

    reference = models.CharField("référence", max_length=60, unique=True)
    starts_on, ends_on = imprecise("date", required=True)
    type = models.CharField("type", max_length=30, choices=ActivityType.choices)
    title = models.CharField("intitulé", max_length=300)
    rubric = models.CharField("rubrique du bilan", max_length=20, blank=True)
    network = models.CharField("réseau", max_length=120, blank=True)
    modality = models.CharField("modalité", max_length=20, choices=Modality.choices, blank=True)
    state = models.CharField("statut", max_length=20, choices=ActivityState.choices)
    postponed_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="postponed_from"
    )
    host = models.CharField("hôte", max_length=200, blank=True)
    professionals = models.PositiveIntegerField("professionnels", null=True, blank=True)
    users = models.PositiveIntegerField("usagers", null=True, blank=True)
    participants = models.PositiveIntegerField("participants", null=True, blank=True)
    excused = models.PositiveIntegerField("excusés", null=True, blank=True)
    structures_count = models.PositiveIntegerField("nombre de structures", null=True, blank=True)
    remark = models.CharField("précision", max_length=500, blank=True)

    privacy = Privacy(
        kept="id reference starts_on ends_on type title rubric network modality state postponed_to host "
        "professionals users participants excused structures_count remark"
    )

    class Meta:
        verbose_name = "activité"
        verbose_name_plural = "activités"
        ordering = ["starts_on", "reference"]
        indexes = [models.Index(fields=["starts_on"]), models.Index(fields=["rubric"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="activity_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=ActivityState.HELD) | Q(professionals=None, users=None, participants=None),
                name="only_a_held_activity_has_heads",
            ),
        ]

    def __str__(self):
        return self.title


class ActivityStructure(models.Model):
    """A structure's presence at an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+")
    present = models.BooleanField("présente")

    privacy = Privacy(kept="id activity structure present")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "structure", "present"], name="one_presence_a_structure"
            )
        ]

    def __str__(self):
        return f"{self.structure} {'présente' if self.present else 'excusée'}"


@journalled(exclude="subject")
class Solicitation(models.Model):
    """Somebody asks the centre for something; both dates may be imprecise or missing."""

    reference = models.CharField("référence", max_length=60, unique=True)
    asked_from, asked_to = imprecise("demandée le")
    wanted_from, wanted_to = imprecise("date de l’intervention")
    requester = models.CharField("demandeur", max_length=200, blank=True)
    subject = models.CharField("objet", max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        kept="id reference asked_from asked_to wanted_from wanted_to requester subject recorded_by"
    )

    class Meta:
        verbose_name = "sollicitation"
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_from=None, asked_to=None) | Q(asked_to__gte=F("asked_from")),
                name="asked_period_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(wanted_from=None, wanted_to=None) | Q(wanted_to__gte=F("wanted_from")),
                name="wanted_period_is_whole",
            ),
        ]

    def __str__(self):
        return self.reference


class SolicitationAnswer(models.Model):
    """One of the answers given, in the order they were given."""

    solicitation = models.ForeignKey(Solicitation, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    label = models.CharField("réponse", max_length=200)

    privacy = Privacy(kept="id solicitation position label")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["solicitation", "position"], name="one_answer_a_position")
        ]

    def __str__(self):
        return self.label
