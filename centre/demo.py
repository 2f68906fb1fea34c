"""Accounts of the demonstration. Everybody is invented."""

import uuid

from django.contrib.auth.hashers import make_password

from centre.models import RoleGrant, Settings, User

PASSWORD = "demo-portail-2026"
ACCOUNTS = {
    "administration": ("Ada Lavoine", "administration"),
    "coordination": ("Camille Ferrand", "coordination"),
    "therapeute": ("Thaïs Morvan", "therapeute"),
    "interprete": ("Idris Solhani", "interprete"),
    "orienteur": ("Orane Pasquiet", "orienteur"),
    "benevole": ("Basile Tournel", "benevole"),
    "animation": ("Anouk Delsarte", "animation"),
    "accueil": ("Achille Roumagne", "accueil"),
    "financeur": ("Félicie Garance", "financeur"),
}
# Somebody often does two things: a volunteer of the groups also answers the hotline.
ALSO = {"benevole": "ecoutant"}

_SPACE = uuid.UUID("6f1f5a5e-0d3a-4a55-9a0e-2f1d7c1b2026")


def demo_key(kind: str, index: int) -> uuid.UUID:
    """The same id each time for the same thing of the demonstration."""
    return uuid.uuid5(_SPACE, f"{kind}-{index}")


def address(name: str) -> str:
    return f"{name}@demo.example"


def account(name: str) -> User:
    """One of the demonstration's accounts, by the name before its @."""
    return User.objects.get(email=address(name))


def has_demo() -> bool:
    return User.objects.filter(email=address("coordination")).exists()


def make_accounts(*, with_password: bool) -> None:
    """The nine accounts; a password only where the portal is in demo mode."""
    password = make_password(PASSWORD if with_password else None)
    for name, (display_name, role) in ACCOUNTS.items():
        user = User.objects.create(email=address(name), display_name=display_name, password=password)
        for held in filter(None, (role, ALSO.get(name))):
            RoleGrant.objects.create(user=user, role=held, since="2020-01-01")
    Settings.objects.filter(pk=1).update(
        emergency_name="Urgences psychiatriques du Gard", emergency_phone="04 00 00 00 15"
    )
