"""Who she is, and the facts about her, put right."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from centre.journal import record_read
from centre.models import User
from centre.refusals import Refused
from referrals.people import access
from referrals.people.models import Identity, Person

IDENTITY = ("first_name", "last_name", "phone", "email", "address", "birth_date", "contact")
FACTS = ("birth_year", "sex", "country", "languages", "departement", "situation")


def stamp(identity: Identity | None) -> str:
    """What the form carries: the very last writing of the identity that was read."""
    return identity.updated_at.isoformat() if identity else ""


@transaction.atomic
def rectify(person: Person, *, seen: str, by: User, at: datetime, **typed) -> list[str]:
    """Correct the identity and the facts; returns what changed, in French names. The journal keeps these names, no
    value. `seen`: the stamp of what was read."""
    person = access.rectified_by(by).select_for_update(of=("self",)).filter(pk=person.pk).first()
    if person is None:
        raise Refused("Cette orientation n’est plus ouverte\u00a0: appelez la coordination.")
    known = Identity.objects.select_for_update(of=("self",)).filter(person=person).first()
    if stamp(known) != seen:
        when = f" le {timezone.localtime(known.updated_at):%d/%m/%Y à %H h %M}" if known else ""
        raise Refused(
            f"Cette fiche a été modifiée entre-temps{when}. Votre saisie n’a pas été enregistrée\u202f;"
            " rechargez la page et comparez."
        )
    known = known or Identity(person=person)
    changed = _change(known, IDENTITY, typed) + _change(person, FACTS, typed)
    if not changed:
        return []
    known.save()
    person.save()
    record_read(person, by=by, at=at, why=f"rectification\u00a0: {', '.join(changed)}"[:200])
    return changed


def _change(record, names, typed: dict) -> list[str]:
    """Set what differs; the verbose names of it."""
    changed = []
    for name in names:
        if name in typed and getattr(record, name) != typed[name]:
            setattr(record, name, typed[name])
            changed.append(str(record._meta.get_field(name).verbose_name))
    return changed
