"""The worker's part of an import, and its clock."""

from celery import shared_task
from django.utils import timezone


@shared_task(own_lives=True)
def work_import(run_id: str):
    from centre.imports.worker import work

    work(run_id)


@shared_task
def resume_imports():
    """Find imports that nobody works at: the broker was away when they were asked for, or their worker died."""
    from centre.context import acting_as_system
    from centre.imports.worker import waiting
    from centre.tasks import enqueue

    with acting_as_system():
        ids = list(waiting(timezone.now()).values_list("pk", flat=True))
    for run_id in ids:
        enqueue(work_import, str(run_id))


@shared_task
def forget_imports():
    """Each day: what was sent a week ago and never confirmed is erased. One transaction each."""
    from centre.context import acting_as_system
    from centre.imports import access, actions
    from centre.refusals import Refused

    now = timezone.now()
    with acting_as_system():
        late = list(access.to_forget(now))
    for run in late:
        try:
            with acting_as_system():
                actions.forget(run, at=now)
        except Refused:  # a worker is at it: tomorrow
            continue
