"""The plan of the year's report, its editions with their frozen figures, and their documents."""

import uuid

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from observatory.states import FROZEN, LIVING, RENDER_TONES, STEPS, TONES, Mode, RenderState, ReportState


@journalled()
class PlannedSection(models.Model):
    """A numbered section of the year's report. `0` is the opening, which bears no number."""

    rubric = models.CharField("rubrique", max_length=20, unique=True)
    title = models.CharField("titre", max_length=300)
    position = models.PositiveSmallIntegerField("rang")

    privacy = Privacy(kept="id rubric title position")

    class Meta:
        verbose_name = "section du plan"
        verbose_name_plural = "sections du plan"
        ordering = ["position", "rubric"]

    def __str__(self):
        return self.title if self.rubric == "0" else f"{self.rubric} {self.title}"


# A published edition only ever moves to « remplacé »; its figures, its listing and who published it stay.
NEVER_CHANGES = pgtrigger.Trigger(
    name="published_never_changes",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF OLD.state NOT IN ('publie', 'remplace') THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE'
            AND OLD.state = 'publie' AND NEW.state = 'remplace'
            AND to_jsonb(NEW) - ARRAY['state', 'replaced_at'] = to_jsonb(OLD) - ARRAY['state', 'replaced_at']
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a published bilan never changes';
    """,
)

# What a publication asks for, whoever writes it: the attacker's verdict on these very figures, documents that are made,
# what a correction changes; where the centre wants two people, whoever publishes is not whoever read. A draft that is
# sent has the verdict too, and leaves its figures behind. A verdict goes with the figures it is about. Readers of a
# published row do not learn what its writers preferred to show.
PUBLICATION_RULES = pgtrigger.Trigger(
    name="publication_rules",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF TG_OP = 'UPDATE' THEN
            IF OLD.state IN ('publie', 'remplace') THEN RETURN NEW; END IF;
            IF NEW.figures_public IS DISTINCT FROM OLD.figures_public AND NEW.audit IS NOT DISTINCT FROM OLD.audit THEN
                NEW.audit := NULL;
                NEW.audited_at := NULL;
            END IF;
        END IF;
        IF NEW.state = 'transmis' AND OLD.state IS DISTINCT FROM 'transmis' AND (
            NEW.audit ->> 'holds' IS DISTINCT FROM 'true' OR NOT EXISTS (
                SELECT 1 FROM observatory_sentfigures WHERE report_id = NEW.id AND figures = NEW.figures_public
            )
        ) THEN
            RAISE EXCEPTION 'what leaves the centre is proved, and kept' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state NOT IN ('publie', 'remplace') THEN RETURN NEW; END IF;
        IF NEW.state = 'remplace' THEN
            RAISE EXCEPTION 'only a published bilan is replaced' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.audit ->> 'holds' IS DISTINCT FROM 'true' THEN
            RAISE EXCEPTION 'no verdict holds for these figures' USING ERRCODE = 'restrict_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM observatory_reportrender WHERE report_id = NEW.id AND state <> 'pret') THEN
            RAISE EXCEPTION 'the documents are not ready' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.edition > 1 AND NEW.changes = '' THEN
            RAISE EXCEPTION 'a correction says what changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (SELECT two_to_publish FROM centre_settings LIMIT 1)
            AND (NEW.read_by_id IS NULL OR NEW.read_by_id = NEW.published_by_id) THEN
            RAISE EXCEPTION 'whoever publishes is not whoever read' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.preferred := '[]';
        RETURN NEW;
    """,
)


# What is published rests on figures, a listing and a verdict that nobody typed: the portal alone writes them (whoever
# writes a bilan may empty them, and asks for others). Who read, sent or published an edition signed it herself.
WRITTEN_BY_THE_PORTAL = pgtrigger.Trigger(
    name="figures_are_written_by_the_portal",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF app_is('systeme') THEN RETURN NEW; END IF;
        IF (NEW.figures_public IS NOT NULL AND NEW.figures_public IS DISTINCT FROM OLD.figures_public)
            OR (NEW.listing IS NOT NULL AND NEW.listing IS DISTINCT FROM OLD.listing)
            OR (NEW.audit IS NOT NULL AND NEW.audit IS DISTINCT FROM OLD.audit)
            OR (TG_OP = 'UPDATE' AND (NEW.year, NEW.edition) IS DISTINCT FROM (OLD.year, OLD.edition))
        THEN
            RAISE EXCEPTION 'the figures of a bilan are written by the portal' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.read_by_id IS DISTINCT FROM OLD.read_by_id AND NEW.read_by_id <> app_user_id())
            OR (NEW.sent_by_id IS DISTINCT FROM OLD.sent_by_id AND NEW.sent_by_id <> app_user_id())
            OR (NEW.published_by_id IS DISTINCT FROM OLD.published_by_id AND NEW.published_by_id <> app_user_id())
        THEN
            RAISE EXCEPTION 'nobody signs in the name of another' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)


