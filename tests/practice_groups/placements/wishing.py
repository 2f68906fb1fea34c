"""Structures, hosts, sessions and wishes, up to the confirmed pairs. Everybody is invented."""

from datetime import UTC, date, datetime

from centre.context import acting_as, acting_as_system
from networks.models import Membership, Structure
from practice_groups.models import PlacementSession, Wish
from practice_groups.placements import actions, pairs
from practice_groups.placements.computing import compute
from tests.people import make_user

NOW = datetime(2022, 7, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2022, 9, 2, 9, 0, tzinfo=UTC)  # after the wishes, before the session
DATES = {
    "starts_on": date(2022, 9, 8),
    "ends_on": date(2022, 11, 8),
    "preparation_on": date(2022, 9, 8),
    "restitution_on": date(2022, 11, 8),
    "wishes_until": date(2022, 8, 31),
}
# Trainee, her structure, her ranked wishes: the session of 2022, eight people of five structures.
OF_2022 = (
    ("Maud Ferrandis", "CADA du Lez", ("CMP des Lices",)),
    ("Loïc Barthélemy", "CMP des Lices", ("CADA du Lez", "PASS de l’Aubrac")),
    ("Sana Mirabel", "CADA du Lez", ("PASS de l’Aubrac", "HUDA du Vidourle")),
    ("Iris Castanier", "PASS de l’Aubrac", ("CADA du Lez",)),
    ("Noël Fabrègues", "HUDA du Vidourle", ("Maison du Soi",)),
    ("Awa Delmas", "Maison du Soi", ("HUDA du Vidourle", "CMP des Lices")),
    ("Paul Vialatte", "CMP des Lices", ("Maison du Soi",)),
    ("Zoé Lauragais", "Maison du Soi", ("CMP des Lices",)),
)
_SECTORS = {"CMP": "sante_mentale", "PASS": "sante_mentale", "CADA": "social", "HUDA": "social"}


def structure(name: str) -> Structure:
    with acting_as_system():
        sector = _SECTORS.get(name.split()[0], "autre")
        return Structure.objects.get_or_create(name=name, defaults={"departement": "34", "sector": sector})[0]


def host(name: str, of: Structure):
    """A member of the structure with that role."""
    user = make_user(name, "accueil")
    with acting_as_system():
        Membership.objects.create(user=user, structure=of, validated_on="2020-01-01")
    return user


def open_session(by, *, at=NOW, **facts) -> PlacementSession:
    with acting_as(by):
        return actions.create_session(
            **{"title": "Automne 2022", "announce": False} | DATES | facts, by=by, at=at
        )


def wish(session, of, by, trainee="Maud Ferrandis", *, wanted=(), at=NOW, **facts) -> Wish:
    name = trainee.lower().replace(" ", ".")
    typed = {
        "email": f"{name}@exemple.example",
        "profession": "",
        "sector": of.sector,
        "offers": 1,
        "days": 3,
        "wishes_text": "",
    } | facts
    with acting_as(by):
        return actions.wish(
            session, structure=of, trainee=trainee, wanted=list(wanted), by=by, at=at, **typed
        )


def session_of_2022(by) -> PlacementSession:
    session = open_session(by)
    for trainee, own, wanted in OF_2022:
        wish(session, structure(own), by, trainee, wanted=[structure(name) for name in wanted])
    return session


def matched(session, by, *, at=LATER):
    """Computed as the worker does; the matching as it ended. `session` is refreshed."""
    with acting_as(by):
        asked = pairs.request_matching(session, by=by, at=at)
    compute(asked.pk)
    with acting_as(by):
        asked.refresh_from_db()
        session.refresh_from_db()
    return asked


def confirmed(session, by, *, at=LATER) -> PlacementSession:
    matched(session, by, at=at)
    with acting_as(by):
        return pairs.confirm(session, version=session.version, by=by, at=at)
