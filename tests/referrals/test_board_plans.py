"""What performance rests on, without a clock: statements that do not grow with the rows, plans that follow an index."""

import json
from itertools import islice
from urllib.parse import parse_qsl

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from centre.bench_seed import address, key, one_of, with_blanks
from centre.context import acting_as
from centre.models import User
from centre.pages import after
from referrals import access
from referrals.bench_seed import FULL_FILTERS
from referrals.board.columns import columns, statement
from referrals.board.filters import BoardFilter
from referrals.models import Care, Consent, Identity, Person, Referral, ReferralStep, TherapySession
from referrals.states import OPEN
from tests.people import browser_of, make_user
from tests.referrals import makers
from tests.referrals.pairing import field
from tests.statements import cost

# What each asks, so that it does not slip; the goal is 6 for a list and for a file, 8 for another page.
MOST = {"board": 5, "mine": 5, "cares": 6, "file": 11, "care": 7, "propose": 8}
SIZES = (1, 3, 300)
BOARD_SIZES = (1, 50, 5000)


# ── Statements ──────────────────────────────────────────────────────────────────────────────────


def grown(browser, url: str, grow, sizes=SIZES) -> int:
    """The number of statements, the same at every size."""
    counts, there = {}, 1
    for size in sizes:
        grow(size - there)
        there = size
        counts[size] = cost(browser, url)
    assert len(set(counts.values())) == 1, counts
    return counts[1]


@pytest.fixture
def care(people):
    return makers.care(
        people.omar, people.alice, makers.therapist(people.tara, languages=["prs"], capacity=500)
    )


def _people(count: int, by: User) -> list[Person]:
    return Person.objects.bulk_create(
        [Person(languages=["prs"], departement="30", birth_year=1990, created_by=by) for _ in range(count)]
    )


def _referrals(count: int, by: User, owner: User | None = None) -> list[Referral]:
    dispositif = makers.dispositif()
    return Referral.objects.bulk_create(
        [
            Referral(
                person=person,
                dispositif=dispositif,
                referrer=by,
                owner=owner,
                received_on=makers.AT.date(),
                due_at=makers.AT,
            )
            for person in _people(count, by)
        ]
    )


