"""Activities of every type, solicitations and their answers."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from centre.journal import journalled
from centre.models import User
from centre.months import period_words
from centre.privacy import Privacy
from networks.choices import ActivityState, ActivityType, Modality, Presence
from networks.models import Structure

STATE_TONES = {
    ActivityState.PLANNED: "info",
    ActivityState.HELD: "good",
    ActivityState.CANCELLED: "neutral",
    ActivityState.POSTPONED: "waiting",
}


HEADS = ("professionals", "users", "participants")


def imprecise(label: str, required: bool = False) -> tuple[models.DateField, models.DateField]:
    """Two columns for the first and last day of a date that may be a month or a period."""
    blank = {} if required else {"null": True, "blank": True}
    return models.DateField(label, **blank), models.DateField(f"{label} (fin)", **blank)


@journalled()
class Project(models.Model):
    """A funded project that activities are tagged with; its targets are in the observatory."""

    name = models.CharField("nom", max_length=120, unique=True)
    funder = models.CharField("financeur", max_length=120, blank=True)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)

    privacy = Privacy(kept="id name funder starts_on ends_on")

    class Meta:
        verbose_name = "projet"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
            )
        ]

    def __str__(self):
        return self.name


@journalled()
class Axis(models.Model):
    """An axis of the local health contract (CLS, CLSM) that activities are tagged with."""

    name = models.CharField("nom", max_length=120, unique=True)

    privacy = Privacy(kept="id name")

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ["name"]

    def __str__(self):
        return self.name


@journalled()
class StaffTime(models.Model):
    """Staff time given to a network (0.25 full-time equivalent), from a day on."""

    network = models.CharField("réseau", max_length=120)
    fte = models.DecimalField("équivalent temps plein", max_digits=4, decimal_places=2)
    since = models.DateField("à partir du")
    until = models.DateField("jusqu’au", null=True, blank=True)

    privacy = Privacy(kept="id network fte since until")

    class Meta:
        verbose_name = "temps de coordination"
        ordering = ["network", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="staff_time_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(fte__gt=0), name="staff_time_is_some"),
        ]

    def __str__(self):
        return f"{self.network} {self.fte}"


@journalled(exclude="name email function")
class Contact(models.Model):
    """A professional met at an activity; mailed only with her agreement (`agreed_on`), until she withdraws it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("prénom et nom", max_length=120)
    email = models.EmailField("adresse e-mail", blank=True)
    function = models.CharField("fonction", max_length=80, blank=True)
    structure = models.ForeignKey(Structure, models.SET_NULL, null=True, blank=True, related_name="+")
    departement = models.CharField("département", max_length=3, blank=True)
    agreed_on = models.DateField("accepte d’être contactée depuis le", null=True, blank=True)
    refused_on = models.DateField("ne souhaite plus l’être depuis le", null=True, blank=True)

    privacy = Privacy(identifying="name email function", kept="id structure departement agreed_on refused_on")

    class Meta:
        verbose_name = "contact"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="one_contact_an_address"),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | ~Q(email=""), name="agreeing_takes_an_address"
            ),
        ]

    def __str__(self):
        return self.name


@journalled(exclude="remark agenda decisions")
class Activity(models.Model):
    """A meeting, an event, a workshop… and its head counts.

    NULL is « non compté » (–), 0 is nobody, a cancelled activity (X) has no head count at all: three different things.
    A postponed one points to the one that replaces it: a chain, never overwritten. `agenda` and `decisions` are about
    the network's work, never about a person.
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
    hour = models.TimeField("heure", null=True, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    agenda = models.TextField("ordre du jour", max_length=4000, blank=True)
    decisions = models.TextField("décisions", max_length=4000, blank=True)
    cancel_reason = models.CharField("motif d’annulation", max_length=200, blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="activities")
    axis = models.ForeignKey(Axis, models.PROTECT, null=True, blank=True, related_name="activities")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        kept="id reference starts_on ends_on type title rubric network modality state postponed_to host "
        "professionals users participants excused structures_count remark hour place agenda decisions "
        "cancel_reason project axis recorded_by version"
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
            models.CheckConstraint(
                condition=Q(postponed_to=None) | Q(state=ActivityState.POSTPONED),
                name="only_a_postponed_activity_is_replaced",
            ),
            models.CheckConstraint(
                condition=~Q(postponed_to=F("pk")), name="an_activity_does_not_replace_itself"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def when(self) -> str:
        """« 2 avril 2020 », « avril 2020 », « du 2 au 3 avril 2020 »."""
        return period_words(self.starts_on, self.ends_on)

    @property
    def state_tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def is_held(self) -> bool:
        return self.state == ActivityState.HELD

    @property
    def may_be_postponed(self) -> bool:
        """Planned, cancelled, or postponed without a new date yet."""
        return self.state == ActivityState.PLANNED or (
            self.state == ActivityState.POSTPONED and self.postponed_to_id is None
        )

    def count_of(self, name: str) -> int | str | None:
        """A head count as a bilan prints it: "X" if cancelled, None (–) if not counted, "" if planned or postponed."""
        if self.state == ActivityState.CANCELLED:
            return "X"
        return getattr(self, name) if self.is_held else ""

    @property
    def counts(self) -> dict[str, int | str | None]:
        return {name: self.count_of(name) for name in HEADS}


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


class ActivityAttendance(models.Model):
    """Somebody's presence at an activity, by name; head counts are kept beside, for those who are not named."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="attendances")
    presence = models.CharField("présence", max_length=10, choices=Presence.choices)

    privacy = Privacy(kept="id activity contact presence")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "contact"], name="one_presence_a_contact")]

    def __str__(self):
        return f"{self.contact_id} {self.presence}"


class ActivityHeads(models.Model):
    """A part of the participants: « 20 organisateurs », « 30 élèves »."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="heads")
    label = models.CharField("qui", max_length=80)
    count = models.PositiveIntegerField("combien")

    privacy = Privacy(kept="id activity label count")

    class Meta:
        ordering = ["-count", "label"]
        constraints = [models.UniqueConstraint(fields=["activity", "label"], name="one_count_a_label")]

    def __str__(self):
        return f"{self.count} {self.label}"


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

    @property
    def asked(self) -> str:
        return period_words(self.asked_from, self.asked_to) if self.asked_from else ""

    @property
    def wanted(self) -> str:
        return period_words(self.wanted_from, self.wanted_to) if self.wanted_from else ""


class SolicitationAnswer(models.Model):
    """One of the answers given, in order."""

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
