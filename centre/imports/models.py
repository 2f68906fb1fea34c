"""An import through the screens: the file, its preview, its outcome."""

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
    """One file uploaded by the coordination. Its content is encrypted, and erased once imported or abandoned.

    `content`: base64 of the file. `detail`: JSON of the errors and of sample rows. `tallies`: one dict per sheet.
    `fingerprint`: of what the preview would do; the import must do the same. `attempts`: rises each time a worker
    claims the run, so that the late answer of a dead worker is ignored. `batch`: id of the first of the files uploaded
    together, its own included; `rank`: their order, that of their years. Each is previewed as if those before it were
    imported.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.UUIDField("dépôt", null=True, editable=False, db_index=True)
    rank = models.PositiveSmallIntegerField("rang dans le dépôt", default=0)
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
    rows_by_year = models.JSONField("lignes par année", default=dict)
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
        kept="id batch rank filename sha256 size state step attempts seen_at tallies years rows_by_year problem_count "
        "fingerprint changed failure sent_by sent_at confirmed_by confirmed_at finished_at",
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
    def main_years(self) -> list[int]:
        """The years that most of its rows are about, leaving out those that a few rows only mention."""
        least = max(self.rows_by_year.values(), default=0) / 10
        return sorted(int(year) for year, count in self.rows_by_year.items() if count >= least)

    @property
    def other_years(self) -> list[int]:
        return [year for year in self.years if year not in self.main_years]

    @property
    def doubtful(self) -> int:
        """How many rows have a key that may have named something else until now."""
        return sum(sheet.get("doubtful", 0) for sheet in self.tallies)

    @property
    def totals(self) -> dict[str, int]:
        """{"created", "updated", "unchanged", "removed"}: sums over its sheets."""
        kinds = ("created", "updated", "unchanged", "removed")
        return {kind: sum(sheet.get(kind) or 0 for sheet in self.tallies) for kind in kinds}

    @property
    def is_confirmable(self) -> bool:
        """Whether it may be confirmed with others; a preview with doubtful rows is confirmed on its own page."""
        return self.state == ImportState.PREVIEWED and not self.doubtful

    @property
    def step_label(self) -> str:
        return WRITING if self.step and self.state == ImportState.APPLYING else STEPS[self.step]

    @property
    def erased_on(self) -> datetime:
        """When the content is erased if nobody acts."""
        return self.sent_at + KEPT_FOR

    def told(self) -> dict:
        """{"problems", "samples"}, as `summary` makes them."""
        return json.loads(self.detail or "{}")
