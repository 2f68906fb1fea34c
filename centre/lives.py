"""Every task has three lives. What stops its worker (want of memory, a library that kills its process) would be handed
over again without end, and would stop every worker one after the other.

A life is spent before the work, in a transaction of its own, and given back when the work ends well. After three, the
task is stopped and the administration told: the page that waits for it says so, and has a button to try again. The
clock's own tasks (nothing to make, no page) rest for an hour instead, then get one life more.
"""

import logging
from datetime import datetime, timedelta

from celery import Task
from django.core import signing
from django.db import OperationalError, transaction
from django.utils import timezone

from centre.context import acting_as_system

log = logging.getLogger(__name__)
MOST = 3
REST = timedelta(hours=1)
SALT = "centre.lives"
GOOD_FOR = timedelta(hours=12)  # a button, as long as a session


class BoundedTask(Task):
    """What every task of the portal is. `own_lives`: it counts and ends by itself, and its row says so. `rests`: it
    is asked for again without anybody's button."""

    abstract = True
    own_lives = False
    rests = False

    def __call__(self, *args, **kwargs):
        if self.own_lives:
            return self.run(*args, **kwargs)
        subject = str(args[0]) if args else ""
        rests = self.rests or not subject
        if not take(self.name, subject, rests=rests, at=timezone.now()):
            log.error("%s %s: stopped, not begun", self.name, subject)
            return None
        try:
            result = self.run(*args, **kwargs)
        except OperationalError:  # the database went away: nothing to do with this work
            forget(self.name, subject)
            raise
        except Exception:
            if rests:
                forget(self.name, subject)
            raise
        forget(self.name, subject)
        return result


def take(task: str, subject: str, *, rests: bool, at: datetime) -> bool:
    """Spend a life; False when none is left."""
    from centre.models import TaskLife

    with acting_as_system():
        # Begun by two workers at once, it spends two: whichever ends well gives both back.
        life, _ = TaskLife.objects.select_for_update().get_or_create(
            task=task, subject=subject, defaults={"last_at": at}
        )
        if life.spent >= MOST and not (rests and life.last_at <= at - REST):
            if life.stopped_at is None:
                life.stopped_at = at
                life.save(update_fields=["stopped_at"])
                tell(task, subject)
            return False
        life.spent, life.last_at = min(life.spent + 1, MOST), at
        life.save(update_fields=["spent", "last_at"])
        return True


def forget(task: str, subject: str) -> None:
    """All its lives are its own again."""
    from centre.models import TaskLife

    with acting_as_system():
        TaskLife.objects.filter(task=task, subject=subject).delete()


def tell(task: str, subject: str) -> None:
    """The administration, once a stop."""
    from centre.mail import post
    from centre.models import User

    log.error("%s %s: stopped after %s attempts", task, subject, MOST)
    for administrator in User.objects.holding("administration").order_by("pk"):
        post(administrator, "task_stopped", task=task, subject=subject, most=MOST)


def stopped_of(task: str) -> set[str]:
    """Of which subjects the task is stopped: few, since each is told to the administration."""
    from centre.models import TaskLife

    return set(TaskLife.objects.filter(task=task, stopped_at__isnull=False).values_list("subject", flat=True))


def button(task: str, subject, *, user) -> str:
    """What the page gives its reader so that she may try again: her, this work, and nothing else."""
    return signing.dumps([task, str(subject), user.pk], salt=SALT)


def try_again(token: str, *, by) -> bool:
    """Three more lives; False for a button that is not hers, or too old."""
    from centre.celery import app
    from centre.tasks import enqueue

    try:
        task, subject, reader = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    if reader != by.pk or task not in app.tasks:
        return False
    forget(task, subject)
    transaction.on_commit(lambda: enqueue(app.tasks[task], subject))
    return True
