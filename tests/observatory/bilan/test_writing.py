"""Sections and blocks, written by several people, in drafts alone."""

import pytest
from django.db import DatabaseError, transaction

from centre.context import acting_as
from centre.refusals import Refused
from observatory import actions as editions
from observatory.bilan import actions
from observatory.bilan.contents import content_of, fingerprint
from observatory.models import AnnualReport, Block, ReportSection
from tests.observatory.bilan.makers import AT, made, small_year, started

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")


@pytest.fixture
def report(people, portal) -> AnnualReport:
    small_year()
    return started(people.alice)


@pytest.fixture
def alice(people):
    with acting_as(people.alice):
        yield {"by": people.alice, "at": AT}


def order(report) -> list[str]:
    return [f"{one.rubric} {one.title}".strip() for one in report.sections.order_by("position")]


def plain(report, *levels) -> list[ReportSection]:
    """Sections « a », « b »… at these levels, instead of those it began with."""
    report.sections.all().delete()
    return [
        ReportSection.objects.create(report=report, title="abcdefgh"[n], level=level, position=n + 1)
        for n, level in enumerate(levels)
    ]


def text_of(report, title="Coordination") -> Block:
    return Block.objects.get(section__report=report, section__title=title, kind="texte")


def test_a_section_is_added_renamed_renumbered(report, alice):
    added = actions.add_section(report, title="Perspectives", rubric="3.1.2", **alice)
    assert order(report)[-1] == "3.1.2 Perspectives" and added.level == 4
    actions.edit_section(added, title="Demain", rubric="", level=3, version=1, **alice)
    added.refresh_from_db()
    assert (str(added), added.level, added.version, added.edited_by) == ("Demain", 3, 2, alice["by"])


def test_two_sections_never_have_the_same_number(report, alice):
    with pytest.raises(Refused, match="porte déjà le numéro 1"):
        actions.add_section(report, title="Autre", rubric="1", **alice)
    other = actions.add_section(report, title="Autre", rubric="9", **alice)
    with pytest.raises(Refused) as refusal:
        actions.edit_section(other, title="Autre", rubric="2", level=2, version=1, **alice)
    assert refusal.value.field == "rubric"


@pytest.mark.parametrize(
    ("levels", "moved", "up", "expected"),
    [
        ((2, 2, 2), "b", True, "bac"),
        ((2, 2, 2), "b", False, "acb"),
        ((2, 2, 2), "a", True, "abc"),
        ((2, 2, 2), "c", False, "abc"),
        (
            (2, 3, 3, 2, 3),
            "a",
            False,
            "deabc",
        ),  # with what is under it, past a chapter with what is under that
        ((2, 3, 3, 2, 3), "d", True, "deabc"),
        ((2, 3, 3, 2, 3), "b", False, "acbde"),
        ((2, 3, 3, 2, 3), "c", False, "abdce"),  # the last of a chapter becomes the first of the next
        ((2, 3, 3, 2, 3), "e", True, "abced"),
        ((2, 3, 4, 3), "b", False, "adbc"),
    ],
)
def test_a_section_moves_with_what_is_under_it(report, alice, levels, moved, up, expected):
    sections = plain(report, *levels)
    actions.move_section(next(one for one in sections if one.title == moved), up=up, **alice)
    assert "".join(order(report)) == expected


def test_a_section_leaves_with_its_blocks(report, alice):
    section = report.sections.get(title="Coordination")
    actions.remove_section(section, **alice)
    assert "1 Coordination" not in order(report)
    with pytest.raises(Refused, match="vient d’être retirée"):
        actions.add_block(section, kind="texte", html="<p>x</p>", **alice)


def test_blocks_are_added_moved_edited_removed(report, alice):
    section = report.sections.get(title="Coordination")
    table = actions.add_block(section, kind="tableau", source="actions", title="", note="n", **alice)
    kinds = lambda: list(section.blocks.values_list("kind", flat=True))  # noqa: E731
    assert kinds() == ["texte", "activites", "tableau"]
    actions.move_block(table, up=True, **alice)
    actions.move_block(table, up=True, **alice)
    actions.move_block(table, up=True, **alice)
    assert kinds() == ["tableau", "texte", "activites"]
    actions.edit_block(table, source="personnes.par_sexe", title="T", note="", version=1, **alice)
    with pytest.raises(Refused, match="relisez-le"):
        actions.remove_block(table, version=1, **alice)
    actions.remove_block(table, version=2, **alice)
    assert kinds() == ["texte", "activites"]


