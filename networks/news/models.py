"""What the network is told: announcements to whom they concern, and who asked not to receive them."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.choices import Topic
from networks.life.models import Contact
from networks.models import codes


@journalled(exclude="body")
class Announcement(models.Model):
    """A mail to an audience: members who hold one of `roles`, in `departements` if any, and contacts who agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField("sujet", max_length=20, choices=Topic.choices)
    title = models.CharField("titre", max_length=120)
    body = models.TextField("texte", max_length=5000)
    roles = codes(20, "rôles")
    departements = codes(3, "départements")
    to_contacts = models.BooleanField("au fichier de contact", default=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_to = models.PositiveIntegerField("destinataires", null=True, blank=True)

    privacy = Privacy(
        kept="id topic title body roles departements to_contacts written_by written_at sent_at sent_by sent_to"
    )

    class Meta:
        verbose_name = "annonce"
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None, sent_to=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, sent_to__isnull=False),
                name="announcement_sent_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(title__regex=r"[\r\n]"), name="announcement_title_is_one_line"
            ),
        ]

    def __str__(self):
        return self.title


class AnnouncementLetter(models.Model):
    """A mail of a sent announcement that is still to be written; the row goes once it is: no list of readers stays."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="letters")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")

    privacy = Privacy(kept="id announcement user contact")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, contact__isnull=False) | Q(user__isnull=False, contact=None),
                name="letter_to_a_member_or_a_contact",
            ),
            models.UniqueConstraint(fields=["announcement", "user"], name="one_letter_a_member"),
            models.UniqueConstraint(fields=["announcement", "contact"], name="one_letter_a_contact"),
        ]

    def __str__(self):
        return f"{self.announcement_id}"


@journalled()
class AnnouncementRefusal(models.Model):
    """A member who unsubscribed. (A contact who does has `Contact.refused_on`.)"""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    since = models.DateField()

    privacy = Privacy(kept="id user since")

    def __str__(self):
        return f"{self.user_id}"
