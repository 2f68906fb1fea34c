"""*Stages croisés*: a session, wishes and offers, pairs, conventions that every party signs, one to five days."""

import uuid

from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.choices import Sector
from networks.models import Structure
from practice_groups.choices import PlacementSessionState, PlacementState, SignatoryRole, SignedBy


@journalled()
class PlacementSession(models.Model):
    """Everything happens between `starts_on` and `ends_on`; preparation first, restitution last."""

    title = models.CharField("titre", max_length=120)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    preparation_on = models.DateField("réunion de préparation", null=True, blank=True)
    restitution_on = models.DateField("restitution", null=True, blank=True)
    wishes_until = models.DateField("vœux jusqu’au")
    state = models.CharField(
        "état", max_length=10, choices=PlacementSessionState.choices, default=PlacementSessionState.OPEN
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        kept="id title starts_on ends_on preparation_on restitution_on wishes_until state made_by version"
    )

    class Meta:
        verbose_name = "session de stages croisés"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"))
                & (Q(preparation_on=None) | Q(preparation_on__lte=F("ends_on")))
                & (Q(restitution_on=None) | Q(restitution_on__gte=F("starts_on"))),
                name="a_session_is_in_order",
            )
        ]

    def __str__(self):
        return self.title


@journalled(exclude="trainee email wishes_text")
class Wish(models.Model):
    """Somebody of a structure wishes to be received elsewhere; her structure offers `offers` places in return."""

    session = models.ForeignKey(
        PlacementSession, models.CASCADE, null=True, blank=True, related_name="wishes"
    )
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+")
    trainee = models.CharField("professionnel", max_length=120)
    email = models.EmailField("adresse e-mail")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    profession = models.CharField("profession", max_length=80, blank=True)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices)
    wanted = models.ManyToManyField(
        Structure, related_name="+", blank=True, verbose_name="structures souhaitées"
    )
    wishes_text = models.CharField("attentes", max_length=300, blank=True)
    offers = models.PositiveSmallIntegerField("places offertes par sa structure", default=1)
    days = models.PositiveSmallIntegerField("jours souhaités", default=2)
    asked_at = models.DateTimeField("déposé le")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    privacy = Privacy(
        identifying="trainee email wishes_text",
        kept="id session structure user profession sector wanted offers days asked_at withdrawn_at",
    )

    class Meta:
        verbose_name = "vœu de stage"
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(days__range=(1, 5)), name="a_wish_is_of_one_to_five_days")
        ]

    def __str__(self):
        return f"vœu {self.structure}"


@journalled()
class Pair(models.Model):
    """*Binôme*: two people, each to be received by the other's structure where it can be crossed."""

    session = models.ForeignKey(PlacementSession, models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Wish, models.PROTECT, related_name="+")
    second = models.ForeignKey(Wish, models.PROTECT, null=True, blank=True, related_name="+")
    crossed = models.BooleanField("croisé", default=True)
    confirmed_at = models.DateTimeField("retenu le", null=True, blank=True)

    privacy = Privacy(kept="id session first second crossed confirmed_at")

    class Meta:
        verbose_name = "binôme"
        constraints = [
            models.UniqueConstraint(fields=["session", "first"], name="one_pair_each"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="a_pair_is_two_people"),
        ]

    def __str__(self):
        return f"binôme {self.pk}"


@journalled(exclude="tutor convention_text interruption pdf grid evaluation")
class Placement(models.Model):
    """*Stage*: one person in one structure that is not her own, one to five days within the session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlacementSession, models.PROTECT, related_name="placements")
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, blank=True, related_name="placements")
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="placements")
    host = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name="structure d’accueil")
    own = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name="sa structure")
    tutor = models.CharField("référent sur place", max_length=120, blank=True)
    state = models.CharField(
        "état", max_length=20, choices=PlacementState.choices, default=PlacementState.DRAFT
    )
    convention_at = models.DateTimeField("convention arrêtée le", null=True, blank=True)
    convention_text = models.CharField("texte de la convention", max_length=20000, blank=True)
    pdf = models.BinaryField(default=bytes, editable=False)
    prepared_on = models.DateField("préparation suivie le", null=True, blank=True)
    hours = models.DecimalField("heures réelles", max_digits=5, decimal_places=2, null=True, blank=True)
    grid = models.JSONField("grille d’observation", default=dict, blank=True)
    evaluation = models.JSONField("évaluation de fin de stage", default=dict, blank=True)
    interruption = models.CharField("pourquoi interrompu", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="tutor convention_text pdf grid evaluation interruption",
        kept="id session pair wish host own state convention_at prepared_on hours version",
    )

    class Meta:
        verbose_name = "stage croisé"
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(host=F("own")), name="no_placement_in_ones_own_structure"),
            models.UniqueConstraint(fields=["session", "wish"], name="one_placement_a_wish"),
            models.CheckConstraint(
                condition=Q(state__in=[PlacementState.DRAFT]) | Q(convention_at__isnull=False),
                name="a_convention_comes_first",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.INTERRUPTED) | Q(hours__isnull=False) & ~Q(interruption=""),
                name="an_interrupted_placement_says_its_hours",
            ),
        ]

    def __str__(self):
        return f"stage {self.host}"


@journalled()
class PlacementDay(models.Model):
    """One day of immersion: at most five, inside the session, after the preparation (trigger)."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="days")
    day = models.DateField("jour")
    hours = models.DecimalField("heures", max_digits=4, decimal_places=2, null=True, blank=True)

    privacy = Privacy(kept="id placement day hours")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["placement", "day"], name="a_day_is_one_day")]

    def __str__(self):
        return f"{self.day}"


@journalled(exclude="name email token_hash scan")
class Signature(models.Model):
    """One party's signature. `token_hash`: the link mailed to her, which shows; a button signs. Or a scanned paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="signatures")
    role = models.CharField("partie", max_length=12, choices=SignatoryRole.choices)
    name = models.CharField("nom tapé", max_length=120, blank=True)
    function = models.CharField("qualité", max_length=80, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    by = models.CharField("signée", max_length=10, choices=SignedBy.choices, blank=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    text_digest = models.BinaryField("empreinte du texte signé", default=bytes, editable=False)
    scan = models.BinaryField(default=bytes, editable=False)
    token_hash = models.BinaryField(unique=True, null=True, blank=True)
    asked_at = models.DateTimeField("demandée le", null=True, blank=True)

    privacy = Privacy(
        identifying="name email token_hash scan",
        kept="id placement role function by signed_at text_digest asked_at",
    )

    class Meta:
        verbose_name = "signature"
        constraints = [
            models.UniqueConstraint(fields=["placement", "role"], name="one_signature_a_party"),
            models.CheckConstraint(
                condition=Q(signed_at=None, by="") | Q(signed_at__isnull=False) & ~Q(by="") & ~Q(name=""),
                name="a_signature_says_who_and_when",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}"


@journalled(exclude="content")
class PlacementDocument(models.Model):
    """One of the two documents of the preparation, and what a session gives to read. PDF alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlacementSession, models.CASCADE, related_name="documents")
    title = models.CharField("titre", max_length=120)
    content = models.BinaryField(editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("ajouté le")

    privacy = Privacy(identifying="content", kept="id session title added_by added_at")

    class Meta:
        verbose_name = "document de préparation"
        ordering = ["added_at"]

    def __str__(self):
        return self.title
