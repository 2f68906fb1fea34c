"""Working groups and *grandes réunions cliniques*: members, agenda, two situations per meeting, minutes to all."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.models import DatePoll, Structure
from practice_groups.choices import ItemState, Presence, Theme
from practice_groups.models import Group, Meeting

POINT_TONES: dict[str, str] = {ItemState.OPEN: "neutral", ItemState.DONE: "good", ItemState.LATER: "warning"}


@journalled(exclude="name email")
class GroupMember(models.Model):
    """Somebody of a working group, with an account or not."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("nom", max_length=120, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    function = models.CharField("fonction", max_length=80, blank=True)
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    privacy = Privacy(identifying="name email", kept="id group user function structure since until")

    class Meta:
        verbose_name = "membre"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(until=None, user__isnull=False),
                name="one_place_in_a_group",
            ),
            models.UniqueConstraint(
                "group",
                Lower("email"),
                condition=Q(until=None) & ~Q(email=""),
                name="one_address_in_a_group",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""), name="a_member_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_began"
            ),
        ]

    def __str__(self):
        return str(self.user) if self.user_id else self.name

    @property
    def address(self) -> str:
        """Where she is written to; nothing when she cannot be."""
        if self.user_id:
            return "" if self.user.has_ended else self.user.email
        return self.email


@journalled(exclude="title decision")
class AgendaPoint(models.Model):
    """A point of the agenda, or a clinical situation: of that one, a theme alone is kept (`theme`, no title).

    A point put off stays where it was; the meeting that takes it up has a point of its own, `carried_from` it: once.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("point", max_length=200, blank=True)
    situation = models.BooleanField("situation clinique", default=False)
    theme = models.CharField("thème", max_length=20, choices=Theme.choices, blank=True)
    brought_by = models.ForeignKey(GroupMember, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("état", max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    decision = models.CharField("décision", max_length=300, blank=True)
    carried_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to", verbose_name="reporté de"
    )

    privacy = Privacy(
        identifying="title decision",
        kept="id meeting position situation theme brought_by state carried_from",
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_point_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(situation=False) & ~Q(title="") | Q(situation=True, title="", decision=""),
                name="no_text_of_a_situation",
            ),
        ]

    def __str__(self):
        return self.title or "situation"

    @property
    def state_tone(self) -> str:
        return POINT_TONES[self.state]


@journalled()
class MemberPresence(models.Model):
    """Whether a member came to a meeting of her group."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="presences")
    state = models.CharField("présence", max_length=10, choices=Presence.choices)

    privacy = Privacy(kept="id meeting member state")

    class Meta:
        verbose_name = "présence d’un membre"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_presence_a_member"),
        ]

    def __str__(self):
        return f"{self.member_id} {self.state}"


class MinutesLink(models.Model):
    """The private address where a member without account reads the minutes of one meeting, until it expires."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_links")
    member = models.ForeignKey(GroupMember, models.CASCADE, related_name="minutes_links")
    token_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField("valable jusqu’au")

    privacy = Privacy(identifying="token_hash", kept="id meeting member expires_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_minutes_link_a_member"),
        ]

    def __str__(self):
        return f"lien {self.pk}"


@journalled()
class GroupPoll(models.Model):
    """A poll of dates sent to the members of a group, and the meeting that its chosen date became."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="polls")
    poll = models.OneToOneField(DatePoll, models.CASCADE, related_name="+")
    meeting = models.OneToOneField(Meeting, models.SET_NULL, null=True, blank=True, related_name="polled")

    privacy = Privacy(kept="id group poll meeting")

    class Meta:
        verbose_name = "sondage d’un groupe"

    def __str__(self):
        return f"sondage {self.pk}"
