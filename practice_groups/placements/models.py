"""*Stages croisés*: a session, wishes and offers, pairs, conventions that every party signs, one to five days."""

import uuid

from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.choices import Sector
from networks.models import Structure
from practice_groups.choices import (
    AnswersKind,
    DocumentKind,
    PlacementSessionState,
    PlacementState,
    SignatoryRole,
    SignedBy,
    WishChannel,
)

MOST_WANTED = 3


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
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="binômes retenus par"
    )
    confirmed_at = models.DateTimeField("binômes retenus le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        kept="id title starts_on ends_on preparation_on restitution_on wishes_until state made_by confirmed_by "
        "confirmed_at version"
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
            ),
            models.CheckConstraint(
                condition=Q(preparation_on=None)
                | Q(restitution_on=None)
                | Q(preparation_on__lte=F("restitution_on")),
                name="a_session_prepares_before_it_concludes",
            ),
            models.CheckConstraint(
                condition=Q(wishes_until__lte=F("starts_on")), name="wishes_come_before_a_session"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="confirmed_pairs_say_who_and_when",
            ),
        ]

    def __str__(self):
        return self.title


class WishQuerySet(models.QuerySet):
    def living(self):
        return self.filter(withdrawn_at=None)

    def listed(self):
        """Those that wait for the next session."""
        return self.living().filter(session=None)


@journalled(exclude="trainee email wishes_text")
class Wish(models.Model):
    """Somebody of a structure wishes to be received elsewhere; her structure offers `offers` places in return.

    Without a session: for the next one. `received_by`: where, once the pairs are confirmed; that structure may then
    see who comes (row-level security).
    """

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
        Structure,
        through="WantedStructure",
        related_name="+",
        blank=True,
        verbose_name="structures souhaitées",
    )
    wishes_text = models.CharField("attentes", max_length=300, blank=True)
    offers = models.PositiveSmallIntegerField("places offertes par sa structure", default=1)
    days = models.PositiveSmallIntegerField("jours souhaités", default=2)
    asked_at = models.DateTimeField("déposé le")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    received_by = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="accueilli par"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField("reçu", max_length=10, choices=WishChannel.choices, default=WishChannel.ONLINE)
    idempotency_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    objects = WishQuerySet.as_manager()
    privacy = Privacy(
        identifying="trainee email wishes_text",
        kept="id session structure user profession sector wanted offers days asked_at withdrawn_at received_by "
        "entered_by channel idempotency_key",
    )

    class Meta:
        verbose_name = "vœu de stage"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(days__range=(1, 5)), name="a_wish_is_of_one_to_five_days"),
            models.CheckConstraint(condition=Q(offers__lte=20), name="a_structure_offers_a_few_places"),
            models.CheckConstraint(
                condition=~Q(structure=F("received_by")), name="nobody_is_received_at_home"
            ),
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="one_wish_a_person",
            ),
        ]

    def __str__(self):
        return f"vœu {self.structure}"


