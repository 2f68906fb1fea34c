"""Several people at one bilan, real connections: different sections at once, nothing lost; the same one, told."""

import threading

import pytest

from centre.context import acting_as, acting_as_system
from centre.document import CannotRender
from centre.models import Settings
from centre.refusals import Refused
from observatory import actions as editions
from observatory import rendering
from observatory.bilan import actions
from observatory.models import AnnualReport, Block, ReportSection
from tests.observatory.bilan.makers import AT, made, small_year, started
from tests.people import People
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch, quick_documents):
    monkeypatch.setattr("observatory.actions.enqueue", lambda *args: True)


@pytest.fixture
def both():
    people = People()
    with acting_as_system():
        Settings.objects.get_or_create(pk=1)
        small_year()
    return [people.alice, people.chloe]


def test_two_people_write_different_sections_at_once(both):
    report = started(both[0])
    with acting_as_system():
        blocks = list(
            Block.objects.filter(section__report=report, kind="texte").order_by("section__position")
        )

    def write(number):
        block = blocks[number % 2]
        with acting_as(both[number % 2]):
            for version in range(1, 6):
                actions.edit_block(
                    block, html=f"Texte {number}, {version}.", version=version, by=both[number % 2], at=AT
                )

    assert refused(together(2, write)) == []
    with acting_as_system():
        texts = [Block.objects.get(pk=block.pk).html for block in blocks]
    assert texts == ["<p>Texte 0, 5.</p>", "<p>Texte 1, 5.</p>"]


def test_eight_people_write_the_same_text(both):
    report = started(both[0])
    with acting_as_system():
        block = Block.objects.filter(section__report=report, kind="texte").first()

    def write(number):
        with acting_as(both[number % 2]):
            return actions.edit_block(block, html=f"Texte {number}.", version=1, by=both[number % 2], at=AT)

    results = together(8, write)
    assert len(refused(results)) == 7
    assert all("a modifié ce texte" in one.reason for one in refused(results))


def test_sections_added_and_moved_at_once_keep_their_ranks(both):
    report = started(both[0])
    with acting_as_system():
        first = list(report.sections.order_by("position"))[:4]

    def work(number):
        author = {"by": both[number % 2], "at": AT}
        with acting_as(author["by"]):
            if number % 2:
                actions.add_section(report, title=f"Section {number}", **author)
            else:
                actions.move_section(first[number // 2], up=False, **author)

    assert refused(together(8, work)) == []
    with acting_as_system():
        positions = list(ReportSection.objects.filter(report=report).values_list("position", flat=True))
    assert positions == list(range(1, 17))


def test_a_text_never_changes_behind_whoever_reads_it_over(both):
    report = made(both[0])
    with acting_as_system():
        block = Block.objects.filter(section__report=report, kind="texte").first()

    def work(number):
        author = {"by": both[number % 2], "at": AT}
        with acting_as(author["by"]):
            if number == 0:
                editions.mark_read(report, **author)
            else:
                actions.edit_block(block, html="Trop tard, ou à temps.", version=1, **author)

    results = together(2, work)
    with acting_as_system():
        state = AnnualReport.objects.get(pk=report.pk).state
        text = Block.objects.get(pk=block.pk).html
    assert len([one for one in results if isinstance(one, Refused)]) == 1
    assert (state, text) in (("relu", ""), ("brouillon", "<p>Trop tard, ou à temps.</p>"))


def test_four_people_start_the_same_year(both):
    def start(number):
        return started(both[number % 2]).pk

    results = together(4, start)
    assert len(set(results)) == 1
    with acting_as_system():
        assert ReportSection.objects.count() == 12


def test_a_section_is_added_while_the_worker_counts(both, monkeypatch):
    """Minutes may pass: whoever writes meanwhile does not wait for them."""
    report, counting, added = started(both[0]), threading.Event(), threading.Event()

    def count(edition, *, at):
        counting.set()
        assert added.wait(10), "the section waited for the count"
        raise CannotRender("Assez.")

    monkeypatch.setattr("observatory.rendering.count_edition", count)

    def work(number):
        if number == 0:
            rendering.make_documents(report.pk)
            return
        assert counting.wait(10)
        with acting_as(both[1]):
            actions.add_section(report, title="Pendant le compte", by=both[1], at=AT)
        added.set()

    together(2, work)
    with acting_as_system():
        assert report.sections.filter(title="Pendant le compte").exists()
        assert set(report.renders.values_list("error", flat=True)) == {"Assez."}
