"""Which placements somebody sees, and by which private link. Row-level security enforces the same."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from centre.context import acting_as_system
from centre.links import INVALID_LINK, fingerprint
from centre.models import User
from centre.refusals import Refused
from practice_groups.choices import (
    AnswersKind,
    DocumentKind,
    PlacementSessionState,
    PlacementState,
    SignatoryRole,
)
from practice_groups.models import (
    Placement,
    PlacementAnswers,
    PlacementDocument,
    PlacementSession,
    Signature,
    Wish,
)
from practice_groups.placements.stays.states import TO_FILL_IN

REMINDED_AFTER = timedelta(days=7)
ORDER = list(SignatoryRole.values)


def is_staff(user: User) -> bool:
    return "coordination" in user.codes


def placements():
    """Those that the actor may see (row-level security), without the documents that weigh.

    The wish is not joined: a host sees the placement, never the wish it came from.
    """
    return Placement.objects.defer("pdf").select_related("session", "host", "own")


def full_placements():
    """With what its page shows beside: `grid_at` and `evaluation_at`, unseen by a host, and the `handouts` printed."""
    answered = PlacementAnswers.objects.filter(placement=OuterRef("pk"))
    given = handouts(OuterRef("session")).filter(ready=True)
    return placements().annotate(
        grid_at=Subquery(answered.filter(kind=AnswersKind.GRID).values("written_at")),
        evaluation_at=Subquery(answered.filter(kind=AnswersKind.EVALUATION).values("written_at")),
        handouts=ArraySubquery(given.values(document=JSONObject(pk="pk", title="title"))),
    )


def is_trainee(user: User, placement: Placement) -> bool:
    return Wish.objects.filter(pk=placement.wish_id, user=user).exists()


def signatures_of(placement: Placement) -> list[Signature]:
    return in_order(placement.signatures.defer("scan"))


def in_order(found) -> list[Signature]:
    """The four parties in the order in which a convention names them."""
    return sorted(found, key=lambda one: ORDER.index(one.role))


def signatures():
    return Signature.objects.defer("scan").select_related(
        "placement__session", "placement__host", "placement__own"
    )


def parties_behind(token: str) -> tuple[Signature, list[Signature]]:
    """The signature behind a mailed link, and the four parties; otherwise always the same refusal.

    Nobody is logged in: the portal reads this convention alone for whoever holds the link.
    """
    wanted = fingerprint(token)
    together = in_order(signatures().filter(placement__signatures__token_hash=wanted))
    found = next((one for one in together if one.token_hash and bytes(one.token_hash) == wanted), None)
    if found is None or not _still_open(found.placement):
        raise Refused(INVALID_LINK)
    return found, together


def signature_of(token: str) -> Signature:
    return parties_behind(token)[0]


def _still_open(placement: Placement) -> bool:
    return placement.state not in (PlacementState.DRAFT, PlacementState.CANCELLED, PlacementState.RESTITUTED)


def notebook_of(token: str) -> Placement:
    """The placement whose grid and evaluation are behind this link; otherwise the same refusal."""
    with acting_as_system():
        found = (
            placements()
            .select_related("wish")
            .filter(notebook_hash=fingerprint(token), state__in=TO_FILL_IN)
            .first()
        )
    if found is None:
        raise Refused(INVALID_LINK)
    return found


def to_remind(at):
    """Signatures requested by mail a week ago or more, and not reminded since."""
    before = at - REMINDED_AFTER
    asked = Signature.objects.filter(
        placement__state=PlacementState.TO_SIGN, signed_at=None, asked_at__lte=before
    ).exclude(email="")
    return asked.exclude(reminded_at__gt=before)


def sessions():
    return PlacementSession.objects.exclude(state=PlacementSessionState.CANCELLED)


def documents():
    """What the actor may read of a session (row-level security), without the content. `ready`: it is printed."""
    return PlacementDocument.objects.defer("content").annotate(
        ready=ExpressionWrapper(~Q(content=b""), output_field=BooleanField())
    )


def handouts(session: PlacementSession):
    """What is handed out at the preparation."""
    return documents().filter(session=session).exclude(kind=DocumentKind.SUMMARY)


def summary_of(session: PlacementSession) -> PlacementDocument | None:
    """The summary last asked for, `ready` or not."""
    return documents().filter(session=session, kind=DocumentKind.SUMMARY).first()
