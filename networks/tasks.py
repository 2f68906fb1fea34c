"""Where Celery finds the tasks of every room of the networks."""

from networks.directory.tasks import ask_verifications
from networks.joining.documents.tasks import remind_documents
from networks.joining.tasks import forget_applications
from networks.missions.tasks import lapse_offers
from networks.news.tasks import write_letters
from networks.pay.tasks import render_statement, resume_statements

__all__ = [
    "ask_verifications",
    "forget_applications",
    "lapse_offers",
    "remind_documents",
    "render_statement",
    "resume_statements",
    "write_letters",
]
