"""Who is admitted to a group, and which sector still has room. Read under the lock of the cycle."""

import unicodedata

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.models import User
from networks.choices import Network, Sector
from practice_groups.choices import Audience
from practice_groups.models import Cycle, Group

# What each audience asks of an account; nothing of the others.
_ROLES = {
    Audience.NETWORK: frozenset(Network.values),
    Audience.THERAPISTS: frozenset({Network.THERAPISTS.value}),
    Audience.INTERPRETERS: frozenset({Network.INTERPRETERS.value}),
}


def refusal(group: Group, *, profession: str, user: User) -> tuple[str, str] | None:
    """Why `user` may not register: (sentence, field of the form, or nothing); None when she may."""
    if group.audience not in audiences_of(user):
        return reserved(group), ""
    if is_foreign(group, profession):
        return reserved_to_professions(group), "profession"
    return None


def audiences_of(user: User) -> list[str]:
    """Whom a group may be for and admit `user`, professions apart."""
    return [one for one in Audience.values if one not in _ROLES or _ROLES[one] & set(user.codes)]


def is_foreign(group: Group, profession: str) -> bool:
    """Whether the group admits professions, and not this one."""
    return bool(group.professions) and plain(profession) not in {plain(one) for one in group.professions}


def is_for_members(group: Group) -> bool:
    """Whether an account with a role is asked for: nobody registers from the public page."""
    return group.audience in _ROLES


def reserved(group: Group) -> str:
    return _("Ce groupe est réservé à : %(who)s.") % {"who": group.get_audience_display().lower()}


def reserved_to_professions(group: Group) -> str:
    if not group.professions:
        return ""
    return _("Ce groupe est réservé à : %(who)s.") % {"who": ", ".join(group.professions)}


def plain(text: str) -> str:
    """Without accents, case or doubled spaces: « Éducatrice  spécialisée » is « educatrice specialisee »."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).casefold().split())


def room_of(cycle: Cycle) -> dict[str, int]:
    """Sector → seats it may still take, for the sectors that are limited."""
    limits = {
        Sector.SOCIAL.value: (cycle.most_social, cycle.taken_social),
        Sector.MENTAL_HEALTH.value: (cycle.most_mental, cycle.taken_mental),
    }
    return {sector: most - taken for sector, (most, taken) in limits.items() if most is not None}


def has_seat(cycle: Cycle, sector: str) -> bool:
    """Whether a free seat is this sector's to take."""
    return bool(cycle.free_seats) and room_of(cycle).get(sector, 1) > 0


def full_sector(cycle: Cycle, sector: str) -> str:
    """What is written beside the place of whoever is passed over, in the language of the group."""
    most = {Sector.SOCIAL: cycle.most_social, Sector.MENTAL_HEALTH: cycle.most_mental}[sector]
    with translation.override(cycle.group.language):
        return ngettext(
            "Votre secteur a déjà sa place ; la place va au premier inscrit d’un autre secteur.",
            "Votre secteur a déjà ses %(most)s places ; la place va au premier inscrit d’un autre secteur.",
            most,
        ) % {"most": most}


def closed_account(cycle: Cycle) -> str:
    with translation.override(cycle.group.language):
        return _(
            "Votre compte était fermé quand la place s’est libérée ; elle est allée à la personne suivante."
        )


def composition(cycle: Cycle) -> str:
    """The rule in words, or nothing."""
    parts = []
    if cycle.most_social is not None:
        parts.append(_("au plus %(most)s pour le social") % {"most": cycle.most_social})
    if cycle.most_mental is not None:
        parts.append(_("au plus %(most)s pour la santé mentale") % {"most": cycle.most_mental})
    return ", ".join(parts)
