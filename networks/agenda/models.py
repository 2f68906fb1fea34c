"""Polls to find a date; rooms and their bookings."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.agenda import words
from networks.choices import BookingState, PollChoice
from networks.life.models import Activity, Contact
from networks.missions.models import Period
from networks.models import Structure


@journalled()
class DatePoll(models.Model):
    """Dates proposed for an activity; the coordination closes it by choosing one.

    `plans_activity`: whether the chosen date becomes a planned activity; False when the caller makes its own meeting
    of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("pour", max_length=300)
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="polls")
    plans_activity = models.BooleanField("prévoit une activité", default=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    answer_by = models.DateField("réponses attendues avant le", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    reminded_at = models.DateTimeField("dernier rappel", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    chosen = models.OneToOneField("PollDate", models.PROTECT, null=True, blank=True, related_name="+")

    privacy = Privacy(
        kept="id title activity plans_activity place answer_by created_by created_at reminded_at closed_at chosen"
    )

    class Meta:
        verbose_name = "sondage de dates"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chosen=None) | Q(closed_at__isnull=False), name="a_chosen_date_closes_the_poll"
            )
        ]

    def __str__(self):
        return self.title


class PollDate(models.Model):
    """One of the dates proposed."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")

    privacy = Privacy(kept="id poll starts_at ends_at")

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="a_date_is_proposed_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="date_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.starts_at}"

    @property
    def words(self) -> str:
        """« lundi 23 novembre 2026 de 14 h à 16 h »."""
        return words.whole(self.starts_at, self.ends_at)

    @property
    def short(self) -> str:
        """« 23/11 à 14 h »: the head of a column."""
        return f"{timezone.localtime(self.starts_at):%d/%m} à {words.hour(self.starts_at)}"


class PollInvitee(models.Model):
    """Somebody asked: a member (`user`), a contact, or a guest of this poll alone (`name`, `email` until it closes).

    `token_hash` is that of the link mailed to her.
    """

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="invitees")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField("nom", max_length=120, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    token_hash = models.BinaryField(unique=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(identifying="name email token_hash", kept="id poll user contact answered_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, contact__isnull=False, name="", email="")
                | Q(user__isnull=False, contact=None, name="", email="")
                | Q(user=None, contact=None) & ~Q(name=""),
                name="invitee_is_somebody",
            ),
            models.UniqueConstraint(fields=["poll", "user"], name="a_member_is_asked_once"),
            models.UniqueConstraint(fields=["poll", "contact"], name="a_contact_is_asked_once"),
            models.UniqueConstraint(
                "poll", Lower("email"), condition=~Q(email=""), name="an_address_is_asked_once"
            ),
        ]

    def __str__(self):
        return str(self.user or self.contact or self.name)


class PollAnswer(models.Model):
    """What somebody says of one date."""

    invitee = models.ForeignKey(PollInvitee, models.CASCADE, related_name="answers")
    date = models.ForeignKey(PollDate, models.CASCADE, related_name="answers")
    choice = models.CharField("réponse", max_length=10, choices=PollChoice.choices)

    privacy = Privacy(kept="id invitee date choice")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitee", "date"], name="one_answer_a_date")]

    def __str__(self):
        return self.choice


@journalled()
class Room(models.Model):
    """A room that the centre lends or borrows."""

    structure = models.ForeignKey(Structure, models.PROTECT, null=True, blank=True, related_name="rooms")
    name = models.CharField("nom", max_length=120)
    capacity = models.PositiveSmallIntegerField("places")
    accessible = models.BooleanField("accessible en fauteuil roulant", default=False)
    active = models.BooleanField("disponible au prêt", default=True)

    privacy = Privacy(kept="id structure name capacity accessible active")

    class Meta:
        verbose_name = "salle"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "name"], name="one_room_a_name"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="a_room_has_seats"),
        ]

    def __str__(self):
        return self.name

    @property
    def next_words(self) -> str:
        """When the room is next used, for a room read by `rooms_at`: « lundi 23 novembre 2026 de 14 h à 16 h », or
        ""."""
        return words.whole(self.next_starts, self.next_ends).capitalize() if self.next_starts else ""


@journalled(exclude="purpose")
class RoomBooking(models.Model):
    """A loan of a room: two confirmed ones never overlap, nor hold more people than seats (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    purpose = models.CharField("objet", max_length=200)
    heads = models.PositiveSmallIntegerField("personnes attendues", null=True, blank=True)
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, blank=True, related_name="+")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="bookings")
    state = models.CharField(
        "état", max_length=10, choices=BookingState.choices, default=BookingState.CONFIRMED
    )
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = Privacy(
        identifying="purpose", kept="id room starts_at ends_at heads structure activity state booked_by"
    )

    class Meta:
        verbose_name = "réservation de salle"
        ordering = ["starts_at"]
        constraints = [
            ExclusionConstraint(
                name="room_in_one_use",
                expressions=[
                    (F("room"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=BookingState.CONFIRMED),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.room} {self.starts_at}"

    @property
    def words(self) -> str:
        """« lundi 23 novembre 2026 de 14 h à 16 h »."""
        return words.whole(self.starts_at, self.ends_at)

    @property
    def span(self) -> str:
        """« de 14 h à 16 h »."""
        return words.span(self.starts_at, self.ends_at)
