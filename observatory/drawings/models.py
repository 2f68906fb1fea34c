"""Charts and maps, drawn once by the worker, shown by pages and PDFs."""

from django.db import models

from centre.privacy import Privacy
from observatory.states import Mode


class Drawing(models.Model):
    """An SVG named by the fingerprint of its whole specification, figures included."""

    fingerprint = models.CharField("empreinte", max_length=64, primary_key=True)
    mode = models.CharField("forme", max_length=10, choices=Mode.choices)
    spec = models.JSONField("dessin demandé")
    svg = models.TextField("dessin", blank=True)
    asked_at = models.DateTimeField("demandé le")
    drawn_at = models.DateTimeField("dessiné le", null=True)
    error = models.CharField("erreur", max_length=300, blank=True)

    privacy = Privacy(kept="fingerprint mode spec svg asked_at drawn_at error")

    class Meta:
        verbose_name = "dessin"

    def __str__(self):
        return self.fingerprint
