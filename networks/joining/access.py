"""Who sees which candidature: the coordination, and whoever holds the link mailed to her."""

from datetime import datetime

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When

from centre.journal import last_write
from centre.links import fingerprint
from centre.models import User
from networks.choices import Network
from networks.joining.models import DECIDED, Application
from networks.joining.states import LATE_AFTER, LINK_LIFE, LIVING
from networks.models import Interpreter, Professional, Therapist

SHEETS: dict[str, type[Professional]] = {Network.THERAPISTS: Therapist, Network.INTERPRETERS: Interpreter}
_IN_ORDER = Case(
    When(state__in=LIVING, then=Value(0)), When(state__in=DECIDED, then=Value(1)), default=Value(2)
)


def applications():
    """Those to decide first; the oldest first."""
    return Application.objects.order_by(_IN_ORDER, "received_at", "pk")


def to_treat(at: datetime) -> dict:
    """How many candidatures wait, how many are late, and when the oldest was received: one statement."""
    return Application.objects.living().aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(received_at__lt=at - LATE_AFTER), output_field=IntegerField()),
        oldest=Min("received_at"),
    )


def of_link(token: str, *, at: datetime) -> Application | None:
    """The candidature that a mailed link opens. Once decided, its page lives for `LINK_LIFE`."""
    return (
        Application.objects.filter(token_hash=fingerprint(token))
        .exclude(decided_at__lt=at - LINK_LIFE)
        .select_related("invitation")
        .first()
    )


def account_of(application: Application) -> User | None:
    return User.objects.filter(email__iexact=application.email).first()


def sheet_of(application: Application) -> Professional | None:
    """The professional's sheet that this candidature opened, if its network has sheets."""
    model = SHEETS.get(application.network)
    if model is None:
        return None
    wanted = Q(user__email__iexact=application.email)
    if application.invitation_id:
        wanted |= Q(invitation=application.invitation_id)
    return model.objects.filter(wanted).first()


def last_move(application: Application) -> tuple[str, datetime] | None:
    """Name of the author of the last change, and when; None if the actor may not read the journal."""
    found = last_write(application)
    if found is None:
        return None
    author, moment = found
    return (author.display_name if author else "quelqu’un"), moment
