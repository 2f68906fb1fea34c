"""Every write about charters: a new text, an acceptance."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.choices import Network
from networks.joining.charters import access
from networks.joining.models import Charter, CharterAcceptance


@transaction.atomic
def write_charter(*, network: str, title: str, text: str, version: int, by: User, at: datetime) -> Charter:
    """A new version, in force today. `version` is that of the text it was written from (0: none)."""
    today = timezone.localdate(at)
    last = Charter.objects.filter(network=network).order_by("-version").first()
    if last and (last.title, last.text) == (title, text):
        return last  # sent twice, or nothing changed: nobody signs again for that
    if version != (last.version if last else 0):
        raise _told(last)
    try:
        with transaction.atomic():
            return Charter.objects.create(
                network=network, version=version + 1, title=title, text=text, since=today, written_by=by
            )
    except IntegrityError as error:
        if "one_text_a_version" not in str(error):
            raise
        raise _told(Charter.objects.filter(network=network).order_by("-version").first()) from error


def _told(last: Charter) -> Refused:
    author = last.written_by.display_name if last.written_by else "quelqu’un"
    return Refused(
        f"Charte modifiée par {author} : la version {last.version} est en vigueur. "
        "Vos saisies sont conservées : comparez avant d’enregistrer."
    )


@transaction.atomic
def accept_charter(charter: Charter, *, by: User, at: datetime) -> CharterAcceptance:
    """Accept the text in force of one of her networks; the first date stays."""
    if charter.network not in by.codes:
        raise Refused(f"Cette charte est celle d’un autre réseau : « {Network(charter.network).label} ».")
    if access.in_force(timezone.localdate(at))[charter.network] != charter:
        raise Refused("Une nouvelle version de cette charte vient de paraître : relisez-la avant d’accepter.")
    return CharterAcceptance.objects.get_or_create(charter=charter, user=by, defaults={"accepted_at": at})[0]
