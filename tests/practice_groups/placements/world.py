"""A session of crossed placements, its structures and its people. Everybody is invented."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from centre.context import acting_as_system
from centre.links import fingerprint, new_token
from centre.models import OutgoingMail, User
from networks.models import Membership, Structure
from practice_groups.choices import SignatoryRole
from practice_groups.models import Pair, Placement, PlacementSession, Signature, Wish
from practice_groups.placements.stays.actions import conventions, days, immersions, signatures
from tests.people import make_user

NOW = datetime(2022, 9, 1, 10, 0, tzinfo=UTC)
FACTS = {"intended_days": 2, "hours_a_day": Decimal(7), "tutor": "Solène Aubrac"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def structure(name: str) -> Structure:
    with acting_as_system():
        return Structure.objects.create(name=name, sector="social", email="accueil@structure.example")


def host_of(where: Structure, name: str) -> User:
    """Somebody who receives placements in this structure."""
    user = make_user(name, "accueil")
    with acting_as_system():
        Membership.objects.create(user=user, structure=where, validated_on="2022-01-01")
    return user


def session_of_2022(by: User, **facts) -> PlacementSession:
    with acting_as_system():
        return PlacementSession.objects.create(
            **{
                "title": "Stages croisés, automne 2022",
                "starts_on": date(2022, 9, 8),
                "ends_on": date(2022, 11, 8),
                "preparation_on": date(2022, 9, 8),
                "restitution_on": date(2022, 11, 8),
                "wishes_until": date(2022, 8, 31),
                "state": "en_cours",
                "made_by": by,
            }
            | facts
        )


def wish(session, own, name, *, user=None) -> Wish:
    email = user.email if user else f"{name.split()[0].lower()}@structure.example"
    with acting_as_system():
        return Wish.objects.create(
            session=session,
            structure=own,
            trainee=name,
            email=email,
            user=user,
            profession="Psychologue",
            sector="sante_mentale",
            days=2,
            asked_at=NOW,
        )


def draft(session, own, host, name="Nadège Fournil", *, user=None, pair=None) -> Placement:
    """A placement that waits for its convention."""
    wished = wish(session, own, name, user=user)
    with acting_as_system():
        return Placement.objects.create(session=session, wish=wished, host=host, own=own, pair=pair)


def crossed(session, one, other) -> list[Placement]:
    """The two placements of a pair: each a structure and a name."""
    with acting_as_system():
        wishes = [wish(session, *one), wish(session, *other)]
        pair = Pair.objects.create(session=session, first=wishes[0], second=wishes[1], confirmed_at=NOW)
        return [
            Placement.objects.create(session=session, pair=pair, wish=mine, own=own, host=host)
            for mine, own, host in ((wishes[0], one[0], other[0]), (wishes[1], other[0], one[0]))
        ]


def parties(name="Nadège Fournil") -> dict:
    """Who signs, by role."""
    names = dict(zip(SignatoryRole.values, (name, "Rémi Castel", "Odile Brassac", "Alice"), strict=True))
    return {
        role: {"name": who, "function": "Direction", "email": f"{role}@signe.example"}
        for role, who in names.items()
    }


def settled(placement: Placement, by: User, *, moment=NOW, **facts) -> Placement:
    """Its convention is out to be signed."""
    with acting_as_system():
        placement.refresh_from_db()
        return conventions.settle_convention(
            placement,
            signatories=parties(),
            version=placement.version,
            by=by,
            at=moment,
            **FACTS | facts,
        )


def link(signature: Signature) -> str:
    """A token of hers, as if her mail had been read."""
    token = new_token()
    with acting_as_system():
        signature.token_hash = fingerprint(token)
        signature.save(update_fields=["token_hash"])
    return token


def signed(placement: Placement, by: User, *, moment=NOW) -> Placement:
    """Signed by the four parties, behind their links."""
    with acting_as_system():
        if placement.state == "brouillon":
            placement = settled(placement, by, moment=moment)
        for one in placement.signatures.all():
            signatures.sign(link(one), name=one.asked_name, accept=True, at=moment)
        placement.refresh_from_db()
    return placement


def prepared(placement: Placement, by: User, *, day=date(2022, 9, 8)) -> Placement:
    with acting_as_system():
        immersions.note_preparation(
            placement.session, present=[placement], prepared_on=day, by=by, at=at(day, 18)
        )
        placement.refresh_from_db()
    return placement


def ready(placement: Placement, by: User) -> Placement:
    """Signed and prepared: its days may be chosen."""
    return prepared(signed(placement, by), by)


def with_days(placement: Placement, by: User, *chosen: date) -> Placement:
    with acting_as_system():
        for day in chosen:
            days.add_day(placement, day=day, hours=Decimal(7), by=by, at=NOW)
        placement.refresh_from_db()
    return placement


def mailed_token(address: str, path: str) -> str:
    """The token of the last mail to `address` whose link is under `path`."""
    with acting_as_system():
        for mail in OutgoingMail.objects.filter(to=address).order_by("-queued_at"):
            found = re.search(rf"/{path}/([\w-]+)/", mail.body)
            if found:
                return found[1]
    raise AssertionError(f"no link to {path} for {address}")


def paper(name="convention.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


EVALUATION = {
    "prepared": 4,
    "received": 5,
    "learnt": 5,
    "useful": 4,
    "again": 5,
    "best": "La réunion d’équipe",
}
