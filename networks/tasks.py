"""Where Celery finds the tasks of every room of the networks."""

from networks.directory.tasks import ask_verifications
from networks.joining.documents.tasks import remind_documents
from networks.missions.tasks import lapse_offers
from networks.news.tasks import write_letters

__all__ = ["ask_verifications", "lapse_offers", "remind_documents", "write_letters"]
