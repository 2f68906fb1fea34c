"""*Cellule d’écoute*: calls, where anonymity is the rule, the shifts that cover them, and the grid that orients."""

import uuid
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.months import hour_words
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.choices import Status
from referrals.choices import CallBackState, CallOutcome, OutcomeReason, Sex, ShiftState
from referrals.choices import Caller as CallerKind
from referrals.dispositifs.models import Dispositif
from referrals.models import Referral
from referrals.people.models import random_code


def caller_code() -> str:
    return random_code("A")


def call_reference() -> str:
    return random_code("AP")


def hours_words(starts: time, ends: time) -> str:
    return f"{hour_words(starts)}\u202f–\u202f{hour_words(ends)}"


def every_day() -> list[int]:
    return list(range(7))


@journalled()
class Grid(models.Model):
    """*Grille d’évaluation pour orientation*. A score from `psychologist_from` on says psychologue, from
    `emergency_from` on says urgences psychiatriques. A grid in use is not rewritten: a new one replaces it."""

    label = models.CharField("nom", max_length=120, unique=True)
    psychologist_from = models.PositiveSmallIntegerField("psychologue à partir de")
    emergency_from = models.PositiveSmallIntegerField("urgences psychiatriques à partir de")
    retired_on = models.DateField("remplacée le", null=True, blank=True)

    privacy = Privacy(kept="id label psychologist_from emergency_from retired_on")

    class Meta:
        verbose_name = "grille d’évaluation"
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(emergency_from__gt=F("psychologist_from")), name="an_emergency_scores_more"
            )
        ]

    def __str__(self):
        return self.label


@journalled()
class GridQuestion(models.Model):
    """One line of a grid, scored from 0 to `most`. `alarm`: any score above 0 is an emergency, whatever the total."""

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ordre")
    text = models.CharField("question", max_length=200)
    most = models.PositiveSmallIntegerField("note maximale", default=3)
    alarm = models.BooleanField("urgence dès le premier point", default=False)

    privacy = Privacy(kept="id grid position text most alarm")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "position"], name="one_question_a_place"),
            models.CheckConstraint(condition=Q(most__range=(1, 10)), name="a_question_scores_something"),
        ]

    def __str__(self):
        return self.text


@journalled()
class Hotline(models.Model):
    """What re-opens with one button: the numbers, the hours, the shape of a day, the grid. One per dispositif.

    `slots`: the shifts of a day as `[["09:00", "12:00"], …]`, between `starts` and `ends`. `days`: 0 is Monday.
    Open while its last opening is not closed; else it sleeps (« en dormance »), and its volunteers see no call.
    """

    dispositif = models.OneToOneField(Dispositif, models.PROTECT, related_name="hotline")
    phone = models.CharField("numéro d’appel", max_length=20, blank=True)
    starts = models.TimeField("ouvre à")
    ends = models.TimeField("ferme à")
    slots = models.JSONField("créneaux d’une journée", default=list)
    days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="jours de la semaine", default=every_day
    )
    holidays = models.BooleanField("jours fériés compris", default=True)
    call_back_days = models.PositiveSmallIntegerField("rappeler sous (jours)", default=3)
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(kept="id dispositif phone starts ends slots days holidays call_back_days grid version")

    class Meta:
        verbose_name = "cellule d’écoute"
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="a_hotline_opens_before_it_closes")
        ]

    def __str__(self):
        return str(self.dispositif)

    @property
    def hours(self) -> str:
        return hours_words(self.starts, self.ends)


@journalled(exclude="closing_note")
class HotlineOpening(models.Model):
    """From the day it opens to the day it goes back to sleep, with its closing figures (JSON, nameless)."""

    hotline = models.ForeignKey(Hotline, models.PROTECT, related_name="openings")
    opened_on = models.DateField("ouverte le")
    until = models.DateField("prévue jusqu’au", null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_on = models.DateField("fermée le", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closing_note = models.CharField("mot de fermeture", max_length=300, blank=True)
    figures = models.JSONField("chiffres de clôture", default=dict, blank=True)

    privacy = Privacy(
        identifying="closing_note", kept="id hotline opened_on until opened_by closed_on closed_by figures"
    )

    class Meta:
        verbose_name = "ouverture de la cellule"
        ordering = ["-opened_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["hotline"], condition=Q(closed_on=None), name="one_opening_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None)
                | Q(closed_on__gte=F("opened_on"), closed_by__isnull=False),
                name="a_closed_opening_says_who_and_when",
            ),
        ]

    def __str__(self):
        return f"ouverture du {self.opened_on}"


