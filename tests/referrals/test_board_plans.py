"""What performance rests on, without a clock: statements that do not grow with the rows, plans that follow an index."""

import json
from urllib.parse import parse_qsl

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from centre.bench_seed import address
from centre.context import acting_as
from centre.models import User
from centre.pages import _after, page_by_due
from referrals import access
from referrals.bench_seed import FULL_FILTERS
from referrals.board.filters import BoardFilter
from referrals.models import Care, Consent, Identity, Person, Referral, ReferralStep, TherapySession
from tests.people import browser_of, make_user
from tests.referrals import makers

# The goal is 6 for each. Where a page asks more, this is what it asks, so that it does not slip further.
MOST = {"board": 6, "mine": 6, "cares": 7, "file": 11, "care": 9}
SIZES = (1, 3, 300)


# ── Statements ──────────────────────────────────────────────────────────────────────────────────


def statements(browser, url: str) -> list[str]:
    """What the second request asks: the first one fills the process's caches."""
    seen = []

    def note(execute, sql, *rest):
        seen.append(sql)
        return execute(sql, *rest)

    browser.get(url)
    with connection.execute_wrapper(note):
        answer = browser.get(url)
    assert answer.status_code == 200
    assert seen[_BEGIN].startswith("SAVEPOINT") and seen[-_AFTERWARDS].startswith("RELEASE")
    return seen[:_BEGIN] + seen[_BEGIN + 1 : -_AFTERWARDS]


# In a test the request's transaction is a savepoint, where production has BEGIN and COMMIT; then PortalClient
# becomes the portal again: its account, the setting.
_BEGIN, _AFTERWARDS = 2, 3


def grown(browser, url: str, grow) -> int:
    """The number of statements, the same at one row, three and three hundred."""
    counts, there = {}, 1
    for size in SIZES:
        grow(size - there)
        there = size
        counts[size] = len(statements(browser, url))
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


def test_the_board_asks_as_much_for_three_hundred_as_for_one(people):
    makers.referral(people.omar)
    colleagues = [make_user(f"Collègue {number}", "coordination") for number in range(5)]

    def grow(count):
        for number in range(5):
            _referrals(count // 5 + (number < count % 5), people.omar, owner=colleagues[number])

    assert grown(browser_of(people.alice), reverse("referrals:board"), grow) <= MOST["board"]


def test_the_referrers_list_asks_as_much_for_three_hundred_as_for_one(people):
    makers.referral(people.omar)
    asked = grown(
        browser_of(people.omar), reverse("referrals:mine"), lambda count: _referrals(count, people.omar)
    )
    assert asked <= MOST["mine"]


def test_a_file_asks_as_much_with_three_hundred_steps_as_with_one(people):
    sent = makers.referral(people.omar)
    scopes = iter(range(1000))

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
                    scope=f"portee {next(scopes)}",
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

at_scale = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def plan_nodes(queryset: QuerySet) -> list[dict]:
    def walk(node):
        yield node
        for child in node.get("Plans", []):
            yield from walk(child)

    return list(walk(json.loads(queryset.explain(format="json"))[0]["Plan"]))


@at_scale
def test_the_board_never_reads_the_whole_table():
    call_command("seed_bench", persons=20_000, sessions=0)
    alice = User.objects.with_roles().get(email=address("coordination"))
    with acting_as(alice):
        listed, counted = access.board()[:51], access.board()[:1001]
        for queryset in (listed, counted):
            scanned = {
                node.get("Relation Name") for node in plan_nodes(queryset) if node["Node Type"] == "Seq Scan"
            }
            assert not scanned & {"referrals_referral", "referrals_person"}
        page = page_by_due(access.board(), {})
        key = dict(parse_qsl(page.next_url.removeprefix("?")))["apres"]
        after = access.board().filter(_after(key))[:51]
        assert any("due_at >=" in node.get("Index Cond", "") for node in plan_nodes(after))
        assert not {row.pk for row in page_by_due(access.board(), {"apres": key}).rows} & {
            r.pk for r in page.rows
        }
        assert _after("2026-03-02T09:00:00+00:00|nonsense") is _after("nonsense") is None
        assert (len(page.rows), page.count, page.capped) == (50, 1000, True)


@at_scale
def test_from_a_thousand_referrals_on_every_filter_fills_a_page(rf):
    call_command("seed_bench", persons=1000, sessions=100)
    alice = User.objects.with_roles().get(email=address("coordination"))
    with acting_as(alice):
        for query in FULL_FILTERS:
            request = rf.get(f"/?{query}")
            request.user = alice
            found = BoardFilter(request.GET, queryset=access.board(), request=request)
            assert found.form.is_valid()
            assert len(page_by_due(found.qs, request.GET).rows) == 50, query
    with pytest.raises(CommandError, match="déjà"):
        call_command("seed_bench")


@at_scale
def test_invented_rows_never_mix_with_real_accounts():
    make_user("Somebody real", "coordination")
    with pytest.raises(CommandError, match="vrais comptes"):
        call_command("seed_bench", persons=10)
    assert not Person.objects.exists()
