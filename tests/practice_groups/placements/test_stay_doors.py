"""Every door of a placement: who opens it, what is told to whom, what a page costs."""

import base64
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.models import Placement, PlacementAnswers, PlacementDay, PlacementDocument, Signature
from practice_groups.placements.stays import urls
from practice_groups.placements.stays.actions import days, documents, immersions, notebooks, signatures
from tests.people import make_user
from tests.practice_groups.placements import world
from tests.statements import cost

pytestmark = pytest.mark.django_db
GET, POST = "get", "post"
TAKING_PART = "alice hostess boss victor"
HERS = "alice victor"
STAFF = "alice"

# door: (on what, how it is opened, who opens it). For anybody else it does not exist.
DOORS = {
    "placement": ("placement", GET, TAKING_PART),
    "convention": ("placement", GET, TAKING_PART),
    "convention_document": ("placement", GET, TAKING_PART),
    "convention_progress": ("placement", GET, TAKING_PART),
    "placement_grid": ("placement", GET, HERS),
    "placement_evaluation": ("placement", GET, HERS),
    "placement_document": ("document", GET, TAKING_PART),
    "settle_convention": ("placement", GET, STAFF),
    "reopen_convention": ("placement", POST, STAFF),
    "cancel_placement": ("placement", GET, STAFF),
    "placement_days": ("placement", GET, STAFF),
    "remove_placement_day": ("day", POST, STAFF),
    "start_immersion": ("placement", POST, STAFF),
    "interrupt_placement": ("placement", GET, STAFF),
    "send_notebook": ("placement", POST, STAFF),
    "signature": ("signature", GET, STAFF),
    "send_signature_again": ("signature", POST, STAFF),
    "sign_on_paper": ("signature", POST, STAFF),
    "signature_scan": ("signature", GET, STAFF),
    "placement_preparation": ("session", GET, STAFF),
    "add_placement_document": ("session", POST, STAFF),
    "add_placement_forms": ("session", POST, STAFF),
    "remove_placement_document": ("document", POST, STAFF),
    "placement_restitution": ("session", GET, STAFF),
    "placement_summary": ("session", GET, STAFF),
    "placement_summary_file": ("session", GET, STAFF),
}
BEHIND_A_LINK = {"sign_convention", "placement_notebook", "notebook_grid", "notebook_evaluation"}


class Stay:
    """A placement under way, a paper, a day, an answer, a document, a summary: every door leads somewhere."""

    def __init__(self, field):
        self.field, today, now = field, timezone.localdate(), timezone.now()
        self.session = world.session_of_2022(
            field.alice,
            title="Stages croisés de la saison",
            starts_on=today - timedelta(days=9),
            preparation_on=today - timedelta(days=9),
            wishes_until=today - timedelta(days=20),
            ends_on=today + timedelta(days=40),
            restitution_on=today + timedelta(days=40),
        )
        self.placement = self.under_way("Victor Aubin", user=field.victor)
        self.other = world.draft(self.session, field.own, field.host, "Basile Orme")
        with acting_as_system():
            notebooks.save_grid(self.placement, answers={"keep": "L’accueil"}, by=field.victor, at=now)
            self.document = PlacementDocument.objects.create(
                session=self.session,
                title="Plan d’accès",
                content=world.PDF,
                added_by=field.alice,
                added_at=now,
            )
            self.bilan = documents.ask_summary(self.session, by=field.alice, at=now)
            PlacementDocument.objects.filter(pk=self.bilan.pk).update(content=world.PDF)
            self.signature = Signature.objects.get(placement=self.placement, role="employeur")
            self.day = PlacementDay.objects.filter(placement=self.placement).first()

    def under_way(self, name, *, user=None, chosen=3) -> Placement:
        by, today = self.field.alice, timezone.localdate()
        settled_at = timezone.now() - timedelta(days=12)
        placement = world.draft(self.session, self.field.own, self.field.host, name, user=user)
        placement = world.settled(placement, by, moment=settled_at)
        with acting_as_system():
            for one in placement.signatures.all():
                if one.role == "employeur":
                    signatures.sign_on_paper(
                        one,
                        name="Rémi Castel",
                        signed_on=timezone.localdate(settled_at),
                        content=world.PDF,
                        by=by,
                        at=settled_at,
                    )
                else:
                    signatures.sign(world.link(one), name=one.asked_name, accept=True, at=settled_at)
            immersions.note_preparation(
                self.session,
                present=[placement, *self.session.placements.exclude(prepared_on=None)],
                prepared_on=self.session.preparation_on,
                by=by,
                at=timezone.now(),
            )
            for number in range(chosen):
                days.add_day(
                    placement, day=today + timedelta(days=number), hours=Decimal(7), by=by, at=timezone.now()
                )
            immersions.start(placement, by=by, at=timezone.now())
            placement.refresh_from_db()
            placement.pdf = base64.b64encode(world.PDF).decode()
            placement.save(update_fields=["pdf"])
        return placement

    def url(self, name: str) -> str:
        return reverse(f"practice_groups:{name}", args=[getattr(self, DOORS[name][0]).pk])


