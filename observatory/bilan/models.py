"""The bilan as a document: its sections, the blocks they are made of, the comments of readers."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from observatory.bilan import texts
from observatory.models import AnnualReport
from observatory.states import BlockKind, CommentKind


def _text_changes_in_drafts(report: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="text_changes_in_drafts",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM observatory_annualreport WHERE state <> 'brouillon' AND id IN ({report})) THEN
                RAISE EXCEPTION 'the text of a bilan changes in a draft alone' USING ERRCODE = 'restrict_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


@journalled(exclude="version")
class ReportSection(models.Model):
    """A section of one edition, ordered and named by the centre. `version`: optimistic concurrency between writers.

    `level`: 2 (a chapter) to 4; a numbered section has the level of its number (`content.level_of`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="sections")
    rubric = models.CharField("numéro", max_length=20, blank=True)
    title = models.CharField("titre", max_length=300)
    level = models.PositiveSmallIntegerField("niveau", default=2)
    position = models.PositiveSmallIntegerField("rang")
    version = models.PositiveIntegerField("version", default=1)
    edited_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="modifiée par"
    )
    edited_at = models.DateTimeField("modifiée le", null=True)

    privacy = Privacy(kept="id report rubric title level position version edited_by edited_at")

    class Meta:
        verbose_name = "section du bilan"
        verbose_name_plural = "sections du bilan"
        ordering = ["position"]
        triggers = [
            _text_changes_in_drafts(
                "SELECT CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END"
                " UNION SELECT CASE TG_OP WHEN 'DELETE' THEN OLD.report_id ELSE NEW.report_id END"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"],
                name="one_section_a_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["report", "rubric"], condition=~Q(rubric=""), name="one_section_a_number"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_section_has_a_title"),
            models.CheckConstraint(condition=Q(level__range=(2, 4)), name="a_section_has_a_level"),
        ]

    def __str__(self):
        return f"{self.rubric} {self.title}".strip()


@journalled(exclude="html version")
class Block(models.Model):
    """A piece of a section: a text, or something shown from the figures (table, key figures, chart, map, list).

    `html` is sanitised when saved, and a constraint admits nothing else. `source` is a path in the figures document.
    The fields are those of `content.Item`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=20, choices=BlockKind.choices)
    html = models.TextField("texte", blank=True)
    source = models.CharField("chiffres", max_length=120, blank=True)
    title = models.CharField("titre", max_length=200, blank=True)
    note = models.CharField("note", max_length=500, blank=True)
    options = models.JSONField("options", default=dict, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    edited_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="modifié par"
    )
    edited_at = models.DateTimeField("modifié le", null=True)

    privacy = Privacy(
        kept="id section position kind html source title note options version edited_by edited_at"
    )

    class Meta:
        verbose_name = "bloc du bilan"
        verbose_name_plural = "blocs du bilan"
        ordering = ["position"]
        triggers = [
            _text_changes_in_drafts(
                "SELECT report_id FROM observatory_reportsection WHERE id IN ("
                "CASE TG_OP WHEN 'INSERT' THEN NEW.section_id ELSE OLD.section_id END,"
                " CASE TG_OP WHEN 'DELETE' THEN OLD.section_id ELSE NEW.section_id END)"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"], name="one_block_a_rank", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(kind=BlockKind.TEXT) | Q(html=""), name="only_a_text_has_words"
            ),
            # Pages and documents print it as it is.
            models.CheckConstraint(condition=Q(html__iregex=texts.SAFE), name="a_text_has_safe_words"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.title or self.source}".strip()


@journalled(exclude="text answer")
class Comment(models.Model):
    """What a reader says about a section: a remark of the team, or a funder's request for a correction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="comments")
    kind = models.CharField("nature", max_length=20, choices=CommentKind.choices)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="de")
    at = models.DateTimeField("le")
    text = models.CharField("texte", max_length=1000)
    answer = models.CharField("réponse", max_length=1000, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="réglée par"
    )
    settled_at = models.DateTimeField("réglée le", null=True)

    privacy = Privacy(kept="id section kind author at text answer settled_by settled_at")

    class Meta:
        verbose_name = "remarque"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="a_comment_is_settled_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} sur {self.section_id}"
