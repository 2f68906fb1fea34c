"""The files of an edition beside its PDF: tables to download, figures for programs."""

import pgtrigger
from django.db import models

from centre.privacy import Privacy
from observatory.models import ReportRender
from observatory.states import FileFormat

SUFFIXES = {FileFormat.CSV: "csv.zip"}

FILE_NEVER_CHANGES = pgtrigger.Trigger(
    name="published_file_never_changes",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM observatory_annualreport AS report JOIN observatory_reportrender AS render
            ON render.report_id = report.id
            WHERE report.state IN ('publie', 'remplace')
            AND render.id IN (
                CASE TG_OP WHEN 'INSERT' THEN NEW.render_id ELSE OLD.render_id END,
                CASE TG_OP WHEN 'DELETE' THEN OLD.render_id ELSE NEW.render_id END
            )
        ) THEN
            RAISE EXCEPTION 'the file of a published bilan never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class ReportFile(models.Model):
    """One more format of an edition's document (tables, figures, web page), kept like the PDF: private, never
    remade."""

    render = models.ForeignKey(ReportRender, models.CASCADE, related_name="files")
    format = models.CharField("format", max_length=10, choices=FileFormat.choices)
    path = models.CharField("fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille (octets)")

    privacy = Privacy(kept="id render format path sha256 size")

    class Meta:
        verbose_name = "fichier du bilan"
        verbose_name_plural = "fichiers du bilan"
        triggers = [FILE_NEVER_CHANGES]
        constraints = [models.UniqueConstraint(fields=["render", "format"], name="one_file_a_format")]

    def __str__(self):
        return f"{self.render_id} {self.format}"

    @property
    def filename(self) -> str:
        stem = self.render.filename.removesuffix(".pdf")
        return f"{stem}.{SUFFIXES.get(self.format, self.format)}"
