"""Crossed placements for the demonstration: a session that ended and one under way, up to their confirmed pairs; one
whose wishes are open. The stays of the first two are seeded by `stays.demo`, on the drafts written here.

Everybody is invented.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, address
from centre.models import User
from networks.models import Membership, Structure
from practice_groups.models import PlacementSession, Wish
from practice_groups.placements import actions, pairs
from practice_groups.placements.matching import best

# Trainee, profession, her structure (a number among five), the structures she wishes for, in her order.
PAST = (
    ("Maud Ferrandis", "Éducatrice spécialisée", 0, (1,)),
    ("Loïc Barthélemy", "Psychologue", 1, (0, 2)),
    ("Sana Mirabel", "Assistante sociale", 0, (2, 3)),
    ("Iris Castanier", "Infirmière", 2, (0,)),
    ("Noël Fabrègues", "Éducateur spécialisé", 3, (4,)),
    ("Awa Delmas", "Médiatrice en santé", 4, (3, 1)),
    ("Paul Vialatte", "Psychiatre", 1, (4,)),
    ("Zoé Lauragais", "Juriste", 4, (1,)),
)
NOW = (
    ("Maïa Sarrazin", "Infirmière", 3, (4,)),
    ("Tanguy Escoffier", "Éducateur spécialisé", 0, (2,)),
    ("Rosalie Montbrun", "Psychologue", 2, (0,)),
    ("Ulysse Costeplane", "Assistant social", 4, (3,)),
)
OPEN = (
    ("Clément Puech", "Psychologue", 1, (0,)),
    ("Inès Rouvière", "Conseillère en économie sociale", 0, (1, 2)),
    ("Gaspard Ollivier", "Infirmier", 2, ()),
    ("Leïla Montcalm", "Monitrice-éducatrice", 3, (2, 1)),
    ("Anselme Bousquet-Delafontaine de Rieutort", "Chef de service", 0, (4, 3, 1)),
)
LISTED = ("Solveig Carcassès", "Bénévole d’accueil", 3, (0,))
_SEASONS = ("Hiver", "Printemps", "Été", "Automne")
EXPECTED = ("Connaître le quotidien d’un autre métier", "", "Comprendre les délais de l’autre secteur", "")


def seed(*, at: datetime) -> None:
    """Call inside `acting_as_system()`, after the networks' structures."""
    by, houses = account("coordination"), _five()
    if PlacementSession.objects.exists() or not houses:
        return
    for rows, starts, lasts in ((PAST, 130, 60), (NOW, 20, 60)):
        session = _session(at - timedelta(days=starts), lasts, by=by)
        for number, row in enumerate(rows):
            _wish(session, houses, row, number, by=by, at=at - timedelta(days=starts + 25 - number))
        _mine(session, at)
        problem = pairs.problem_of(session)
        pairs.write(session, problem, best(problem))
        pairs.keep(session, pairs.hosts_of(session), by=by, at=at - timedelta(days=starts + 10))
    coming = _session(at + timedelta(days=50), 60, by=by)
    for number, row in enumerate(OPEN):
        _wish(coming, houses, row, number, by=by, at=at - timedelta(days=6 - number))
    _wish(None, houses, LISTED, 1, by=by, at=at - timedelta(days=90))


def _five() -> list[Structure]:
    """Five structures of three kinds; the third is that of the demonstration's host. None where they are too few."""
    hosts = Membership.objects.filter(user__email=address("accueil")).values("structure")
    theirs = Structure.objects.open().filter(pk__in=hosts).first()
    near = Structure.objects.open().filter(departement__in=["30", "34", "31"], sensitive=False).order_by("pk")
    others = [one for one in near[:12] if one != theirs]
    if len(others) < 6:
        return []
    return [*others[:2], theirs or others[5], *others[2:4]]


def _session(starts: datetime, days: int, *, by: User) -> PlacementSession:
    first = timezone.localdate(starts)
    return actions.create_session(
        title=f"{_SEASONS[first.month % 12 // 3]} {first.year}",
        starts_on=first,
        ends_on=first + timedelta(days=days),
        preparation_on=first,
        restitution_on=first + timedelta(days=days),
        wishes_until=first - timedelta(days=12),
        announce=False,
        by=by,
        at=starts - timedelta(days=60),
    )


def _wish(session, houses, row, number: int, *, by: User, at: datetime) -> Wish:
    trainee, profession, own, wanted = row
    return actions.wish(
        session,
        structure=houses[own],
        wanted=[houses[one] for one in wanted],
        trainee=trainee,
        email=f"stagiaire{number + (1 if session else 51):02}.{own}@demo.example",
        profession=profession,
        sector=houses[own].sector,
        days=2 + number % 3,
        offers=1,
        wishes_text=EXPECTED[number % len(EXPECTED)],
        channel="telephone" if number % 3 == 0 else "papier",
        by=by,
        at=at,
    )


def _mine(session: PlacementSession, at: datetime) -> None:
    """The demonstration's volunteer has a placement of her own to look at."""
    volunteer = User.objects.filter(email=address("benevole")).first()
    if volunteer is not None:
        wish = session.wishes.order_by("pk").last()
        wish.user, wish.email, wish.trainee = volunteer, volunteer.email, volunteer.display_name
        wish.save()
