"""The menu and the home page's panels: places of other apps, by URL name, so that the ground imports nobody."""

from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

address = cache(reverse)  # asked some sixty times a page


@dataclass(frozen=True)
class Place:
    label: str
    name: str
    icon: str
    right: str

    @property
    def url(self) -> str:
        return address(self.name)


MENU = (
    Place(_("Orientations"), "referrals:board", "inbox", "triage"),
    Place(_("Mes orientations"), "referrals:mine", "send", "refer"),
    Place(_("Mes suivis"), "referrals:cares", "care", "care"),
    Place(_("Cellule d’écoute"), "referrals:hotline", "listening", "listen"),
    Place(_("Permanences"), "referrals:hosted_visits", "calendar", "host"),
    Place(_("Mes interprètes"), "networks:requests", "language", "care"),
    Place(_("Missions"), "networks:missions", "language", "missions"),
    Place(_("Relevés"), "networks:statements", "pay", "missions"),
    Place(_("Interprétariat"), "networks:dispatch", "language", "networks"),
    Place(_("Réseaux"), "networks:therapists", "people", "networks"),
    Place(_("Vie du réseau"), "networks:activities", "chat", "networks"),
    Place(_("Annuaire"), "networks:directory", "directory", "annuaire"),
    Place(_("Groupes"), "practice_groups:catalogue", "calendar", "register"),
    Place(_("Stages croisés"), "practice_groups:hosted_placements", "exchange", "host"),
    Place(_("Bilans"), "observatory:reports", "chart", "published_reports"),
    Place(_("Observatoire"), "observatory:dashboard", "place", "annuaire"),
    Place(_("Mon profil"), "networks:my_profile", "account", "profile"),
    Place(_("Paie"), "networks:pay", "pay", "pay"),
    Place(_("Comptes"), "accounts", "key", "accounts"),
    Place(_("Journal"), "journal", "journal", "journal"),
)

# Pages side by side in one place of the menu: `{% tabs "people" %}`.
TABS = {
    "referrals": (
        Place("Tableau", "referrals:board", "", "triage"),
        Place("Concertations", "referrals:reviews", "", "triage"),
        Place("Attente", "referrals:waiting", "", "triage"),
        Place("Plan", "referrals:plans", "", "triage"),
        Place("Renforts", "referrals:backups", "", "triage"),
        Place("Réorientations", "referrals:reorientations", "", "triage"),
        Place("Permanences", "referrals:visits", "", "triage"),
        Place("Personnes", "referrals:persons", "", "triage"),
        Place("Dispositifs", "referrals:dispositifs", "", "triage"),
    ),
    "cares": (
        Place("Suivis", "referrals:cares", "", "care"),
        Place("Séances", "referrals:sessions", "", "care"),
        Place("Concertations", "referrals:team_reviews", "", "care"),
        Place("Renforts", "referrals:my_backups", "", "care"),
        Place("Permanences", "referrals:my_visits", "", "care"),
    ),
    "hotline": (
        Place("Cellule", "referrals:hotline", "", "listen"),
        Place("Planning", "referrals:shifts", "", "listen"),
        Place("Appels", "referrals:calls", "", "listen"),
        Place("Rappels", "referrals:call_backs", "", "listen"),
    ),
    "me": (
        Place("Mon profil", "networks:my_profile", "", "profile"),
        Place("Mes pièces", "networks:my_documents", "", "profile"),
        Place("Chartes", "networks:charter_text", "", "annuaire"),
    ),
    "people": (
        Place("Thérapeutes", "networks:therapists", "", "networks"),
        Place("Interprètes", "networks:interpreters", "", "networks"),
        Place("Candidatures", "networks:applications", "", "networks"),
        Place("Chartes", "networks:charters", "", "networks"),
        Place("Pièces", "networks:documents", "", "networks"),
        Place("Réglages", "networks:network_settings", "", "networks"),
    ),
    "life": (
        Place("Activités", "networks:activities", "", "networks"),
        Place("Sondages", "networks:polls", "", "networks"),
        Place("Salles", "networks:rooms", "", "networks"),
        Place("Sollicitations", "networks:solicitations", "", "networks"),
        Place("Annonces", "networks:announcements", "", "networks"),
        Place("Contacts", "networks:contacts", "", "networks"),
    ),
    "groups": (
        Place(_("Groupes"), "practice_groups:catalogue", "", "register"),
        Place("Préparer", "practice_groups:manage_groups", "", "groups"),
        Place("Formations", "practice_groups:trainings", "", "groups"),
        Place("Groupes de travail", "practice_groups:working_groups", "", "groups"),
        Place("Supervision", "practice_groups:supervision", "", "networks"),
        Place("Stages croisés", "practice_groups:placement_sessions", "", "networks"),
        Place("Participations", "practice_groups:fees", "", "networks"),
        Place("Expérimentations", "practice_groups:experiments", "", "groups"),
    ),
    "my_groups": (
        Place(_("Groupes"), "practice_groups:catalogue", "", "register"),
        Place(_("Tours"), "practice_groups:my_turns", "", "register"),
        Place(_("Groupes de travail"), "practice_groups:my_working_groups", "", "register"),
        Place(_("Stages"), "practice_groups:my_placements", "", "register"),
        Place(_("Attestations"), "practice_groups:my_attestations", "", "register"),
        Place(_("Reçus"), "practice_groups:my_receipts", "", "register"),
        Place(_("Heures"), "practice_groups:my_hours", "", "profile"),
    ),
    "observatory": (
        Place("Bilans", "observatory:reports", "", "published_reports"),
        Place("Mes financements", "observatory:my_fundings", "", "funded"),
        Place("Observatoire", "observatory:dashboard", "", "annuaire"),
        Place("Constats", "observatory:findings", "", "findings"),
        Place("Projets financés", "observatory:projects", "", "projects"),
        Place("Importer", "imports", "", "import_past"),
    ),
    "pay": (
        Place("Relevés", "networks:pay", "", "pay"),
        Place("Bénéficiaires", "networks:payees", "", "pay"),
        Place("Tarifs", "networks:rates", "", "pay"),
        Place("Règle de calcul", "networks:pay_rules", "", "pay"),
    ),
}

