"""What an attack of the groups found, each with the test that failed before. Everybody is invented."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from centre.context import acting_as, acting_as_system, set_actor
from centre.links import INVALID_LINK
from centre.models import ClosedYear, RoleGrant
from centre.refusals import Refused
from practice_groups.models import (
    Attestation,
    Cycle,
    Group,
    LoggedHours,
    Meeting,
    MemberPresence,
    PlacementDay,
    Registration,
)
from practice_groups.placements.stays.actions import days
from practice_groups.placements.stays.actions.conventions import cancel_placement
from practice_groups.registrations import links
from tests.people import make_user
from tests.practice_groups.field import NOW, join, make_cycle
from tests.practice_groups.placements import world as stays
from tests.practice_groups.world import AT, build


@pytest.fixture
def world(people):
    return build(people)


def refused(user, write, match: str) -> None:
    """The database refuses `write` in this person's name, whatever code asks."""
    with acting_as(user), pytest.raises(DatabaseError, match=match), transaction.atomic():
        write()


# ── Rows that a role would forge ────────────────────────────────────────────────────────────────


def in_the_queue(cycle, user, *, at=NOW) -> Registration:
    return Registration(
        cycle=cycle, user=user, profession="Éducatrice", sector="social", state="liste_attente",
        charter_accepted_at=at, registered_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    "facts",
    [
        {"published": False},
        {"opens_at": NOW + timedelta(days=1)},
        {"closes_at": NOW - timedelta(hours=1)},
    ],
)
def test_nobody_queues_where_registration_is_not_open(people, facts):
    """Whoever queued by her own SQL was offered the next seat like everybody else."""
    refused(people.victor, in_the_queue(make_cycle(1, **facts), people.victor).save, "not open to her")


@pytest.mark.parametrize(
    ("audience", "admitted"), [("therapeutes", "tara"), ("interpretes", "ines"), ("reseau", "tara")]
)
def test_nobody_queues_for_a_group_that_is_not_hers(people, audience, admitted):
    cycle = make_cycle(1)
    with acting_as_system():
        Group.objects.filter(pk=cycle.group_id).update(audience=audience)
    refused(people.omar, in_the_queue(cycle, people.omar).save, "not open to her")
    hers = getattr(people, admitted)
    with acting_as(hers):
        in_the_queue(cycle, hers).save()


def test_nobody_queues_for_a_group_that_closed(people):
    cycle = make_cycle(1)
    with acting_as_system():
        Group.objects.filter(pk=cycle.group_id).update(closed_on=NOW.date())
    refused(people.victor, in_the_queue(cycle, people.victor).save, "not open to her")


@pytest.mark.parametrize(
    "facts",
    [{"hours": Decimal(30)}, {"meetings": 12}, {"holder": "Quelqu’un d’autre"}, {"issued_by": "alice"}],
)
def test_a_facilitator_attests_what_was_attended_alone(world, facts):
    hers = world.hers
    with acting_as_system():
        Attestation.objects.filter(pk=hers.attestation.pk).update(
            revoked_on=AT.date(), revoked_because="Erreur"
        )
    right = {
        "code": "7KQ2-M9XA-4TCE", "registration": hers.seat, "holder": "Paula", "title": "Formation",
        "hours": Decimal(3), "meetings": 1, "first_day": AT.date(), "last_day": AT.date(), "issued_at": AT,
        "issued_by": hers.leader,
    }  # fmt: skip
    forged = right | {name: world.cast.get(value, value) for name, value in facts.items()}
    refused(hers.leader, Attestation(**forged).save, "what was attended")
    with acting_as(hers.leader):
        Attestation(**right).save()


def test_a_day_has_twenty_four_hours_whoever_looks(people):
    """Two forms sent at once were each looked at without the other."""

    def hours(day, number):
        return LoggedHours(
            user=people.tara, kind="supervision", day=day, hours=number, noted_by=people.tara, noted_at=AT
        ).save

    with acting_as(people.tara):
        hours(AT.date(), 20)()
    refused(people.tara, hours(AT.date(), 5), "twenty-four")
    with acting_as(people.tara):
        hours(AT.date(), 4)()
        hours(AT.date() - timedelta(days=1), 5)()


