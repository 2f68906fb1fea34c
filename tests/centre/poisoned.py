"""As a Celery application: a worker that one cycle's sheet kills, as want of memory would."""

import os
import signal

from celery.signals import worker_process_init

from centre.celery import app

__all__ = ["app"]


@worker_process_init.connect
def poison(**_):
    from practice_groups.attendance import sheets

    soundly = sheets.printed

    def printed(context, *, identifier):
        if context["cycle"].group.title == "Poison":
            os.kill(os.getpid(), signal.SIGKILL)
        return soundly(context, identifier=identifier)

    sheets.printed = printed
