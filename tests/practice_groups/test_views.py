"""Who opens which page, and how many statements it takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import OutgoingMail
from practice_groups.cards import day_of
from practice_groups.models import Meeting, Registration
from tests.people import browser_of, make_user
from tests.practice_groups.field import join, make_cycle, states

PAGES = ["", "inscription/", "participants/"]


def now_cycle(seats=2, **facts):
    return make_cycle(seats, at=timezone.now(), **facts)


def join_now(cycle, *people):
    return [join(cycle, who, at=timezone.now()) for who in people]


@pytest.mark.parametrize("path", PAGES)
def test_a_funder_finds_nothing_here(people, path):
    assert browser_of(people.felix).get(f"/groupes/{now_cycle().pk}/{path}").status_code == 404


def test_nobody_enters_without_an_account(people):
    assert browser_of().get("/groupes/").status_code == 302


def test_an_unknown_cycle_is_not_found(people):
    for path in ("", "inscription/", "desistement/", "place-proposee/", "participants/"):
        assert browser_of(people.alice).get(f"/groupes/999999/{path}").status_code == 404


def test_the_roster_is_for_its_facilitators_and_the_coordination(people):
    cycle = now_cycle(facilitators=[people.anne])
    join_now(cycle, people.victor)
    other = make_user("Agathe", "animation")
    roster = f"/groupes/{cycle.pk}/participants/"
    for reader in (people.anne, people.alice):
        assert "Victor" in browser_of(reader).get(roster).content.decode()
    for stranger in (other, people.victor, people.tara):
        assert browser_of(stranger).get(roster).status_code == 404


def test_the_coordination_notes_that_somebody_who_telephoned_leaves(people):
    cycle = now_cycle(1, facilitators=[people.anne])
    leaving, next_one = join_now(cycle, people.victor, people.tara)
    page, alice = f"/groupes/participants/{leaving.pk}/desistement/", browser_of(people.alice)
    assert page in alice.get(f"/groupes/{cycle.pk}/participants/").content.decode()
    assert "Victor" in alice.get(page).content.decode()
    assert states(cycle) == ["confirmee", "liste_attente"], "a page that is only read writes nothing"
    assert alice.post(page).status_code == 302
    assert states(cycle) == ["desistee", "place_proposee"]
    with acting_as_system():
        assert Registration.objects.get(pk=leaving.pk).ended_by == people.alice
        told = [one.body for one in OutgoingMail.objects.filter(to=people.victor.email)]
        assert sum("Votre désistement est enregistré" in body for body in told) == 1
    for stranger in (people.anne, people.victor, people.tara):
        assert (
            browser_of(stranger).post(f"/groupes/participants/{next_one.pk}/desistement/").status_code == 404
        )
    assert states(cycle) == ["desistee", "place_proposee"]


def test_a_withdrawal_noted_after_the_end_is_refused_in_words(people):
    cycle = now_cycle(1)
    (late,) = join_now(cycle, people.victor)
    with acting_as_system():
        cycle.starts_on, cycle.ends_on = (timezone.localdate() - timedelta(days=n) for n in (9, 2))
        cycle.opens_at, cycle.closes_at = (timezone.now() - timedelta(days=n) for n in (30, 10))
        cycle.save(update_fields=["starts_on", "ends_on", "opens_at", "closes_at"])
    answer = browser_of(people.alice).post(f"/groupes/participants/{late.pk}/desistement/")
    assert answer.status_code == 200 and "terminé" in answer.content.decode()
    assert states(cycle) == ["confirmee"]


def test_a_group_of_one_day_says_one_date(people):
    day = timezone.localdate() + timedelta(days=20)
    cycle = now_cycle(starts_on=day, ends_on=day)
    page = " ".join(browser_of(people.victor).get(f"/groupes/{cycle.pk}/").content.decode().split())
    assert f"le {day_of(day)}" in page and f"au {day_of(day)}" not in page


def test_the_panel_leads_to_the_calendar_and_a_working_group_to_its_room(people):
    led = now_cycle(title="Analyse du jeudi", facilitators=[people.anne])
    working = now_cycle(1000, title="Exil et soins", kind="groupe_travail", facilitators=[people.anne])
    page = browser_of(people.anne).get("/groupes/panneau/").content.decode()
    assert f"/groupes/gestion/cycles/{led.pk}/" in page and "sur 2" in page
    assert f"/groupes/groupes-de-travail/{working.group_id}/" in page and "1 000" not in page


def test_a_facilitator_who_lost_the_role_no_longer_reads_names(people):
    """Twice held: the page by its right, the rows by the database."""
    from centre.context import acting_as

    cycle = now_cycle(facilitators=[people.anne])
    join_now(cycle, people.victor)
    with acting_as(people.anne):
        assert Registration.objects.count() == 1
    with acting_as_system():
        people.anne.grants.update(until="2020-06-01")
    with acting_as(people.anne):
        assert Registration.objects.count() == 0
    assert browser_of(people.anne).get(f"/groupes/{cycle.pk}/participants/").status_code == 404


def test_nobody_makes_herself_a_facilitator(people):
    from django.db import DatabaseError, transaction

    from centre.context import acting_as

    cycle = now_cycle()
    with (
        acting_as(people.anne),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        cycle.facilitators.add(people.anne)


def test_a_cycle_page_names_no_other_participant(people):
    cycle = now_cycle(1)
    join_now(cycle, people.omar, people.ines)
    page = browser_of(people.victor).get(f"/groupes/{cycle.pk}/").content.decode()
    assert "Omar" not in page and "Inès" not in page
    assert "1 personne en liste d’attente" in page


def test_answering_an_offer_without_a_registration_is_not_found(people):
    cycle = now_cycle()
    assert browser_of(people.victor).get(f"/groupes/{cycle.pk}/place-proposee/").status_code == 404
    assert browser_of(people.victor).post(f"/groupes/{cycle.pk}/desistement/").status_code == 404


def test_an_answer_is_oui_or_non(people):
    cycle = now_cycle(1)
    seated, _ = join_now(cycle, people.victor, people.omar)
    browser_of(seated.user).post(f"/groupes/{cycle.pk}/desistement/")
    page = browser_of(people.omar).post(f"/groupes/{cycle.pk}/place-proposee/", {"accepted": "peut-être"})
    assert "Choisissez une réponse" in page.content.decode()
    assert states(cycle)[1] == "place_proposee"


def test_leaving_twice_says_the_same(people):
    cycle = now_cycle(1)
    join_now(cycle, people.victor)
    victor = browser_of(people.victor)
    for _ in range(2):
        assert victor.post(f"/groupes/{cycle.pk}/desistement/").status_code == 302
    assert states(cycle) == ["desistee"]


def test_a_facilitator_adds_a_seat_and_the_next_in_line_has_it(people):
    cycle = now_cycle(1, facilitators=[people.anne])
    join_now(cycle, people.victor, people.omar)
    url = f"/groupes/{cycle.pk}/participants/places/"
    page = browser_of(people.anne).post(url, {"seats": "0"})
    assert page.status_code == 200 and 'value="0"' in page.content.decode()
    browser_of(people.anne).post(url, {"seats": "2"})
    assert states(cycle) == ["confirmee", "place_proposee"]
    assert browser_of(people.victor).post(url, {"seats": "9"}).status_code == 404


def test_an_empty_catalogue_says_what_comes_next(people):
    assert "Aucun groupe annoncé" in browser_of(people.victor).get("/groupes/").content.decode()


def statements(browser, url) -> int:
    """What the page asks of the database; savepoints are the test's own transaction, and its last two words too."""
    browser.get(url)  # the first visit fills caches
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured) - 2