def test_hours_are_not_those_of_somebody_else(people):
    forged = LoggedHours(
        user=people.theo, kind="supervision", day=AT.date(), hours=2, noted_by=people.tara, noted_at=AT
    )
    refused(people.tara, forged.save, "row-level security")


# ── A year whose bilan is published ─────────────────────────────────────────────────────────────


@pytest.fixture
def of_2022(world, people):
    with acting_as_system():
        ClosedYear.objects.create(year=2022, closed_at=AT, closed_by=people.alice)
    return world.placement


def test_days_of_a_published_year_change_no_more(world, people, of_2022):
    """The bilan counts these days: one more, or one less, was written after it was published."""
    known = PlacementDay.objects.filter(placement=of_2022)
    refused(people.alice, known.delete, "published")
    refused(people.alice, lambda: known.update(day=date(2022, 9, 21)), "published")
    added = PlacementDay(placement=of_2022, day=date(2022, 9, 22), hours=7)
    refused(people.alice, added.save, "published")


def test_the_coordination_is_told_that_the_year_is_published(world, people, of_2022):
    with acting_as(people.alice), pytest.raises(Refused, match="publié"):
        days.add_day(of_2022, day=date(2022, 9, 22), hours=Decimal(7), by=people.alice, at=stays.NOW)
    with acting_as(people.alice), pytest.raises(Refused, match="publié"):
        days.remove_day(of_2022.days.get(), by=people.alice, at=stays.NOW)


def test_what_never_began_is_given_up_even_then(people, of_2022):
    with acting_as(people.alice):
        cancel_placement(of_2022, reason="Mutée", version=of_2022.version, by=people.alice, at=AT)
    of_2022.refresh_from_db()
    assert of_2022.state == "annulee" and not of_2022.days.exists()


def test_presences_of_a_published_year_change_no_more(world, people):
    presence = MemberPresence.objects.filter(meeting=world.hers.planned)
    with acting_as_system():
        ClosedYear.objects.create(
            year=world.hers.planned.starts_at.year, closed_at=AT, closed_by=people.alice
        )
    refused(world.hers.leader, lambda: presence.update(state="present"), "published")
    refused(people.alice, presence.delete, "published")


# ── What somebody would read ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", ["otto", "fred", "tara", "hana", "felix", "ada", "visitor"])
def test_where_a_closed_group_meets_is_for_those_who_come(world, reader):
    """A visitor's bare SELECT gave the place and the agenda of every working group."""
    hidden = Meeting.objects.filter(pk=world.hers.planned.pk)
    if reader == "visitor":
        set_actor(None)
        assert not hidden.exists()
    else:
        with acting_as(world.cast[reader]):
            assert not hidden.exists()
    for who in ("paula", "fanny", "alice"):
        with acting_as(world.cast[who]):
            assert hidden.exists()


def test_a_link_without_login_closes_when_its_holder_is_given_files(people, browser_of):
    """It opened her whole agenda to whoever has the mail, past the second factor of her new role."""
    nadia = make_user("Nadia", "participant")
    seat = join(make_cycle(3, at=AT), nadia, at=AT)
    token = links.token_of(seat)
    pages = [
        reverse(f"practice_groups:{name}", args=[token])
        for name in ("my_registration", "my_registration_calendar")
    ]
    assert [browser_of().get(page).status_code for page in pages] == [200, 200]
    with acting_as_system():
        RoleGrant.objects.create(user=nadia, role="therapeute", since="2020-01-01")
        seat = Registration.objects.select_related("cycle__group", "user").get(pk=seat.pk)
        assert links.path_of(seat, "practice_groups:cycle") == reverse(
            "practice_groups:cycle", args=[seat.cycle_id]
        )
    for page in pages:
        assert INVALID_LINK in unescape(browser_of().get(page).content.decode())
    page = browser_of().post(pages[0], {"withdraw": "1"})
    seat.refresh_from_db()
    assert INVALID_LINK in unescape(page.content.decode()) and seat.state == "confirmee"