@journalled()
class WantedStructure(models.Model):
    """Where somebody wishes to go, in her order: `rank` 1 first. Never her own structure (trigger)."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="wants")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField("rang")

    privacy = Privacy(kept="id wish structure rank")

    class Meta:
        verbose_name = "structure souhaitée"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["wish", "structure"], name="wanted_once"),
            models.UniqueConstraint(fields=["wish", "rank"], name="one_structure_a_rank"),
            models.CheckConstraint(condition=Q(rank__range=(1, MOST_WANTED)), name="a_few_ranks"),
        ]

    def __str__(self):
        return f"{self.rank}. {self.structure}"


@journalled()
class Pair(models.Model):
    """*Binôme*: two people, each to be received by the other's structure where it can be crossed.

    One-way: `second` is None. `reasons`: the wish's id (as text) → why she goes there.
    """

    session = models.ForeignKey(PlacementSession, models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Wish, models.PROTECT, related_name="+")
    second = models.ForeignKey(Wish, models.PROTECT, null=True, blank=True, related_name="+")
    crossed = models.BooleanField("croisé", default=True)
    confirmed_at = models.DateTimeField("retenu le", null=True, blank=True)
    reasons = models.JSONField("raisons", default=dict, blank=True)

    privacy = Privacy(kept="id session first second crossed confirmed_at reasons")

    class Meta:
        verbose_name = "binôme"
        constraints = [
            models.UniqueConstraint(fields=["session", "first"], name="one_pair_each"),
            models.UniqueConstraint(fields=["session", "second"], name="one_pair_each_way"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="a_pair_is_two_people"),
            models.CheckConstraint(
                condition=Q(crossed=True, second__isnull=False) | Q(crossed=False, second=None),
                name="a_crossed_pair_has_two_sides",
            ),
        ]

    def __str__(self):
        return f"binôme {self.pk}"


@journalled(exclude="tutor convention_text interruption pdf notebook_hash")
class Placement(models.Model):
    """*Stage*: one person in one structure that is not her own, one to five days within the session.

    `intended_days` and `hours_a_day` are what the convention says; `hours` what was really done. `pdf`: base64.
    `notebook_hash`: the link mailed to the trainee, behind which are her grid and her evaluation.
    """

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
    pdf = EncryptedTextField(default="", editable=False)
    intended_days = models.PositiveSmallIntegerField("jours prévus", null=True, blank=True)
    hours_a_day = models.DecimalField(
        "heures par jour", max_digits=4, decimal_places=2, null=True, blank=True
    )
    prepared_on = models.DateField("préparation suivie le", null=True, blank=True)
    hours = models.DecimalField("heures réelles", max_digits=5, decimal_places=2, null=True, blank=True)
    interruption = models.CharField("pourquoi interrompu ou annulé", max_length=200, blank=True)
    notebook_hash = models.BinaryField(unique=True, null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="tutor convention_text pdf interruption notebook_hash",
        kept="id session pair wish host own state convention_at intended_days hours_a_day prepared_on hours version",
    )

    class Meta:
        verbose_name = "stage croisé"
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(host=F("own")), name="no_placement_in_ones_own_structure"),
            models.UniqueConstraint(
                fields=["session", "wish"],
                condition=~Q(state=PlacementState.CANCELLED),
                name="one_placement_a_wish",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PlacementState.DRAFT, PlacementState.CANCELLED])
                | Q(convention_at__isnull=False),
                name="a_convention_comes_first",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.INTERRUPTED) | Q(hours__isnull=False) & ~Q(interruption=""),
                name="an_interrupted_placement_says_its_hours",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.CANCELLED) | ~Q(interruption=""),
                name="a_cancelled_placement_says_why",
            ),
            models.CheckConstraint(
                condition=Q(intended_days=None) | Q(intended_days__range=(1, 5)),
                name="a_convention_is_of_one_to_five_days",
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


@journalled(exclude="asked_name name email token_hash scan")
class Signature(models.Model):
    """One party's signature. `token_hash`: the link mailed to her, which shows; a button signs. Or a scanned paper.

    `asked_name` is whom the convention names; `name`, who signed. `text_digest`: SHA-256 of the convention's text.
    `scan`: base64 of the file, cleaned at the door.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="signatures")
    role = models.CharField("partie", max_length=12, choices=SignatoryRole.choices)
    asked_name = models.CharField("signataire", max_length=120, blank=True)
    name = models.CharField("nom tapé", max_length=120, blank=True)
    function = models.CharField("qualité", max_length=80, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    by = models.CharField("signée", max_length=10, choices=SignedBy.choices, blank=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    text_digest = models.BinaryField("empreinte du texte signé", default=bytes, editable=False)
    scan = EncryptedTextField(default="", editable=False)
    token_hash = models.BinaryField(unique=True, null=True, blank=True)
    asked_at = models.DateTimeField("demandée le", null=True, blank=True)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True)

    privacy = Privacy(
        identifying="asked_name name email token_hash scan",
        kept="id placement role function by signed_at text_digest asked_at reminded_at",
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
    """A document of a session, in PDF.

    `kind`: printed by a worker, and `content` is empty until then; without a kind, uploaded. At most one of each kind
    per session. The summary is visible to the coordination alone (row-level security).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlacementSession, models.CASCADE, related_name="documents")
    title = models.CharField("titre", max_length=120)
    kind = models.CharField("document", max_length=12, choices=DocumentKind.choices, blank=True)
    content = models.BinaryField(default=bytes, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("ajouté le")

    privacy = Privacy(identifying="content", kept="id session title kind added_by added_at")

    class Meta:
        verbose_name = "document de préparation"
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"], condition=~Q(kind=""), name="one_printed_document_a_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind="") | ~Q(content=b""), name="an_uploaded_document_is_not_empty"
            ),
        ]

    def __str__(self):
        return self.title


@journalled(exclude="answers")
class PlacementAnswers(models.Model):
    """What the trainee wrote in her grid or her evaluation: hers and the coordination's to read, the host's never.

    `answers`: JSON, question → what was answered (a text, or a mark from 1 to 5).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="answers")
    kind = models.CharField("document", max_length=12, choices=AnswersKind.choices)
    answers = EncryptedTextField("réponses", max_length=20000)
    written_at = models.DateTimeField("rempli le")

    privacy = Privacy(identifying="answers", kept="id placement kind written_at")

    class Meta:
        verbose_name = "carnet de stage"
        constraints = [
            models.UniqueConstraint(fields=["placement", "kind"], name="one_grid_one_evaluation_a_placement")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}"
