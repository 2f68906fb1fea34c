"""The journal: every write, and every reading of a named file.

Writes are recorded by database triggers (django-pghistory) into one event table per model; readings by
`record_read`, in the request's own transaction: no journal, no page. At commit, a deferred trigger seals each
record into one SHA-256 chain (`centre_seal`), so the chain's lock is held for the commit alone.
The application may insert records; it can neither change nor delete them, and only the trigger writes seals.
"""

from datetime import datetime

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from centre.models_journal import SEAL, Reading, WriteEvent


def journalled(*, exclude: str = ""):
    """Class decorator: record every insert, update and delete of the model.

    `exclude` names the columns that must never be copied (encrypted ones, and free text).
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=exclude.split(),
        obj_field=None,
        context_field=None,
        context_id_field=None,
        append_only=True,
        base_model=WriteEvent,
        meta={"triggers": [SEAL]},
    )


def last_write(record) -> tuple[models.Model | None, datetime] | None:
    """The account that last wrote this row of a journalled model, and when, in the centre's time zone.

    None where row-level security hides the row's history from the actor.
    """
    history = apps.get_model(record._meta.app_label, f"{record._meta.model_name}writeevent").objects
    last = history.filter(id=record.pk).order_by("-pgh_created_at", "-pgh_id").first()
    if last is None:
        return None
    author = get_user_model().objects.filter(pk=last.actor_id).first()
    return author, timezone.localtime(last.pgh_created_at)


def record_read(subject, *, by, at, why: str = "consultation") -> None:
    """Write down that `by` opened the named file `subject`, before anything of it is shown."""
    record_reads([subject], by=by, at=at, why=why)


def record_reads(subjects, *, by, at, why: str) -> None:
    """The same for several files shown together: one record each, one statement."""
    Reading.objects.bulk_create(
        Reading(actor_id=by.pk, at=at, what=subject._meta.label_lower, object_id=str(subject.pk), why=why)
        for subject in subjects
    )