def _never_changes(name: str, what: str) -> pgtrigger.Trigger:
    """Rows of a published edition (`report_id`) are neither added, changed, removed, nor moved to or from it."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM observatory_annualreport WHERE state IN ('publie', 'remplace') AND id IN (
                    CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END,
                    CASE TG_OP WHEN 'DELETE' THEN OLD.report_id ELSE NEW.report_id END
                )
            ) THEN
                RAISE EXCEPTION 'the {what} of a published bilan never changes';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


EXACT_NEVER_CHANGES = _never_changes("exact_figures_never_change", "exact figures")
DOCUMENT_NEVER_CHANGES = _never_changes("published_document_never_changes", "document")


def _together(*names: str) -> Q:
    """Either all of these columns are empty, or none is."""
    return Q(**{name: None for name in names}) | Q(**{f"{name}__isnull": False for name in names})


class AnnualReportQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=ReportState.PUBLISHED)

    def living(self):
        return self.filter(state__in=LIVING)

    def frozen(self):
        return self.filter(state__in=FROZEN)

    def recent_first(self):
        return self.order_by("-year", "-edition")


@journalled(exclude="figures_public listing audit")
class AnnualReport(models.Model):
    """One edition of a year's bilan. A correction is a new edition, which replaces the one before it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField("année")
    edition = models.PositiveSmallIntegerField("édition")
    state = models.CharField("état", max_length=20, choices=ReportState.choices, default=ReportState.DRAFT)
    figures_public = models.JSONField("chiffres protégés", null=True)
    listing = models.JSONField("sections et activités imprimées", null=True)
    # The cells the coordination prefers to show, until the publication; the attacker's verdict on exactly these public
    # figures (`audit`): without one that holds, nothing is published.
    preferred = models.JSONField("effectifs à garder de préférence", default=list, blank=True)
    audit = models.JSONField("verdict de l’attaquant", null=True)
    audited_at = models.DateTimeField("audité le", null=True)
    # A correction of the text alone keeps the figures of the edition before it.
    same_figures_as = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="reprend les chiffres de",
    )
    changes = models.CharField("ce qui change", max_length=1000, blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="demandé par")
    requested_at = models.DateTimeField("demandé le")
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="relu par")
    read_at = models.DateTimeField("relu le", null=True)
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="transmis par"
    )
    sent_at = models.DateTimeField("transmis le", null=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="publié par"
    )
    published_at = models.DateTimeField("publié le", null=True)
    replaced_at = models.DateTimeField("remplacé le", null=True)

    objects = AnnualReportQuerySet.as_manager()
    privacy = Privacy(
        kept="id year edition state figures_public listing preferred audit audited_at same_figures_as "
        "changes requested_by requested_at read_by read_at sent_by sent_at published_by published_at replaced_at"
    )

    class Meta:
        verbose_name = "bilan"
        ordering = ["-year", "-edition"]
        triggers = [NEVER_CHANGES, PUBLICATION_RULES, WRITTEN_BY_THE_PORTAL]
        constraints = [
            models.UniqueConstraint(fields=["year", "edition"], name="one_bilan_an_edition"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=ReportState.PUBLISHED), name="one_published_bilan_a_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state__in=LIVING), name="one_living_bilan_a_year"
            ),
            models.CheckConstraint(condition=Q(year__range=(1990, 2100)), name="bilan_year_is_plausible"),
            models.CheckConstraint(condition=_together("read_by", "read_at"), name="read_by_someone"),
            models.CheckConstraint(condition=_together("sent_by", "sent_at"), name="sent_by_someone"),
            models.CheckConstraint(
                condition=_together("published_by", "published_at"), name="published_by_someone"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FROZEN)
                | Q(
                    published_at__isnull=False,
                    figures_public__isnull=False,
                    listing__isnull=False,
                ),
                name="a_published_bilan_has_figures",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.REPLACED, replaced_at__isnull=False)
                | (~Q(state=ReportState.REPLACED) & Q(replaced_at=None)),
                name="a_replaced_bilan_says_when",
            ),
        ]

    def __str__(self):
        return f"Bilan {self.year}, édition {self.edition}"

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_frozen(self) -> bool:
        return self.state in FROZEN

    @property
    def figures_exact(self) -> dict | None:
        """The exact document; None before it is counted, and for whoever may not see it."""
        found = ExactFigures.objects.filter(report=self).first()
        return found.document if found else None

    @property
    def protection(self) -> dict | None:
        """What is withheld, why, what was preferred (`disclosure.report`); None as `figures_exact` is."""
        found = ExactFigures.objects.filter(report=self).first()
        return found.protection if found else None


