"""The journal's own tables. No foreign key: erasing a person is never blocked by her traces."""

import uuid

import pghistory.models
import pgtrigger
from django.db import models
from django.db.models.functions import Now

from centre.privacy import Privacy

SEAL = pgtrigger.Trigger(
    name="seal",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    # UTC: the text of a timestamp inside the digest must not depend on the session that wrote it.
    func="""
        PERFORM set_config('TimeZone', 'UTC', true);
        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));
        RETURN NULL;
    """,
)
APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class JournalActor(models.Func):
    """SQL: the acting user's id, or an error when nobody is named."""

    function = "journal_actor"
    template = "%(function)s()"
    output_field = models.BigIntegerField()


class WriteEvent(pghistory.models.Event):
    """What each event table has besides the columns of its model."""

    actor_id = models.BigIntegerField(db_default=JournalActor())

    class Meta:
        abstract = True


class Reading(models.Model):
    """Somebody opened a named file. `object_id` is a random id, never a name."""

    pgh_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor_id = models.BigIntegerField()  # row security refuses any but the actor's own
    at = models.DateTimeField()
    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    why = models.CharField(max_length=200)

    privacy = Privacy(kept="pgh_id actor_id at what object_id why")

    class Meta:
        app_label = "centre"
        indexes = [models.Index(fields=["object_id", "at"])]
        triggers = [APPEND_ONLY, SEAL]

    def __str__(self):
        return f"{self.what} {self.object_id}"


class Seal(models.Model):
    """One link of the chain. Written by the trigger alone; `digest` is that of the record it seals."""

    seq = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=80)
    source_id = models.CharField(max_length=40)
    digest = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    privacy = Privacy(kept="seq source source_id digest previous hash sealed_at")

    class Meta:
        app_label = "centre"
        indexes = [models.Index(fields=["source", "source_id"])]
        triggers = [APPEND_ONLY]

    def __str__(self):
        return f"{self.seq} {self.source}"
