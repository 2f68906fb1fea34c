"""The menu and the home page's panels: places of other apps, by URL name, so that the ground imports nobody."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Place:
    label: str
    name: str
    icon: str
    right: str

    @property
    def url(self) -> str:
        return reverse(self.name)


MENU = (
    Place("Orientations", "referrals:board", "inbox", "triage"),
    Place("Mes orientations", "referrals:mine", "send", "refer"),
    Place("Mes suivis", "referrals:cares", "people", "care"),
    Place("Missions", "networks:missions", "chat", "missions"),
    Place("Groupes", "practice_groups:catalogue", "calendar", "register"),
    Place("Bilans", "observatory:reports", "chart", "published_reports"),
    Place("Comptes", "accounts", "key", "accounts"),
    Place("Journal", "journal", "journal", "journal"),
)

PANELS = (
    Place("Orientations", "referrals:board_panel", "", "triage"),
    Place("Mes orientations", "referrals:mine_panel", "", "refer"),
    Place("Mes suivis", "referrals:cares_panel", "", "care"),
    Place("Mes missions", "networks:missions_panel", "", "missions"),
    Place("Groupes", "practice_groups:panel", "", "register"),
    Place("Bilans", "observatory:panel", "", "published_reports"),
)


def places_for(user, places) -> list[Place]:
    return [place for place in places if user.may(place.right)]
