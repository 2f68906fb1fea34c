"""The documents of statements, made after they are issued."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from centre.tasks import enqueue


@shared_task
def render_statement(statement_id: str):
    from networks.pay.rendering import make_document

    make_document(statement_id)


@shared_task
def resume_statements():
    """Resume documents that no worker is making: the broker was down when they were issued, or a worker died."""
    from networks.pay.rendering import without_document

    with acting_as_system():
        late = list(without_document(timezone.now() - timedelta(minutes=1)))
    for statement_id in late:
        enqueue(render_statement, str(statement_id))
