"""What each role may do, in data a coordinator can read.

A role is a set of rights; a right is one word that a door asks for (`@needs("triage")`). Which rows a person
then sees is each app's `access.py`, and row-level security behind it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    code: str
    label: str
    description: str
    rights: frozenset[str]
    sees_named_files: bool = False
    strong: bool = False  # a second factor, though no file is named: what it opens would harm as much
    grantable: bool = True
    given_by: frozenset[str] = frozenset(
        {"accounts"}
    )  # one of these rights lets somebody invite to it, or grant it

    @property
    def needs_second_factor(self) -> bool:
        return self.sees_named_files or self.strong

    def may_be_given_by(self, user) -> bool:
        return self.grantable and any(user.may(right) for right in self.given_by)


def _role(code, label, description, *rights, **flags) -> Role:
    return Role(code, label, description, frozenset(rights), **flags)


# Whoever has an account and takes part may register for a group, read the annuaire, answer a poll.
_EVERYONE = ("register", "annuaire")
# The coordination lets people into its four networks; every other role comes from the administration.
_BY_COORDINATION = frozenset({"accounts", "networks"})

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "coordination",
            "Coordination",
            "Reçoit et trie les orientations, prépare les concertations, propose thérapeutes et interprètes, "
            "tient l’agenda du réseau et rédige le bilan.",
            "triage",
            "refer",
            "listen",
            "networks",
            "book",
            "groups",
            "reports",
            "published_reports",
            "findings",
            "projects",
            "import_past",
            *_EVERYONE,
            sees_named_files=True,
        ),
        _role(
            "therapeute",
            "Thérapeute",
            "Accepte les situations proposées, note les séances, demande un interprète ou un renfort.",
            "care",
            "book",
            "profile",
            *_EVERYONE,
            sees_named_files=True,
            given_by=_BY_COORDINATION,
        ),
        _role(
            "interprete",
            "Interprète",
            "Accepte ou décline les missions proposées ; voit l’heure, le lieu, la langue et un prénom ou un code.",
            "missions",
            "profile",
            *_EVERYONE,
            given_by=_BY_COORDINATION,
        ),
        _role(
            "orienteur",
            "Orienteur",
            "Adresse une orientation pour une personne et suit ce qu’elle devient.",
            "refer",
            *_EVERYONE,
            sees_named_files=True,
        ),
        _role(
            "benevole",
            "Bénévole ou participant",
            "S’inscrit aux groupes, suit sa place dans la file et ses rencontres.",
            *_EVERYONE,
            given_by=_BY_COORDINATION,
        ),
        _role(
            "ecoutant",
            "Cellule d’écoute",
            "Prend des permanences d’écoute, note les appels et les rappels tant que la cellule est ouverte.",
            "listen",
            *_EVERYONE,
            strong=True,
            given_by=_BY_COORDINATION,
        ),
        _role(
            "ambassadeur",
            "Ambassadeur de l’intégration",
            "Fait profiter le réseau de son propre parcours : rencontres, agenda, annuaire. Ne voit aucun dossier.",
            *_EVERYONE,
            given_by=_BY_COORDINATION,
        ),
        _role(
            "animation",
            "Animation de groupe",
            "Tient la liste des participants, les présences et le calendrier de ses groupes.",
            "groups",
            *_EVERYONE,
            strong=True,
        ),
        _role(
            "accueil",
            "Structure d’accueil",
            "Demande une permanence, accueille un stage, confirme sa fiche dans l’annuaire.",
            "host",
            *_EVERYONE,
        ),
        _role(
            "participant",
            "Participant inscrit en ligne",
            "S’inscrit aux groupes et aux formations, suit ses tours, ses présences et ses attestations. Rien d’autre.",
            "register",
        ),
        _role(
            "financeur",
            "Financeur",
            "Télécharge les bilans publiés, sous leur forme protégée\u202f; suit les projets qu’il finance.",
            "published_reports",
            "funded",
        ),
        _role(
            "administration",
            "Administration",
            "Invite les personnes, donne et retire les rôles, tient les réglages et les tarifs, paie les "
            "interprètes et lit le journal. Ne voit aucun dossier nominatif.",
            "accounts",
            "journal",
            "pay",
            "published_reports",
            strong=True,
        ),
        _role(
            "systeme",
            "Portail",
            "Le portail lui-même : imports, tâches planifiées, première invitation.",
            "triage",
            "reports",
            "accounts",
            sees_named_files=True,
            grantable=False,
        ),
    )
}

CHOICES = [(role.code, role.label) for role in ROLES.values()]
GRANTABLE = [(role.code, role.label) for role in ROLES.values() if role.grantable]


def rights_of(codes) -> frozenset[str]:
    """Every right that the roles named by `codes` give together."""
    return frozenset().union(*(ROLES[code].rights for code in codes))
