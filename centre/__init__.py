"""The ground floor. Importing it also configures Celery, so that a shell or a command sends its tasks to our broker."""

from centre.celery import app as celery_app

__all__ = ["celery_app"]