@journalled(exclude="first_name phone name_index")
class Caller(models.Model):
    """Somebody who may call again, under a random code: one caller, several calls. A name is never required."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=40, unique=True, default=caller_code)
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, related_name="+")
    first_name = EncryptedTextField("prénom", max_length=80, blank=True)
    phone = EncryptedTextField("téléphone", max_length=30, blank=True)
    name_index = models.BinaryField(default=bytes, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("connu depuis")

    privacy = Privacy(
        identifying="first_name phone name_index", kept="id code dispositif created_by created_at"
    )

    class Meta:
        verbose_name = "appelant"
        indexes = [models.Index(fields=["name_index"])]

    def __str__(self):
        return self.code


@journalled()
class Call(models.Model):
    """One call, not one caller. An empty `introducer` is a spontaneous call; no `caller`, an anonymous one.

    `call_backs`: how many reached somebody, None when nobody counted them. `score`: of its grid's answers.
    `sex`, `age`, `departement` and `language` are those of the person the call is about.
    """

    reference = models.CharField("référence", max_length=60, unique=True, default=call_reference)
    day = models.DateField("date")
    hour = models.TimeField("heure", null=True, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    caller = models.ForeignKey(Caller, models.PROTECT, null=True, blank=True, related_name="calls")
    caller_kind = models.CharField("qui appelle", max_length=15, choices=CallerKind.choices, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    age = models.PositiveSmallIntegerField("âge", null=True, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    language = models.CharField("langue", max_length=3, blank=True)
    introducer = models.CharField("adresseur", max_length=120, blank=True)
    problems = ArrayField(
        models.CharField(max_length=120), verbose_name="problématiques", default=list, blank=True
    )
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, blank=True, related_name="+")
    score = models.PositiveSmallIntegerField("score", null=True, blank=True)
    outcome = models.CharField("orientation", max_length=30, choices=CallOutcome.choices, blank=True)
    outcome_reason = models.CharField(
        "pourquoi pas celle de la grille", max_length=20, choices=OutcomeReason.choices, blank=True
    )
    call_backs = models.PositiveSmallIntegerField("rappels", null=True, blank=True)
    redirections = ArrayField(
        models.CharField(max_length=120), verbose_name="réorientations", default=list, blank=True
    )
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, blank=True, related_name="+")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    logged_at = models.DateTimeField("noté le", null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    privacy = Privacy(
        kept="id reference day hour duration dispositif caller caller_kind sex age departement language introducer "
        "problems grid score outcome outcome_reason call_backs redirections referral taken_by logged_at version "
        "idempotency_key",
    )

    class Meta:
        verbose_name = "appel"
        ordering = ["day", "reference"]
        indexes = [models.Index(fields=["day"]), models.Index(fields=["dispositif", "-day"])]
        constraints = [
            models.CheckConstraint(condition=Q(age=None) | Q(age__lte=120), name="call_age_is_plausible"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(grid__isnull=False), name="a_score_is_that_of_a_grid"
            ),
            models.CheckConstraint(
                condition=Q(outcome_reason="") | Q(score__isnull=False), name="only_a_grid_is_set_aside"
            ),
        ]

    def __str__(self):
        return self.reference


@journalled()
class CallAnswer(models.Model):
    """The score given to one question of the grid during a call. A trigger refuses more than the question's most."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="answers")
    question = models.ForeignKey(GridQuestion, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField("note")

    privacy = Privacy(kept="id call question score")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "question"], name="one_answer_a_question")]

    def __str__(self):
        return f"{self.question_id} : {self.score}"


@journalled(exclude="note")
class CallBack(models.Model):
    """Somebody is to be called back: by when, then by whom and whether she was reached."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="backs")
    due_on = models.DateField("à rappeler le")
    state = models.CharField("état", max_length=12, choices=CallBackState.choices, default=CallBackState.DUE)
    note = EncryptedTextField("remarque pratique", max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(identifying="note", kept="id call due_on state asked_by done_at done_by version")

    class Meta:
        verbose_name = "rappel"
        ordering = ["due_on"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state=CallBackState.DUE), name="call_backs_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CallBackState.DUE, done_at=None, done_by=None)
                | ~Q(state=CallBackState.DUE) & Q(done_at__isnull=False, done_by__isnull=False),
                name="a_call_back_done_says_by_whom",
            )
        ]

    def __str__(self):
        return f"rappel du {self.due_on}"


class ShiftQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state=ShiftState.PLANNED)

    def kept(self):
        """Somebody keeps them."""
        return self.planned().exclude(keeper="")


@journalled()
class Shift(models.Model):
    """Somebody keeps the line between two hours of a day. `idempotency_key` makes an import repeatable.

    `keeper` is the name or the pseudonym that planning shows; `user`, her account where she has one: the database
    refuses her two shifts at once (`keeper_in_one_place`). Nobody yet: no `keeper`, a gap to fill.
    """

    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    day = models.DateField("date")
    starts = models.TimeField("début")
    ends = models.TimeField("fin")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    keeper = models.CharField("intervenant", max_length=60, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    profession = models.CharField("profession", max_length=80, blank=True)
    status = models.CharField("statut", max_length=20, choices=Status.choices, blank=True)
    state = models.CharField("état", max_length=10, choices=ShiftState.choices, default=ShiftState.PLANNED)
    reminded_at = models.DateTimeField("rappel envoyé le", null=True, editable=False)

    objects = ShiftQuerySet.as_manager()
    privacy = Privacy(
        kept="id idempotency_key day starts ends dispositif keeper user profession status state reminded_at"
    )

    class Meta:
        verbose_name = "permanence"
        ordering = ["day", "starts"]
        indexes = [models.Index(fields=["day"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="shift_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(user=None) | ~Q(keeper=""), name="who_keeps_a_shift_is_shown"),
        ]

    def __str__(self):
        return f"{self.day} {self.starts}–{self.ends}"

    @property
    def is_free(self) -> bool:
        return self.state == ShiftState.PLANNED and not self.keeper

    @property
    def hours(self) -> str:
        """« 9 h – 12 h 30 »"""
        return hours_words(self.starts, self.ends)
