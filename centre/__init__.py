"""The ground floor. Celery is loaded with it: a shell or a command that hands a task over knows our broker."""

from centre.celery import app as celery_app

__all__ = ["celery_app"]