@pytest.fixture
def stay(field):
    return Stay(field)


@pytest.fixture
def everybody(people, field):
    return {
        "alice": people.alice,
        "hostess": world.host_of(field.host, "Honorine"),
        "boss": world.host_of(field.own, "Bertille"),
        "stranger": world.host_of(world.structure("CHU de Saint-Roch"), "Séverine"),
        "victor": people.victor,
        "participant": make_user("Paula", "participant"),
        "tara": people.tara,
        "felix": people.felix,
        "ada": people.ada,
        "omar": people.omar,
    }


def test_no_door_is_forgotten():
    assert {one.name for one in urls.urlpatterns} == set(DOORS) | BEHIND_A_LINK


def test_who_opens_what(stay, everybody, browser_of):
    browsers = {name: browser_of(user) for name, user in everybody.items()}
    before = _rows()
    for door, (_on, how, allowed) in DOORS.items():
        for name, browser in browsers.items():
            answer = getattr(browser, how if name not in allowed.split() else GET)(stay.url(door))
            opened = {200, 302} if how == GET else {405}
            expected = opened if name in allowed.split() else {404}
            assert answer.status_code in expected, (door, name, answer.status_code)
            if name not in allowed.split():
                assert browser.get(stay.url(door)).status_code == 404, (door, name)
                refused = {404} if allowed == STAFF or how == POST else {404, 405}
                assert browser.post(stay.url(door)).status_code in refused, (door, name)
    assert _rows() == before


def _rows():
    with acting_as_system():
        return [
            list(model.objects.order_by("pk").values()) for model in (Placement, Signature, PlacementDay)
        ] + [
            list(model.objects.order_by("pk").values_list("pk"))
            for model in (PlacementAnswers, PlacementDocument)
        ]


def test_whoever_is_not_logged_in_is_asked_to(stay, client):
    for door in DOORS:
        answer = client.post(stay.url(door)) if DOORS[door][1] == POST else client.get(stay.url(door))
        assert answer.status_code == 302 and "login" in answer.url, door


def test_the_summary_is_the_coordinations_by_every_door(stay, everybody, browser_of):
    """Its row is of the same table as what is handed out; the database itself hides it."""
    door = reverse("practice_groups:placement_document", args=[stay.bilan.pk])
    codes = {name: browser_of(user).get(door).status_code for name, user in everybody.items()}
    assert codes.pop("alice") == 200 and set(codes.values()) == {404}


def test_a_placement_of_the_same_session_is_not_hers(stay, everybody, browser_of):
    door = reverse("practice_groups:placement", args=[stay.other.pk])
    assert browser_of(everybody["victor"]).get(door).status_code == 404