def test_a_host_never_reads_the_address_of_another_signatory(world, browser_of):
    for who in ("hana", "paula"):
        browser = browser_of(world.cast[who])
        for name in ("placement", "convention"):
            page = browser.get(reverse(f"practice_groups:{name}", args=[world.placement.pk]))
            assert page.status_code == 200 and b"@signe.example" not in page.content, (who, name)


# ── What holds, and is not to be lost ───────────────────────────────────────────────────────────


def test_nobody_writes_a_cycle_that_everybody_may_lock(world):
    cycle = Cycle.objects.filter(pk=world.hers.cycle.pk)
    for reader in ("paula", "fred", "tara", "hana", "ada"):
        refused(world.cast[reader], lambda: cycle.update(fee=0), "for the coordination")
    for facts in ({"taken": 0}, {"fee": 0}, {"seats": 500}):
        with pytest.raises(DatabaseError), transaction.atomic():
            set_actor(None)
            assert cycle.update(**facts)
            raise AssertionError(f"a visitor wrote {facts}")


def test_the_application_makes_no_trigger_of_its_own_to_pass_for_one(people):
    """Walls that ask `pg_trigger_depth()` hold because nobody but the owner attaches a trigger, to any table."""
    for statement in (
        "CREATE TEMP TABLE forged (pgh_id int)",
        "CREATE TABLE forged (pgh_id int)",
        "CREATE TRIGGER forged AFTER UPDATE ON practice_groups_cycle FOR EACH ROW EXECUTE FUNCTION keep_cycle_places()",
        "CREATE FUNCTION forged() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE EVENT TRIGGER forged ON ddl_command_end EXECUTE FUNCTION keep_cycle_places()",
        "SELECT journal_seal('practice_groups_cyclewriteevent', '1', '{}')",
        "TRUNCATE practice_groups_seasonreminder",
        "ALTER TABLE practice_groups_cycle DISABLE TRIGGER keep_cycle",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.alice):
            with connection.cursor() as cursor:
                cursor.execute(statement)
            raise AssertionError(statement)


SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_title_is_never_markup(people, browser_of, language):
    cycle = make_cycle(3, title=SCRIPT, at=AT, facilitators=[people.anne])
    with acting_as_system():
        Group.objects.filter(pk=cycle.group_id).update(description=SCRIPT, place=SCRIPT, prerequisites=SCRIPT)
        Meeting.objects.create(
            cycle=cycle,
            starts_at=AT + timedelta(days=30),
            ends_at=AT + timedelta(days=30, hours=2),
            place=SCRIPT,
        )
    join(cycle, people.victor, at=AT, structure=SCRIPT, expectations=SCRIPT)
    seen = 0
    for user, names in (
        (None, ("public_catalogue", "public_cycle", "public_register")),
        (people.victor, ("catalogue", "cycle", "withdraw")),
        (people.anne, ("roster", "manage_cycle")),
    ):
        browser = browser_of(user)
        browser.cookies["django_language"] = language
        for name in names:
            args = [] if name.endswith("catalogue") else [cycle.pk]
            page = browser.get(reverse(f"practice_groups:{name}", args=args))
            assert page.status_code == 200, name
            assert SCRIPT not in page.content.decode(), (name, language)
            seen += "&lt;script&gt;" in page.content.decode()
    assert seen >= 6


def test_a_public_form_without_its_token_is_refused(portal):
    cycle = make_cycle(3, at=AT)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("practice_groups:public_register", args=[cycle.pk]), {}).status_code == 403
    for name in ("confirm_registration", "my_registration", "sign_convention", "notebook_grid"):
        assert strict.post(reverse(f"practice_groups:{name}", args=["x"]), {}).status_code == 403, name


def test_a_mailed_link_is_not_of_the_host_that_asked(portal, settings):
    settings.ALLOWED_HOSTS = ["*"]
    cycle = make_cycle(3, at=AT)
    from centre.models import OutgoingMail
    from tests.practice_groups.registrations.test_public import TYPED

    browser = Client(headers={"host": "evil.example"})
    url = reverse("practice_groups:public_register", args=[cycle.pk])
    browser.post(url, TYPED | {"idempotency_key": "11111111-1111-4111-8111-111111111111"})
    body = OutgoingMail.objects.latest("queued_at").body
    assert settings.ORIGIN in body and "evil" not in body
