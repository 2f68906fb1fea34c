"""How an edition begins, what a correction keeps, who publishes."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear, Settings
from centre.refusals import Refused
from networks.models import Activity
from observatory import actions as editions
from observatory.bilan import actions
from observatory.models import AnnualReport, Block
from observatory.rendering import make_documents
from tests.observatory.bilan.makers import AT, made, published, small_year, started

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")


@pytest.fixture
def alice(people, portal):
    small_year()
    return people.alice


def write(report, by, html: str) -> None:
    with acting_as(by):
        block = Block.objects.get(section__report=report, section__rubric="1", kind="texte")
        actions.edit_block(block, html=html, version=block.version, by=by, at=AT)


def said(report) -> list[str]:
    return list(Block.objects.filter(section__report=report).exclude(html="").values_list("html", flat=True))


def plan(report) -> list[tuple]:
    return [
        (one.title, one.level, [(block.kind, block.source, block.options) for block in one.blocks.all()])
        for one in report.sections.order_by("position")
    ]


def test_the_first_edition_follows_the_plan_then_tells_every_figure(alice):
    report = started(alice)
    titles = [title for title, *_ in plan(report)]
    assert titles[:3] == ["Coordination", "Comité de pilotage", "Les chiffres de l’année"]
    assert titles[-1] == "Stages croisés" and len(titles) == 12
    assert plan(report)[0][2] == [("texte", "", {}), ("activites", "1", {})]


@pytest.mark.parametrize("with_texts", [True, False])
def test_a_year_begins_from_last_year_s_plan(alice, with_texts):
    first = started(alice)
    write(first, alice, "Un texte.")
    with acting_as(alice):
        section = first.sections.get(rubric="2")
        actions.edit_section(section, title="Pilotage", rubric="7", level=2, version=1, by=alice, at=AT)
        actions.move_section(section, up=True, by=alice, at=AT)
    small_year(2022)
    second = started(alice, 2022, with_texts=with_texts)
    assert plan(second) == plan(first) and plan(second)[0][0] == "Pilotage"
    assert said(second) == (["<p>Un texte.</p>"] if with_texts else [])


def test_a_started_year_is_opened_not_started_again(alice):
    report = made(alice)
    with acting_as(alice), pytest.raises(Refused, match="déjà commencé"):
        editions.start_report(year=2021, by=alice, at=AT)
    assert AnnualReport.objects.get().pk == report.pk


def test_a_correction_of_the_text_keeps_every_figure(alice):
    first = published(alice)
    Activity.objects.update(professionals=9)
    second = started(alice, same_figures=True, changes="Un mot.")
    assert ClosedYear.objects.filter(year=2021).exists()  # nothing of the year is counted again
    write(second, alice, "Le texte corrigé.")
    make_documents(second.pk)
    second.refresh_from_db()
    for name in ("figures_public", "figures_exact", "listing", "protection"):
        assert getattr(second, name) == getattr(first, name), name
    with acting_as(alice):
        editions.publish_report(second, by=alice, at=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.same_figures_as) == ("remplace", "publie", first)
    assert said(first) == [] and said(second) == ["<p>Le texte corrigé.</p>"]


def test_a_correction_may_change_its_mind(alice):
    first = published(alice)
    Activity.objects.update(professionals=9)
    second = made(alice, changes="Une réunion.")
    assert second.figures_exact["actions"]["total"]["tetes"] == 9 and not ClosedYear.objects.exists()
    with acting_as(alice):
        editions.keep_figures(second, by=alice, at=AT)
    make_documents(second.pk)
    second.refresh_from_db()
    assert second.figures_public == first.figures_public and second.same_figures_as == first
    with acting_as(alice):
        editions.recount(second, by=alice, at=AT)
    make_documents(second.pk)
    second.refresh_from_db()
    assert second.figures_exact["actions"]["total"]["tetes"] == 9 and second.same_figures_as is None


def test_a_correction_says_what_changes(alice):
    published(alice)
    second = made(alice)
    with acting_as(alice), pytest.raises(Refused, match="Dites d’abord ce qui change"):
        editions.publish_report(second, by=alice, at=AT)
    with acting_as(alice), pytest.raises(DatabaseError, match="says what changes"), transaction.atomic():
        AnnualReport.objects.filter(edition=1).update(state="remplace", replaced_at=AT)
        AnnualReport.objects.filter(pk=second.pk).update(state="publie", published_by=alice, published_at=AT)
    with acting_as(alice):
        editions.say_changes(second, changes="Une réunion oubliée.", by=alice, at=AT)
        with pytest.raises(Refused, match="Refaites les documents"):
            editions.publish_report(second, by=alice, at=AT)


def test_figures_of_no_edition_are_not_kept(alice):
    with acting_as(alice), pytest.raises(Refused, match="Aucune édition de 2021 n’est publiée"):
        editions.start_report(year=2021, same_figures=True, by=alice, at=AT)


class TestTwoToPublish:
    @pytest.fixture(autouse=True)
    def two(self, portal):
        with acting_as_system():
            Settings.objects.update(two_to_publish=True)

    def test_whoever_read_does_not_publish(self, alice, people):
        report = made(alice)
        with acting_as(alice):
            with pytest.raises(Refused, match="que l’une le note d’abord comme relu"):
                editions.publish_report(report, by=alice, at=AT)
            editions.mark_read(report, by=alice, at=AT)
            with pytest.raises(Refused, match="n’est pas celle qui a relu"):
                editions.publish_report(report, by=alice, at=AT)
        with acting_as(people.chloe):
            editions.publish_report(report, by=people.chloe, at=AT)
        report.refresh_from_db()
        assert report.state == "publie"

    def test_the_page_offers_publication_to_whoever_may_publish(self, alice, people, browser_of):
        report = made(alice)
        page, publish = (
            reverse(f"observatory:{name}", args=[report.pk]) for name in ("report", "publish_report")
        )

        def seen_by(user) -> str:
            return browser_of(user).get(page).content.decode()

        assert publish not in seen_by(alice) and "l’autre le publie" in seen_by(people.chloe)
        with acting_as(alice):
            editions.mark_read(report, by=alice, at=AT)
        assert publish not in seen_by(alice) and "Vous l’avez relu" in seen_by(alice)
        assert publish in seen_by(people.chloe)

    def test_the_database_says_so_too(self, alice):
        report = made(alice)
        with (
            acting_as_system(),
            pytest.raises(DatabaseError, match="whoever publishes"),
            transaction.atomic(),
        ):
            AnnualReport.objects.filter(pk=report.pk).update(
                state="publie", published_by=alice, published_at=AT, read_by=alice, read_at=AT
            )
