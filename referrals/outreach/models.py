"""*Équipe mobile*: a host structure asks for a visit; talks, *groupes de parole*, the needs found."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import language_name
from centre.vault import EncryptedTextField
from networks.missions.models import Period
from networks.models import Activity, Mission, Structure, codes
from referrals.choices import AgeBand, Sex, Situation, TalkOutcome, VisitKind, VisitState
from referrals.dispositifs.models import Dispositif
from referrals.models import Referral
from referrals.outreach.states import OPEN, TONES


@journalled(exclude="request place note cancel_reason")
class Visit(models.Model):
    """*Permanence* on site. Asked for with words of its own (`wished`, imprecise), then planned at an hour.

    `keeper` (and `second`) go there: the database refuses each of them two visits at once. `heads`: met in all, None
    when nobody counted. `activity`: the row of the network's life that the bilan counts, made when it is held.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, blank=True, related_name="+")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name="lieu d’accueil")
    kinds = codes(20, "ce qui est demandé")
    asked_on = models.DateField("demandée le")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    wished = models.CharField("quand", max_length=120, blank=True)
    request = EncryptedTextField("demande", max_length=300, blank=True)
    languages = codes(3, "langues attendues")
    state = models.CharField("état", max_length=10, choices=VisitState.choices, default=VisitState.ASKED)
    starts_at = models.DateTimeField("début", null=True, blank=True)
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    keeper = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tenue par"
    )
    second = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avec"
    )
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, blank=True, related_name="+")
    series = models.UUIDField("série", null=True, blank=True, editable=False)
    heads = models.PositiveSmallIntegerField("personnes rencontrées", null=True, blank=True)
    needs = codes(20, "besoins repérés")
    note = EncryptedTextField("remarque pratique", max_length=200, blank=True)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField("motif", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    privacy = Privacy(
        identifying="request place note cancel_reason",
        kept="id dispositif structure kinds asked_on asked_by wished languages state starts_at ends_at keeper second "
        "mission series heads needs activity version idempotency_key",
    )

    class Meta:
        verbose_name = "permanence sur site"
        ordering = ["starts_at", "asked_on"]
        indexes = [
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["structure", "-asked_on"]),
        ]
        constraints = [
            ExclusionConstraint(
                name="visitor_in_one_place",
                expressions=[
                    (F("keeper"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[VisitState.PLANNED, VisitState.HELD]),
            ),
            ExclusionConstraint(
                name="second_in_one_place",
                expressions=[
                    (F("second"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[VisitState.PLANNED, VisitState.HELD]),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[VisitState.PLANNED, VisitState.HELD])
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at"), keeper__isnull=False),
                name="a_planned_visit_has_an_hour_and_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[VisitState.CANCELLED, VisitState.DECLINED]) | ~Q(cancel_reason=""),
                name="a_visit_that_is_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("keeper")), name="two_visitors_are_two_people"
            ),
        ]

    def __str__(self):
        return f"permanence {self.structure}"

    @property
    def kind_names(self) -> list[str]:
        return [kind.label for kind in VisitKind if kind.value in self.kinds]

    @property
    def language_names(self) -> list[str]:
        return [language_name(code) for code in self.languages]

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@journalled()
class Talk(models.Model):
    """*Entretien individuel* during a visit: counted, never named. A person referred has a file of her own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="talks")
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    age_band = models.CharField("âge", max_length=10, choices=AgeBand.choices, blank=True)
    situation = models.CharField("statut administratif", max_length=30, choices=Situation.choices, blank=True)
    language = models.CharField("langue", max_length=3, blank=True)
    interpreted = models.BooleanField("avec interprète", default=False)
    needs = codes(20, "besoins repérés")
    outcome = models.CharField(
        "suite", max_length=20, choices=TalkOutcome.choices, default=TalkOutcome.LISTENED
    )
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, blank=True, related_name="+")
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("noté le")
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    privacy = Privacy(
        kept="id visit duration sex age_band situation language interpreted needs outcome referral noted_by noted_at "
        "idempotency_key"
    )

    class Meta:
        verbose_name = "entretien"
        ordering = ["noted_at"]

    def __str__(self):
        return f"entretien {self.visit_id}"

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""


@journalled()
class TalkingGroup(models.Model):
    """*Groupe de parole* during a visit: bare head counts. None was not counted, 0 is nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="groups")
    theme = models.CharField("thème", max_length=80, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    language = models.CharField("langue", max_length=3, blank=True)
    women = models.PositiveSmallIntegerField("femmes", null=True, blank=True)
    men = models.PositiveSmallIntegerField("hommes", null=True, blank=True)
    minors = models.PositiveSmallIntegerField("dont mineurs", null=True, blank=True)
    heads = models.PositiveSmallIntegerField("personnes en tout", null=True, blank=True)
    professionals = models.PositiveSmallIntegerField("professionnels", null=True, blank=True)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="+")
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("noté le")
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    privacy = Privacy(
        kept="id visit theme duration language women men minors heads professionals activity noted_by noted_at "
        "idempotency_key"
    )

    class Meta:
        verbose_name = "groupe de parole"
        ordering = ["noted_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(heads=None) | Q(women=None) | Q(men=None) | Q(heads__gte=F("women") + F("men")),
                name="heads_are_at_least_the_women_and_the_men",
            ),
            models.CheckConstraint(
                condition=Q(minors=None) | Q(heads=None) | Q(minors__lte=F("heads")),
                name="minors_are_among_heads",
            ),
        ]

    def __str__(self):
        return f"groupe de parole {self.visit_id}"
