"""Joining a network: candidatures, charters and who accepted them, documents with an expiry date."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import Invitation, User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.choices import ApplicationState, DocumentKind, Network
from networks.models import codes
from networks.profiles.models import ONE_OWNER, Owned

DECIDED = [ApplicationState.VALIDATED, ApplicationState.DECLINED]


@journalled(exclude="display_name email phone message question answer decision_reason token_hash")
class Application(models.Model):
    """A candidature: somebody outside asks to join a network. Who it is, is encrypted until she is let in.

    `token_hash` opens her own page (state, question asked, answer, withdrawal), mailed to her.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.CharField("réseau", max_length=12, choices=Network.choices)
    state = models.CharField(
        "état", max_length=20, choices=ApplicationState.choices, default=ApplicationState.RECEIVED
    )
    display_name = EncryptedTextField("prénom et nom", max_length=120)
    email = EncryptedTextField("adresse e-mail", max_length=254)
    phone = EncryptedTextField("téléphone", max_length=20, blank=True)
    profession = models.CharField("profession", max_length=80, blank=True)
    languages = codes(3, "langues parlées")
    departements = codes(3, "départements")
    message = EncryptedTextField("ce qui vous amène", max_length=1000, blank=True)
    received_at = models.DateTimeField("reçue le")
    question = EncryptedTextField("question de la coordination", max_length=500, blank=True)
    answer = EncryptedTextField("réponse", max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = EncryptedTextField("motif", max_length=500, blank=True)
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, blank=True, related_name="+")
    token_hash = models.BinaryField(unique=True)
    idempotency_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="display_name email phone message question answer decision_reason token_hash",
        kept="id network state profession languages departements received_at decided_at decided_by invitation "
        "idempotency_key version",
    )

    class Meta:
        verbose_name = "candidature"
        ordering = ["received_at"]
        indexes = [models.Index(fields=["state", "received_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at=None, decided_by=None),
                name="application_decided_by_someone",
            ),
        ]

    def __str__(self):
        return f"candidature {self.network}"


@journalled()
class Charter(models.Model):
    """A version of the charter or convention of one network; a new text is a new version."""

    network = models.CharField("réseau", max_length=12, choices=Network.choices)
    version = models.PositiveSmallIntegerField("version")
    title = models.CharField("titre", max_length=120)
    text = models.TextField("texte", max_length=20_000)
    since = models.DateField("en vigueur depuis le")
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    privacy = Privacy(kept="id network version title text since written_by")

    class Meta:
        verbose_name = "charte"
        ordering = ["network", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["network", "version"], name="one_text_a_version"),
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"


@journalled()
class CharterAcceptance(models.Model):
    """Who accepted which version, and when. Never changed."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField("acceptée le")

    privacy = Privacy(kept="id charter user accepted_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charter", "user"], name="one_acceptance_a_version"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.charter_id}"


@journalled(exclude="content filename")
class Document(Owned):
    """A document of somebody's, kept encrypted in the database: one transaction, one backup, row-level security.

    `content` is base64 of the file as it was cleaned at the door.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("pièce", max_length=20, choices=DocumentKind.choices)
    filename = models.CharField(max_length=120)
    media_type = models.CharField(
        max_length=20, choices=[(t, t) for t in ("application/pdf", "image/jpeg", "image/png")]
    )
    size = models.PositiveIntegerField("taille (octets)")
    content = EncryptedTextField()
    expires_on = models.DateField("valable jusqu’au", null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField("déposée le")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = Privacy(
        identifying="filename content",
        kept="therapist interpreter id kind media_type size expires_on reminded_on uploaded_at uploaded_by",
    )

    class Meta:
        verbose_name = "pièce"
        ordering = ["kind", "-uploaded_at"]
        constraints = [models.CheckConstraint(condition=ONE_OWNER, name="document_has_one_owner")]

    def __str__(self):
        return self.get_kind_display()
