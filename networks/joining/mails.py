"""What is written to whoever asked to join. No mail repeats what a stranger typed, nor says what was asked."""

from centre.mail import post
from centre.models import User
from networks.joining.models import Application


def received(application: Application, *, token: str) -> None:
    post(application.email, "application_received", token=token)


def asked(application: Application, *, token: str) -> None:
    post(application.email, "application_asked", token=token)


def answered(application: Application, *, token: str) -> None:
    post(application.email, "application_answered", token=token)


def welcomed(account: User) -> None:
    """She had an account already: no invitation to follow."""
    post(account, "application_welcome")


def completed(application: Application, *, coordinators) -> None:
    """The answer to a question came in: whoever decides is told."""
    for coordinator in coordinators:
        post(coordinator, "application_completed", pk=application.pk)
