"""An import of past years through the screens: the file, what it would do, what it did."""

import json
import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from centre.imports.states import (
    AT_WORK,
    DROPPABLE,
    KEPT_FOR,
    LIVING,
    OVER,
    STEPS,
    TONES,
    WRITING,
    ImportState,
)
from centre.journal import journalled
from centre.privacy import Privacy
from centre.vault import EncryptedTextField


@journalled(exclude="content detail step seen_at")
class ImportRun(models.Model):
    """One file sent by the coordination. What is in it is encrypted, and erased once imported or given up.

    `content`: base64 of the file. `detail`: JSON of the errors and of a sample of rows. `tallies`: one dict a sheet.
    `fingerprint`: of what the preview would do; the import must do the same. `attempts` is the worker's ticket.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filename = models.CharField("fichier", max_length=120)
    sha256 = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille (octets)")
    content = EncryptedTextField()
    detail = EncryptedTextField()
    state = models.CharField("état", max_length=20, choices=ImportState.choices, default=ImportState.TO_CHECK)
    step = models.PositiveSmallIntegerField("étape", default=0)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    seen_at = models.DateTimeField("dernier signe", null=True)
    tallies = models.JSONField("décompte par feuille", default=list)
    years = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name="années")
    problem_count = models.PositiveIntegerField("erreurs", default=0)
    fingerprint = models.CharField("empreinte de l’effet", max_length=64, blank=True)
    changed = models.BooleanField("l’aperçu a changé depuis sa confirmation", default=False)
    failure = models.CharField("échec", max_length=300, blank=True)
    sent_by = models.ForeignKey("centre.User", models.PROTECT, related_name="+", verbose_name="déposé par")
    sent_at = models.DateTimeField("déposé le")
    confirmed_by = models.ForeignKey(
        "centre.User", models.PROTECT, null=True, related_name="+", verbose_name="confirmé par"
    )
    confirmed_at = models.DateTimeField("confirmé le", null=True)
    finished_at = models.DateTimeField("fini le", null=True)

    privacy = Privacy(
        identifying="content detail",
        kept="id filename sha256 size state step attempts seen_at tallies years problem_count fingerprint changed "
        "failure sent_by sent_at confirmed_by confirmed_at finished_at",
    )

    class Meta:
        verbose_name = "import"
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LIVING) | Q(content=b""), name="an_import_that_ended_keeps_no_file"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OVER) | Q(detail=b""), name="an_import_that_is_over_keeps_no_row"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.PREVIEWED, ImportState.CONFIRMED, ImportState.APPLYING])
                | ~Q(fingerprint=""),
                name="a_previewed_import_says_what_it_would_do",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.CONFIRMED, ImportState.APPLYING, ImportState.APPLIED])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="an_import_is_confirmed_by_someone",
            ),
        ]

    def __str__(self):
        return self.filename

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_droppable(self) -> bool:
        return self.state in DROPPABLE

    @property
    def step_label(self) -> str:
        return WRITING if self.step and self.state == ImportState.APPLYING else STEPS[self.step]

    @property
    def erased_on(self) -> datetime:
        """When what is in the file goes, if nobody does anything."""
        return self.sent_at + KEPT_FOR

    def told(self) -> dict:
        """{"problems": [[place, line, column, reason]], "samples": [{"sheet", "columns", "new", "changed"}]}."""
        return json.loads(self.detail or "{}")
