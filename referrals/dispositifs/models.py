"""Dispositifs: who may refer to each, where, with which team, under which rules, until when."""

from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.models import codes
from referrals.choices import DispositifKind


@journalled()
class Dispositif(models.Model):
    """C.A.P.E., équipe mobile, cellule d’écoute… and its rules.

    `intake_until`: no new orientation after that day; cases run to their end, until `closed_on`. `active`: False is
    « en dormance », it may be opened again. `departements`: its territory, none is the whole region.
    """

    label = models.CharField("nom", max_length=120, unique=True)
    kind = models.CharField(
        "sorte", max_length=10, choices=DispositifKind.choices, default=DispositifKind.CARE
    )
    description = models.CharField("en une phrase, pour les orienteurs", max_length=300, blank=True)
    departements = codes(3, "territoire")
    open_to_intake = models.BooleanField("accepte de nouvelles orientations", default=True)
    requires_review = models.BooleanField("rien n’est accepté sans concertation", default=True)
    known_referrers_only = models.BooleanField("orienteurs validés seulement", default=True)
    open_to_persons = models.BooleanField("ouvert à la personne ou à un proche", default=False)
    active = models.BooleanField("actif", default=True)
    intake_until = models.DateField("dernier jour d’accueil", null=True, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    closing_note = models.CharField("ce que lit l’orienteur à la fermeture", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        kept="id label kind description departements open_to_intake requires_review known_referrers_only "
        "open_to_persons active intake_until closed_on closing_note version"
    )

    class Meta:
        verbose_name = "dispositif"
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(open_to_persons=True, known_referrers_only=True),
                name="known_referrers_only_leaves_persons_out",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(intake_until__isnull=False, closed_on__gte=F("intake_until")),
                name="intake_stops_before_the_end",
            ),
        ]

    def __str__(self):
        return self.label


@journalled()
class TeamMember(models.Model):
    """Somebody of a dispositif's team: she reads the vignettes of its *concertations*, never a name by that alone."""

    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="team")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="personne")
    function = models.CharField("fonction", max_length=80, blank=True)
    coordinates = models.BooleanField("coordonne l’équipe", default=False)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    privacy = Privacy(kept="id dispositif user function coordinates since until")

    class Meta:
        verbose_name = "membre de l’équipe"
        ordering = ["-coordinates", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "user"], condition=Q(until=None), name="once_in_a_team"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="a_place_in_a_team_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.dispositif}"
