"""Dispositifs in every state, and the team of six of the C.A.P.E. Everybody is invented."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, address
from centre.models import RoleGrant, User
from referrals.dispositifs import actions
from referrals.models import Dispositif, TeamMember

_CAPE = (
    ("Solange Aubrespy", "Psychiatre", "therapeute", True),
    ("Émilien Carcenac", "Psychologue", "therapeute", False),
    ("Hortense Delpuech", "Psychologue", "therapeute", False),
    ("Fantine Rouergas", "Psychologue", "therapeute", False),
    ("Barnabé Solignargues", "Médecin généraliste", "therapeute", False),
    ("Yalda Mirzenou", "Interprète", "interprete", False),
)
_KNOWN = {
    "C.A.P.E.": {
        "description": "Une équipe de six personnes reçoit gratuitement ; chaque situation est discutée ensemble.",
        "departements": ["30", "34"],
    },
    "Réseau de thérapeutes nîmois": {
        "description": "Un suivi avec un thérapeute en ville, avec interprète si besoin.",
        "departements": ["30"],
    },
}


def seed(*, at: datetime) -> None:
    by, today = account("coordination"), timezone.localdate(at)
    for label, facts in _KNOWN.items():
        known = Dispositif.objects.get(label=label)
        actions.edit_dispositif(known, version=known.version, by=by, at=at, **_rules(known) | facts)
    _team(Dispositif.objects.get(label="C.A.P.E."), at)
    for label, days, facts in _OTHERS:
        made = actions.add_dispositif(by=by, at=at, **_DEFAULT | facts, label=label)
        if days is not None:
            made = actions.stop_intake(
                made,
                intake_until=today + timedelta(days=days),
                closing_note="Adressez les nouvelles demandes au C.A.P.E.",
                version=made.version,
                by=by,
                at=at,
            )
        if label.startswith("Cellule"):
            actions.close_dispositif(
                made,
                closing_note="Merci à celles et ceux qui l’ont tenue.",
                version=made.version,
                by=by,
                at=at,
            )
        elif label.startswith("Atelier"):
            actions.put_to_sleep(
                made, closing_note="Il reprendra à la rentrée.", version=made.version, by=by, at=at
            )


_DEFAULT = {
    "kind": "soin",
    "departements": [],
    "known_referrers_only": False,
    "open_to_persons": False,
    "requires_review": False,
    "open_to_intake": True,
}
# Label, days from today to the last day of intake, what it is.
_OTHERS = (
    (
        "Accueil psychologique de premier recours",
        None,
        {
            "description": "Un à trois entretiens, sans condition ; on le demande pour soi ou pour un proche.",
            "open_to_persons": True,
        },
    ),
    (
        "Centre de soins de la Garonne",
        -20,
        {
            "description": "Suivis de trois à douze mois, à Toulouse.",
            "departements": ["31"],
            "requires_review": True,
            "known_referrers_only": True,
        },
    ),
    ("Atelier de relaxation pour les familles", None, {"description": "En groupe, avec les enfants."}),
    ("Cellule de crise des inondations", -300, {"description": "Ouverte après les crues de l’automne."}),
)


def _rules(dispositif: Dispositif) -> dict:
    return {name: getattr(dispositif, name) for name in ("label", *_DEFAULT, "description")}


def _team(cape: Dispositif, at: datetime) -> None:
    since = timezone.localdate(at) - timedelta(days=700)
    for index, (name, function, role, coordinates) in enumerate(_CAPE):
        user = User.objects.create(email=address(f"cape{index + 1}"), display_name=name)
        user.set_unusable_password()
        user.save()
        RoleGrant.objects.create(user=user, role=role, since="2020-01-01")
        TeamMember.objects.create(
            dispositif=cape, user=user, function=function, coordinates=coordinates, since=since
        )
