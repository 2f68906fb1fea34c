"""The ground floor. Celery is loaded with it, so that whatever hands a task over (a shell, a command) knows our broker."""

from centre.celery import app as celery_app

__all__ = ["celery_app"]