# Pages open to everybody that a place of the menu leads to.
OPEN_PAGES = (("observatory:public_observatory", "observatory:dashboard"),)

PANELS = (
    Place("Orientations", "referrals:board_panel", "", "triage"),
    Place("Mes orientations", "referrals:mine_panel", "", "refer"),
    Place("Mes suivis", "referrals:cares_panel", "", "care"),
    Place("Ma semaine", "referrals:sessions_panel", "", "care"),
    Place("Cellule d’écoute", "referrals:hotline_panel", "", "listen"),
    Place("Permanences", "referrals:hosted_visits_panel", "", "host"),
    Place(_("Chartes"), "networks:charter_panel", "", "annuaire"),
    Place("Mes missions", "networks:missions_panel", "", "missions"),
    Place("Interprétariat", "networks:dispatch_panel", "", "networks"),
    Place("Réseaux", "networks:people_panel", "", "networks"),
    Place("Vie du réseau", "networks:activities_panel", "", "networks"),
    Place("Paie", "networks:pay_panel", "", "pay"),
    Place(_("Groupes"), "practice_groups:panel", "", "register"),
    Place(_("Rendez-vous"), "networks:polls_panel", "", "annuaire"),
    Place("Bilans", "observatory:panel", "", "published_reports"),
)


def places_for(user, places) -> list[Place]:
    return [place for place in places if user.may(place.right)]


def current_among(places, path: str) -> Place | None:
    """The place a page belongs to: that whose address begins its own, the longest if several do."""
    return max(
        (place for place in places if path.startswith(place.url)), key=lambda p: len(p.url), default=None
    )


def current_in_menu(user, path: str) -> Place | None:
    """The place of the menu a page belongs to: its own, else that of the tabs that the page stands among, else that
    which leads to the pages open to everybody."""
    menu = {place.name: place for place in places_for(user, MENU)}
    homes = {place: place for place in menu.values()}
    for places in TABS.values():
        beside = places_for(user, places)
        home = next((menu[place.name] for place in beside if place.name in menu), None)
        homes |= {place: home for place in beside if home and place.name not in menu}
    for name, home in OPEN_PAGES:
        if home in menu:
            homes[replace(menu[home], name=name)] = menu[home]
    return homes.get(current_among(homes, path))
