"""Working groups and *grandes réunions cliniques*: members, agenda, two situations a meeting, minutes to all."""

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.models import Structure
from practice_groups.choices import ItemState, Theme
from practice_groups.models import Group, Meeting


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
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""), name="a_member_is_somebody"
            ),
        ]

    def __str__(self):
        return self.name or str(self.user)


@journalled(exclude="title decision")
class AgendaPoint(models.Model):
    """A point of the agenda, or a clinical situation: of that one, a theme alone is kept (`theme`, no title)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("point", max_length=200, blank=True)
    situation = models.BooleanField("situation clinique", default=False)
    theme = models.CharField("thème", max_length=20, choices=Theme.choices, blank=True)
    brought_by = models.ForeignKey(GroupMember, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("état", max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    decision = models.CharField("décision", max_length=300, blank=True)

    privacy = Privacy(
        identifying="title decision", kept="id meeting position situation theme brought_by state"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_point_a_place"),
            models.CheckConstraint(
                condition=Q(situation=False) & ~Q(title="") | Q(situation=True, title="", decision=""),
                name="no_text_of_a_situation",
            ),
        ]

    def __str__(self):
        return self.title or "situation"
