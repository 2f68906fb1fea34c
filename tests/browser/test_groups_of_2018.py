"""The season of 2018: three groups of intervision, two in French and one in Dutch, set up by one coordinator.

At the pace of somebody who reads her screen and types with two fingers: under ten minutes in all.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from practice_groups.models import Cycle
from tests.browser.conftest import KEY, Stopwatch
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("demo")

READ = 3  # seconds: a page is looked at before it is filled
CHOOSE = 1.5  # a list is opened, read, and an answer picked

# title, language, weekday, from, to, who stands for the social sector, who for mental health
GROUPS = (
    ("Intervision du lundi matin", "fr", "lundi", "09:00", "12:00", "Solène Aubrac", "Gaspard Mirepoix"),
    (
        "Intervision du mardi après-midi",
        "fr",
        "mardi",
        "14:00",
        "17:00",
        "Basile Tournefort",
        "Maud Carlencas",
    ),
    ("Intervisie op maandagnamiddag", "nl", "lundi", "14:00", "17:00", "Lieve Vandamme", "Joris Peeters"),
)


@pytest.fixture
def guides(live_server):
    return [make_user(name, "animation") for group in GROUPS for name in group[5:]]


def set_up(alice, group, *, looking=False) -> Stopwatch:
    title, language, weekday, starts, ends, social, mental = group
    page, watch = alice.page, Stopwatch()

    def types(label, text):
        field = page.get_by_label(label, exact=True)
        field.select_text()
        watch.types(field, text)

    def picks(field, *, exact=True, **choice):
        watch.looks(CHOOSE)
        page.get_by_label(field, exact=exact).select_option(**choice)

    def sets_hour(label, hour):
        watch.looks(4 * KEY)
        page.get_by_label(label, exact=True).fill(hour)

    alice.press("Nouveau groupe")
    watch.looks(READ)
    picks("Sorte de groupe", label="Intervision")
    types("Titre", title)
    picks("Langue de travail", value=language)
    watch.types(page.get_by_label("Lieu"), "Itinérant")
    if looking:
        alice.looks_right()
    alice.press("Enregistrer le groupe")
    alice.reads("Nouveau cycle")
    watch.looks(READ)
    picks("Jour", label=weekday)
    sets_hour("De", starts)
    sets_hour("À", ends)
    picks("Animation, du secteur social", exact=False, label=social)
    picks("Animation, de la santé mentale", exact=False, label=mental)
    types("Participation (€)", "120")
    if looking:
        alice.looks_right()
    alice.press("Voir les dates")
    alice.reads("Rien n’est encore écrit")
    watch.looks(2 * READ)
    if looking:
        alice.looks_right()
    alice.press("Créer le cycle")
    alice.reads("Cycle créé")
    watch.looks(READ)
    if looking:
        alice.looks_right()
    page.get_by_role("link", name="Préparer", exact=True).first.click()
    return watch


def test_three_groups_are_set_up_in_under_ten_minutes(guides, people, visitor):
    alice = visitor(people.alice)
    alice.open("practice_groups:manage_groups")
    took = sum(set_up(alice, group).seconds for group in GROUPS)
    print(f"\ntrois groupes préparés en {took / 60:.1f} minutes, lecture et frappe comprises")
    assert took < 600
    with acting_as_system():
        cycles = list(Cycle.objects.select_related("group").order_by("pk"))
        assert [(one.group.title, one.group.language) for one in cycles] == [group[:2] for group in GROUPS]
        for cycle, group in zip(cycles, GROUPS, strict=True):
            assert (cycle.fee, cycle.seats, cycle.published, cycle.hosted) == (120, 10, True, True)
            assert (cycle.starts_on.month, cycle.ends_on.month) == (10, 6) and cycle.meetings.count() == 9
            starts = [timezone.localtime(one.starts_at) for one in cycle.meetings.all()]
            assert {f"{one:%H:%M}" for one in starts} == {group[3]}
            assert {one.weekday() for one in starts} == {("lundi", "mardi").index(group[2])}
            led = cycle.facilitations.order_by("-sector").values_list("user__display_name", "sector")
            assert list(led) == [(group[5], "social"), (group[6], "sante_mentale")]
        dutch = cycles[-1]
    somebody = visitor()
    somebody.open("practice_groups:public_cycle", dutch.pk)
    somebody.reads("Intervisie op maandagnamiddag")
    somebody.looks_right()
    somebody.open("practice_groups:public_catalogue")
    somebody.reads("Intervisie op maandagnamiddag")


def test_its_pages_look_right_and_a_date_is_moved_put_off_and_called_off(guides, people, visitor):
    """Phone and desk, light and dark; then the calendar changes, and the next season is prepared."""
    alice = visitor(people.alice)
    page = alice.page
    alice.open("practice_groups:manage_groups")
    alice.reads("Aucun groupe")
    alice.looks_right()
    set_up(alice, GROUPS[0], looking=True)
    alice.looks_right()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("link", name="Déplacer la rencontre").first.click()
    alice.looks_right()
    with acting_as_system():
        first = Cycle.objects.get().meetings.first()
    day = timezone.localdate(first.starts_at)
    page.get_by_label("Date", exact=True).fill((day + timedelta(days=1)).isoformat())
    alice.press("Déplacer")
    alice.reads("Rencontre déplacée")
    page.get_by_role("link", name="Reporter la rencontre").nth(1).click()
    alice.looks_right()
    page.get_by_label("Pourquoi").fill("Grève des transports")
    alice.press("Reporter")
    alice.reads("date à fixer")
    alice.press("Fixer la date")
    page.get_by_label("Nouvelle date").fill((day + timedelta(days=40)).isoformat())
    alice.press("Fixer la date")
    alice.reads("Date fixée")
    page.get_by_role("link", name="Annuler la rencontre").last.click()
    page.get_by_label("Pourquoi").fill("Salle indisponible")
    alice.press("Annuler la rencontre")
    alice.reads("Rencontre annulée")
    alice.looks_right()
    alice.press("Modifier le cycle")
    alice.looks_right()
    page.get_by_role("link", name="Le calendrier").first.click()
    alice.press("Préparer la saison suivante")
    alice.reads("Rien n’est encore écrit")
    alice.press("Créer le cycle")
    alice.reads("Cycle créé")
    expect(page.get_by_text("Solène Aubrac (social)")).to_be_visible()
