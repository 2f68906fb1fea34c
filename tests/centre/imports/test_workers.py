"""Several workers, workers that die, two coordinators: what is imported is imported once, or the page says why not."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.imports import actions, worker
from centre.imports.models import ImportRun
from centre.imports.tasks import resume_imports
from centre.imports.worker import MAX_ATTEMPTS, work
from centre.refusals import Refused
from networks.life import imports as life
from networks.models import Activity
from tests.centre.imports.conftest import year_zip
from tests.people import People
from tests.referrals.test_concurrency import together
from tests.sheets import ACTION

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [ACTION | {"reference": f"A-{number}"} for number in range(30)]


def sent(user, *rows) -> ImportRun:
    content = year_zip(actions=list(rows) or ROWS)
    with acting_as(user):
        return actions.send(
            files=[("2020.zip", content)], idempotency_key=uuid4(), by=user, at=timezone.now()
        )


def now_is(run) -> ImportRun:
    with acting_as_system():
        return ImportRun.objects.get(pk=run.pk)


def confirmed(run, user) -> ImportRun:
    run = now_is(run)
    with acting_as(user):
        actions.confirm(run, fingerprint=run.fingerprint, by=user, at=timezone.now())
    return run


def imported() -> int:
    with acting_as_system():
        return Activity.objects.count()


def aged(run) -> None:
    """A quarter of an hour without a sign of its worker."""
    before = timezone.now() - timedelta(minutes=15)
    with acting_as_system():
        ImportRun.objects.filter(pk=run.pk).update(seen_at=before)


@pytest.fixture
def killed():
    """`killed(2)`: the next two workers are killed once the rows of `actions` are written."""
    whole = life.ACTIVITIES.load

    def arrange(times: int) -> list:
        deaths = []

        def load(rows, run):
            tally = whole(rows, run)
            if len(deaths) < times:
                deaths.append(1)
                raise SystemExit  # no `except Exception` sees it: the transaction is lost with its worker
            return tally

        object.__setattr__(life.ACTIVITIES, "load", load)
        return deaths

    yield arrange
    object.__setattr__(life.ACTIVITIES, "load", whole)


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_imports_once(killed, monkeypatch):
    alice = People().alice
    run = sent(alice)
    work(run.pk)
    run = confirmed(run, alice)
    killed(1)
    with pytest.raises(SystemExit):
        work(run.pk)
    assert now_is(run).state == "application" and imported() == 0
    work(run.pk)  # its broker hands it again at once: the first one may still be alive
    assert imported() == 0
    aged(run)
    monkeypatch.setattr("centre.tasks.enqueue", lambda task, pk: work(pk) or True)
    resume_imports()
    assert now_is(run).state == "importe" and imported() == len(ROWS)
    resume_imports()
    work(run.pk)
    assert imported() == len(ROWS)


def test_three_dead_workers_and_the_page_says_so(killed):
    alice = People().alice
    run = sent(alice)
    deaths = killed(MAX_ATTEMPTS)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(SystemExit):
            work(run.pk)
        aged(run)
    work(run.pk)
    run = now_is(run)
    assert len(deaths) == MAX_ATTEMPTS and run.state == "echec" and "trois fois" in run.failure
    assert imported() == 0 and run.content == ""


def test_eight_workers_at_the_same_confirmed_import():
    alice = People().alice
    run = sent(alice)
    work(run.pk)
    run = confirmed(run, alice)
    together(8, lambda number: work(run.pk))
    assert now_is(run).state == "importe" and imported() == len(ROWS) and now_is(run).attempts == 1


def test_while_a_worker_writes_nobody_takes_its_run_nor_gives_it_up(monkeypatch):
    """Its silence says nothing: the row it holds does."""
    monkeypatch.setattr(worker, "SILENCE", timedelta(seconds=-1))
    alice = People().alice
    run = sent(alice)
    work(run.pk)
    run = confirmed(run, alice)
    writing, go_on = threading.Event(), threading.Event()
    whole = life.ACTIVITIES.load

    def slow(rows, about):
        writing.set()
        go_on.wait(20)
        return whole(rows, about)

    object.__setattr__(life.ACTIVITIES, "load", slow)
    try:
        thread = threading.Thread(target=lambda: (work(run.pk), connection.close()))
        thread.start()
        assert writing.wait(20)
        work(run.pk)
        with acting_as(alice), pytest.raises(Refused, match="en cours"):
            actions.abandon(run, by=alice, at=timezone.now())
    finally:
        go_on.set()
        thread.join()
        object.__setattr__(life.ACTIVITIES, "load", whole)
    assert now_is(run).state == "importe" and now_is(run).attempts == 1 and imported() == len(ROWS)


def test_two_coordinators_import_the_same_year_and_the_second_is_told():
    people = People()
    both = [people.alice, people.chloe]
    runs = [sent(user) for user in both]
    for run in runs:
        work(run.pk)
    runs = [confirmed(run, user) for run, user in zip(runs, both, strict=True)]
    together(2, lambda number: work(runs[number].pk))
    states = sorted(now_is(run).state for run in runs)
    assert states == ["apercu", "importe"] and imported() == len(ROWS)
    late = next(run for run in map(now_is, runs) if run.state == "apercu")
    assert late.changed and late.tallies[0]["created"] == 0 and late.tallies[0]["unchanged"] == len(ROWS)
