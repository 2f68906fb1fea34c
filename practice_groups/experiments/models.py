"""*Expérimentations*: something tried in one place for a time, evaluated, then handed over or stopped."""

from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.privacy import Privacy
from practice_groups.experiments.states import MOVES, TONES, Conclusion, State

_EVALUATED = Q(evaluated_on__isnull=False)
_TRANSFERRED = Q(transferred_on__isnull=False)
_STOPPED = Q(stopped_on__isnull=False)


@journalled()
class Experiment(models.Model):
    """It is about a way of working, never about a person. Once transferred or stopped it does not change any more."""

    title = models.CharField("titre", max_length=120)
    structure = models.ForeignKey(
        "networks.Structure", models.PROTECT, related_name="+", verbose_name="structure"
    )
    tried = models.CharField("ce qui est essayé", max_length=500)
    expected = models.CharField("ce qui en est attendu", max_length=500)
    started_on = models.DateField("commencée le")
    planned_until = models.DateField("fin prévue le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.TEST)
    evaluated_on = models.DateField("évaluée le", null=True, blank=True)
    seen = models.CharField("ce qui a été constaté", max_length=1000, blank=True)
    conclusion = models.CharField("conclusion", max_length=10, choices=Conclusion.choices, blank=True)
    transferred_on = models.DateField("transférée le", null=True, blank=True)
    transferred_to = models.ForeignKey(
        "networks.Structure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="reprise par",
    )
    conditions = models.CharField("conditions de la reprise", max_length=500, blank=True)
    stopped_on = models.DateField("arrêtée le", null=True, blank=True)
    reason = models.CharField("pourquoi elle s’arrête", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        kept="id title structure tried expected started_on planned_until state evaluated_on seen conclusion "
        "transferred_on transferred_to conditions stopped_on reason version"
    )

    class Meta:
        verbose_name = "expérimentation"
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure"], condition=Q(state=State.TEST), name="one_experiment_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(tried="") & ~Q(expected=""),
                name="an_experiment_says_what_is_tried",
            ),
            models.CheckConstraint(
                condition=Q(planned_until=None) | Q(planned_until__gte=F("started_on")),
                name="an_experiment_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(state=State.TEST) & ~_EVALUATED & ~_TRANSFERRED & ~_STOPPED
                | Q(state=State.EVALUATED) & _EVALUATED & ~_TRANSFERRED & ~_STOPPED
                | Q(state=State.TRANSFERRED) & _EVALUATED & _TRANSFERRED & ~_STOPPED
                | Q(state=State.STOPPED) & ~_TRANSFERRED & _STOPPED,
                name="an_experiment_state_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(evaluated_on=None, seen="", conclusion="")
                | _EVALUATED
                & Q(evaluated_on__gte=F("started_on"))
                & ~Q(seen="")
                & Q(conclusion__in=Conclusion.values),
                name="an_evaluation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(transferred_on=None, transferred_to=None, conditions="")
                | _EVALUATED
                & _TRANSFERRED
                & Q(transferred_on__gte=F("evaluated_on"), transferred_to__isnull=False)
                & ~Q(conditions="")
                & ~Q(conclusion=Conclusion.STOP),
                name="a_transfer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None, reason="")
                | _STOPPED
                & Q(stopped_on__gte=F("started_on"))
                & ~Q(reason="")
                & (~_EVALUATED | Q(stopped_on__gte=F("evaluated_on"))),
                name="a_stop_has_its_reason",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_over(self) -> bool:
        return not MOVES[self.state]