def fill(people, n):
    """`n` cycles of `n` seated and `n` waiting people, `n` meetings each; the last cycle made."""
    for c in range(n):
        cycle = now_cycle(n, title=f"Groupe {n}.{c}", facilitators=[people.anne])
        with acting_as_system():
            for m in range(n):
                start = timezone.now() + timedelta(days=30 * (m + 1))
                Meeting.objects.create(cycle=cycle, starts_at=start, ends_at=start + timedelta(hours=3))
        join_now(cycle, *(make_user(f"P {n} {c} {p}", "benevole") for p in range(2 * n - 1)), people.victor)
    return cycle


@pytest.mark.parametrize(
    ("reader", "path", "most"),
    [
        ("victor", "", 6),
        ("victor", "panneau/", 4),
        ("victor", "{pk}/", 7),
        ("victor", "{pk}/inscription/", 6),
        ("anne", "{pk}/participants/", 5),
        ("anne", "panneau/", 5),
    ],
)
def test_statements_do_not_grow_with_rows(people, reader, path, most):
    browser, counts = browser_of(getattr(people, reader)), []
    for n in (1, 3):
        url = "/groupes/" + path.format(pk=fill(people, n).pk)
        if path.endswith("inscription/"):
            browser = browser_of(people.omar)
        counts.append(statements(browser, url))
    assert counts[0] == counts[1] <= most