def test_nobody_but_the_coordination_reads_an_address(stay, everybody, browser_of):
    """Neither on the pages, nor behind the link of a party."""
    addresses = ["@signe.example", "@structure.example", everybody["victor"].email]
    pages = [stay.url(door) for door in ("placement", "convention")]
    for name in ("hostess", "boss"):
        for page in pages:
            said = browser_of(everybody[name]).get(page).content.decode()
            assert "Odile Brassac" in said or page == pages[0]
            assert not any(one in said for one in addresses), (name, page)
    with acting_as_system():
        Placement.objects.filter(pk=stay.other.pk).update(tutor="")
        placement = world.settled(stay.other, everybody["alice"], moment=timezone.now())
        tokens = [world.link(one) for one in placement.signatures.all()]
    for token in tokens:
        said = browser_of().get(reverse("practice_groups:sign_convention", args=[token])).content.decode()
        assert "Odile Brassac" in said and "Rémi Castel" in said and "Direction" in said
        assert not any(one in said for one in addresses)


def test_unknown_used_and_cancelled_links_say_the_same(stay, browser_of):
    with acting_as_system():
        placement = world.settled(stay.other, stay.field.alice, moment=timezone.now())
        old = world.link(placement.signatures.get(role="accueil"))
        world.link(placement.signatures.get(role="accueil"))
    texts = set()
    for door in BEHIND_A_LINK:
        for token in (old, "inconnu", "x" * 43):
            answer = browser_of().get(reverse(f"practice_groups:{door}", args=[token]))
            assert answer.status_code == 409, door
            texts.add(answer.content.decode().split("<main", 1)[1].split("</main", 1)[0])
    assert len(texts) == 1


def test_what_the_pages_cost(stay, everybody, browser_of):
    """Eight statements a page at most, and as many with four placements as with two."""
    of_one = ["placement", "convention", "placement_days", "placement_grid", "placement_evaluation"]
    of_all = ["placement_preparation", "placement_restitution", "placement_summary", "signature"]
    desk, hers, hosts = (browser_of(everybody[name]) for name in ("alice", "victor", "hostess"))
    few = {name: cost(desk, stay.url(name)) for name in of_one + of_all}
    for number in range(3):
        stay.under_way(f"Prénom{number} Nom", chosen=1 + number)
    many = {name: cost(desk, stay.url(name)) for name in of_one + of_all}
    assert many == few
    costs = few | {f"hers {name}": cost(hers, stay.url(name)) for name in of_one if name != "placement_days"}
    costs |= {f"host {name}": cost(hosts, stay.url(name)) for name in of_one[:2]}
    assert max(costs.values()) <= 8, costs


def test_what_the_links_cost(stay, browser_of):
    with acting_as_system():
        placement = world.settled(stay.other, stay.field.alice, moment=timezone.now())
        token = world.link(placement.signatures.get(role="accueil"))
    assert cost(browser_of(), reverse("practice_groups:sign_convention", args=[token])) <= 8


def test_what_is_late_and_whose_turn_it_is(stay, everybody, browser_of):
    with acting_as_system():
        world.settled(stay.other, everybody["alice"], moment=timezone.now() - timedelta(days=15))
    said = browser_of(everybody["alice"]).get(reverse("practice_groups:placement", args=[stay.other.pk]))
    assert "En retard" in said.content.decode()
    late = next(step for step in said.context["page"].steps if step.state == "late")
    assert late.turn.count(",") == 3


def test_her_page_says_what_to_fill_in_and_what_was_handed_out(stay, everybody, browser_of):
    """Her grid is filled in already; the evaluation opens on the last day, and is not offered before."""
    victor = browser_of(everybody["victor"])
    page = victor.get(stay.url("placement"))
    said = page.content.decode()
    assert "Plan d’accès" in said and "Bilan" not in said
    assert page.context["page"].to_fill_in == "" and stay.url("placement_evaluation") not in said
    with acting_as_system():
        PlacementDay.objects.filter(placement=stay.placement, day__gt=timezone.localdate()).delete()
    page = victor.get(stay.url("placement"))
    assert page.context["page"].to_fill_in == "evaluation"
    assert "Remplir mon évaluation" in page.content.decode()


def test_a_session_that_is_called_off_has_no_door(stay, everybody, browser_of):
    with acting_as_system():
        closed = world.session_of_2022(everybody["alice"], state="annulee")
    for door, (on, how, _who) in DOORS.items():
        if on == "session":
            address = reverse(f"practice_groups:{door}", args=[closed.pk])
            assert getattr(browser_of(everybody["alice"]), how)(address).status_code == 404, door