def _on_the_board(first: int, count: int) -> None:
    """Rows in every column, by SQL: five thousand through the models would be the test's whole time."""
    numbers = f"FROM generate_series({first}, {first + count - 1}) AS n"
    person = with_blanks(
        Person,
        id=key("person"),
        code="'P-' || lpad(n::text, 8, '0')",
        languages="ARRAY['prs']",
        departement="'30'",
        created_by_id="(SELECT app_user_id())",
        created_at="now()",
    )
    referral = with_blanks(
        Referral,
        id=key("referral"),
        reference="'O-' || lpad(n::text, 8, '0')",
        person_id=key("person"),
        state=one_of(OPEN, "mod(n, 5)"),
        received_on="current_date",
        state_since="now()",
        due_at="now() + mod(n, 40) * interval '1 day' - interval '20 days'",
        owner_id="CASE WHEN mod(n, 3) = 0 THEN"
        " (SELECT max(user_id) FROM centre_rolegrant WHERE role = 'coordination') END",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO referrals_person {person} {numbers}")
        cursor.execute(f"INSERT INTO referrals_referral {referral} {numbers}")


@pytest.mark.parametrize("query", ["", "?state=envoyee", "?late=on&owner=moi&departement=30&language=prs"])
def test_the_board_asks_as_much_for_five_thousand_as_for_one(people, query):
    alice, first = browser_of(people.alice), iter((1, 1, 50))
    _on_the_board(5000, 1)

    def grow(count):
        _on_the_board(next(first), count)

    assert grown(alice, reverse("referrals:board") + query, grow, BOARD_SIZES) <= MOST["board"]
    assert Referral.objects.count() == 5000


def test_the_referrers_list_asks_as_much_for_three_hundred_as_for_one(people):
    makers.referral(people.omar)
    asked = grown(
        browser_of(people.omar), reverse("referrals:mine"), lambda count: _referrals(count, people.omar)
    )
    assert asked <= MOST["mine"]


def test_a_file_asks_as_much_with_three_hundred_steps_as_with_one(people):
    sent = makers.referral(people.omar)

    def grow(count):
        ReferralStep.objects.bulk_create(
            [
                ReferralStep(referral=sent, state=sent.state, at=makers.AT, by=people.alice)
                for _ in range(count)
            ]
        )
        Consent.objects.bulk_create(
            [
                Consent(
                    person=sent.person,
                    scope="statistiques",
                    withdrawn_on=makers.AT.date(),
                    form="oral",
                    given_on=makers.AT.date(),
                    recorded_by=people.alice,
                )
                for _ in range(count)
            ]
        )

    assert grown(browser_of(people.alice), reverse("referrals:file", args=[sent.pk]), grow) <= MOST["file"]


def test_a_therapists_list_asks_as_much_for_three_hundred_as_for_one(people, care):
    def grow(count):
        sent = _referrals(count, people.omar)
        facts = {"therapist": care.therapist, "proposed_at": makers.AT, "proposed_by": people.alice}
        facts |= {"state": "active", "answered_at": makers.AT}
        Care.objects.bulk_create([Care(person=one.person, referral=one, **facts) for one in sent])
        told = {"scope": "equipe", "form": "oral", "given_on": makers.AT.date(), "recorded_by": people.alice}
        Consent.objects.bulk_create([Consent(person=one.person, **told) for one in sent])
        Identity.objects.bulk_create([Identity(person=one.person, first_name="Ariya") for one in sent])

    assert grown(browser_of(people.tara), reverse("referrals:cares"), grow) <= MOST["cares"]


def test_the_page_of_proposal_asks_as_much_for_thirty_as_for_one(people):
    referral, numbers = makers.accepted(people.omar, people.alice), iter(range(1, 31))

    def grow(count):
        for number in islice(numbers, count):
            field.therapist(number, languages=["prs"]), field.interpreter(number)

    grow(1)
    url = reverse("referrals:propose", args=[referral.pk])
    assert grown(browser_of(people.alice), url, grow, (1, 3, 30)) <= MOST["propose"]


def test_a_care_asks_as_much_with_three_hundred_sessions_as_with_one(people, care):
    def grow(count):
        TherapySession.objects.bulk_create(
            [
                TherapySession(
                    care=care,
                    person=care.person,
                    therapist=care.therapist,
                    day=makers.AT.date(),
                    state="realisee",
                    logged_by=people.tara,
                    logged_at=makers.AT,
                    imported=True,
                )
                for _ in range(count)
            ]
        )

    grow(1)
    assert grown(browser_of(people.tara), reverse("referrals:care", args=[care.pk]), grow) <= MOST["care"]


# ── Plans, at twenty thousand referrals ─────────────────────────────────────────────────────────

COUNTED = "referrals_referral"
at_scale = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def plan_nodes(sql: str, params: list) -> list[dict]:
    def walk(node):
        yield node
        for child in node.get("Plans", []):
            yield from walk(child)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (plan,) = cursor.fetchone()
    return list(walk((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]))


def filtered(user, rf, query: str) -> BoardFilter:
    request = rf.get(f"/?{query}")
    request.user = user
    found = BoardFilter(request.GET, queryset=access.board(), request=request)
    assert found.form.is_valid()
    return found


def board_of(user, rf, query: str) -> list:
    found = filtered(user, rf, query)
    start = found.data.get("apres", "")
    return columns(found.qs, found.chosen, start=start, user=user, now=timezone.now())


@at_scale
def test_the_board_never_reads_the_whole_table(rf):
    call_command("seed_bench", persons=20_000, sessions=0)
    alice = User.objects.with_roles().get(email=address("coordination"))
    with acting_as(alice):
        nodes = plan_nodes(*statement(access.board(), OPEN, 11, None))
        scanned = {node.get("Relation Name") for node in nodes if node["Node Type"] == "Seq Scan"}
        assert not scanned & {"referrals_referral", "referrals_person"}
        shown = board_of(alice, rf, "")
        assert [len(column.cards) for column in shown] == [10] * 5
        assert {(column.count, column.capped) for column in shown} == {
            (1000, True),  # « plus de 1 000 »
            (1000, False),
            (400, False),
            (600, False),
        }

        (sent,) = board_of(alice, rf, "state=envoyee")
        assert (len(sent.cards), sent.count, sent.capped) == (50, 1000, True)
        (then,) = board_of(alice, rf, sent.next_url.removeprefix("?"))
        assert len(then.cards) == 50 and then.count is None
        assert not {card.url for card in then.cards} & {card.url for card in sent.cards}
        key_of_next = after(dict(parse_qsl(sent.next_url.removeprefix("?")))["apres"])
        nodes = plan_nodes(*statement(access.board(), [OPEN[0]], 51, key_of_next))
        assert any("due_at >=" in node.get("Index Cond", "") for node in nodes)
        assert after("2026-03-02T09:00:00+00:00|nonsense") is after("nonsense") is None

        for query in ("", "owner=moi", "late=on", "urgency=rapide", "origin=professionnel"):
            sql, params = statement(filtered(alice, rf, query).qs, OPEN, 11, None)
            read = {n["Node Type"] for n in plan_nodes(sql, params) if n.get("Relation Name") == COUNTED}
            assert "Index Only Scan" in read, query  # counted without opening a row
            # Five columns cost as much to plan as one: the walls are said once.
            assert sql == statement(filtered(alice, rf, query).qs, OPEN[:1], 11, None)[0]


@at_scale
def test_from_a_thousand_referrals_on_every_filter_fills_a_page(rf):
    call_command("seed_bench", persons=1000, sessions=100)
    alice = User.objects.with_roles().get(email=address("coordination"))
    with acting_as(alice):
        for query in FULL_FILTERS:
            assert sum(column.count for column in board_of(alice, rf, query)) >= 50, query
    with pytest.raises(CommandError, match="déjà"):
        call_command("seed_bench")


@at_scale
def test_invented_rows_never_mix_with_real_accounts():
    make_user("Somebody real", "coordination")
    with pytest.raises(CommandError, match="vrais comptes"):
        call_command("seed_bench", persons=10)
    assert not Person.objects.exists()