class ExactFigures(models.Model):
    """The exact figures of an edition, and why some are withheld: visible to the coordination alone.

    `protection` says which withheld counts are small: it must be read by nobody else either.
    """

    report = models.OneToOneField(AnnualReport, models.CASCADE, primary_key=True, related_name="exact")
    document = models.JSONField("chiffres exacts")
    protection = models.JSONField("protection", null=True)

    privacy = Privacy(kept="report document protection")

    class Meta:
        verbose_name = "chiffres exacts d’un bilan"
        verbose_name_plural = "chiffres exacts des bilans"
        triggers = [EXACT_NEVER_CHANGES]

    def __str__(self):
        return f"chiffres exacts de {self.report_id}"


SENT_FIGURES_STAY = pgtrigger.Trigger(
    name="sent_figures_never_change",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="RAISE EXCEPTION 'what left the centre never changes' USING ERRCODE = 'restrict_violation';",
)


class SentFigures(models.Model):
    """The public figures of a draft that left the centre before its publication: their readers keep them, whatever
    becomes of the draft. `kept`: {"listing", "audit", "audited_at", "exact", "protection"}, to go back to them."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="sent_figures")
    figures = models.JSONField("chiffres publics")
    kept = models.JSONField("ce qui va avec", encoder=DjangoJSONEncoder)
    sent_at = models.DateTimeField("transmis le")

    privacy = Privacy(kept="id report figures kept sent_at")

    class Meta:
        verbose_name = "chiffres transmis d’un bilan"
        verbose_name_plural = "chiffres transmis des bilans"
        ordering = ["sent_at", "id"]
        triggers = [SENT_FIGURES_STAY]

    def __str__(self):
        return f"chiffres transmis de {self.report_id}"


@journalled(exclude="step seen_at")
class ReportRender(models.Model):
    """The document of an edition in one mode, and its progress. The file is private: no URL serves it.

    `seen_at` is the worker's last sign of life: a render running without one is claimed by another worker.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="renders")
    mode = models.CharField("forme", max_length=10, choices=Mode.choices)
    state = models.CharField("état", max_length=20, choices=RenderState.choices, default=RenderState.WAITING)
    step = models.PositiveSmallIntegerField("étape", default=0)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    path = models.CharField("fichier", max_length=200, blank=True)
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    # Fingerprint of the text it prints (`bilan.contents.fingerprint`): another than the edition's is an old document.
    made_from = models.CharField("empreinte du texte", max_length=64, blank=True)
    size = models.PositiveIntegerField("taille (octets)", null=True)
    error = models.CharField("erreur", max_length=500, blank=True)
    seen_at = models.DateTimeField("dernier signe", null=True)
    started_at = models.DateTimeField("commencé le", null=True)
    finished_at = models.DateTimeField("fini le", null=True)

    privacy = Privacy(
        kept="id report mode state step attempts path sha256 made_from size error seen_at started_at finished_at"
    )

    class Meta:
        verbose_name = "document du bilan"
        ordering = ["report", "mode"]
        triggers = [DOCUMENT_NEVER_CHANGES]
        constraints = [
            models.UniqueConstraint(fields=["report", "mode"], name="one_document_a_mode"),
            models.CheckConstraint(
                condition=~Q(state=RenderState.READY)
                | (~Q(path="") & ~Q(sha256="") & Q(size__isnull=False, finished_at__isnull=False)),
                name="a_ready_document_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.FAILED) | ~Q(error=""), name="a_failed_document_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.report} ({self.mode})"

    @property
    def tone(self) -> str:
        return RENDER_TONES[self.state]

    @property
    def steps(self) -> int:
        return len(STEPS)

    @property
    def step_label(self) -> str:
        return STEPS[min(self.step, len(STEPS) - 1)]

    @property
    def filename(self) -> str:
        suffix = "-interne" if self.mode == Mode.EXACT else ""
        return f"bilan-{self.report.year}-edition-{self.report.edition}{suffix}.pdf"


from observatory.bilan.models import Block, Comment, ReportSection  # noqa: E402, F401
from observatory.drawings.models import Drawing  # noqa: E402, F401
from observatory.facts.models import CountedYear, Fact  # noqa: E402, F401
from observatory.findings.models import Finding, FindingOrigin, FindingStep  # noqa: E402, F401
from observatory.projects.models import (  # noqa: E402, F401
    Achieved,
    Funder,
    FunderMember,
    Funding,
    FundingSheet,
    Indicator,
)
from observatory.release.models import ReportFile  # noqa: E402, F401