def test_a_text_is_cleaned_before_it_is_kept(report, alice):
    block = actions.edit_block(
        text_of(report), html="<p onclick=x>Un <script>alert(1)</script>texte</p>", version=1, **alice
    )
    assert block.html == "<p>Un texte</p>"


def test_a_text_too_long_says_by_how_much(report, alice):
    with pytest.raises(Refused, match="compte 5\u202f001 mots, et un bloc en porte 5\u202f000 au plus"):
        actions.edit_block(text_of(report), html="mot " * 5_001, version=1, **alice)


def test_who_writes_over_somebody_else_is_told_who_and_when(report, people, alice):
    block = text_of(report)
    with acting_as(people.chloe):
        actions.edit_block(block, html="Le texte de Chloé.", version=1, by=people.chloe, at=AT)
    with pytest.raises(Refused, match="Chloé a modifié ce texte le 02/03/2026 à 14\u00a0h\u00a005"):
        actions.edit_block(block, html="Le mien.", version=1, **alice)
    block.refresh_from_db()
    assert block.html == "<p>Le texte de Chloé.</p>" and block.edited_by == people.chloe


@pytest.mark.parametrize("state", ["relu", "transmis", "publie"])
def test_only_a_draft_is_written(report, alice, state):
    from observatory.rendering import make_documents

    block, section = text_of(report), report.sections.first()
    make_documents(report.pk)
    steps = {
        "relu": [editions.mark_read],
        "transmis": [editions.mark_read, editions.mark_sent],
        "publie": [editions.publish_report],
    }
    for step in steps[state]:
        step(report, **alice)
    writes = (
        lambda: actions.edit_block(block, html="x", version=1, **alice),
        lambda: actions.add_section(report, title="x", **alice),
        lambda: actions.move_section(section, up=False, **alice),
        lambda: actions.remove_section(section, **alice),
        lambda: actions.add_block(section, kind="texte", html="x", **alice),
    )
    for write in writes:
        with pytest.raises(Refused, match="son texte ne change plus"):
            write()
    for rows in (Block.objects.filter(pk=block.pk), ReportSection.objects.filter(pk=section.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(position=99)


def test_documents_of_another_text_do_not_go_on(people, portal):
    small_year()
    report = made(people.alice)
    author = {"by": people.alice, "at": AT}
    with acting_as(people.alice):
        before = fingerprint(report)
        actions.edit_block(text_of(report), html="Un texte.", version=1, **author)
        assert fingerprint(report) != before
        for step in (editions.mark_read, editions.publish_report):
            with pytest.raises(Refused, match="Refaites les documents"):
                step(report, **author)
        actions.edit_block(text_of(report), html="", version=2, **author)
        editions.mark_read(report, **author)  # as it was made
    report.refresh_from_db()
    assert report.state == "relu"


def test_remaking_keeps_figures_recounting_does_not(people, portal):
    from networks.models import Activity
    from observatory.rendering import make_documents

    small_year()
    report, author = made(people.alice), {"by": people.alice, "at": AT}
    Activity.objects.update(professionals=9)
    heads = lambda: AnnualReport.objects.get(pk=report.pk).figures_exact["actions"]["total"]["tetes"]  # noqa: E731
    for action, expected in ((editions.remake_documents, 4), (editions.recount, 9)):
        with acting_as(people.alice):
            action(report, **author)
        assert report.renders.filter(state="en_attente").count() == 2
        make_documents(report.pk)
        assert heads() == expected


def test_what_is_empty_is_not_printed(people, portal):
    small_year()
    report = made(people.alice)
    content = content_of(report, report.figures_public, report.listing)
    titles = [section.title for section in content]
    assert titles == ["Coordination", "Comité de pilotage"]  # no figures chapter without a figure
    assert [item.kind for item in content[0].items] == ["activites"]
