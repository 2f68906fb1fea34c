"""Every write about the text of a bilan: its sections and their blocks. In a draft only."""

from datetime import datetime

from django.db import transaction

from centre.models import User
from centre.numbers import written
from centre.refusals import Refused
from observatory.bilan import texts
from observatory.bilan.holding import check_version, hold_draft, mark
from observatory.content import level_of
from observatory.models import AnnualReport, Block, Comment, ReportSection
from observatory.states import BlockKind

TAKEN = "La section «\u00a0{title}\u00a0» porte déjà le numéro {rubric}."
REMARKED = "Des remarques sur cette section attendent une réponse\u00a0: réglez-les avant de la retirer."
TOO_LONG = (
    "Ce texte compte {words} mots, et un bloc en porte {most} au plus. "
    "Coupez-le en deux blocs\u00a0: rien de ce que vous avez écrit n’est perdu."
)
MOST_BLOCKS, MOST_SECTIONS = 60, 200
GONE = "Cette partie du bilan vient d’être retirée par quelqu’un d’autre."


def _section(section: ReportSection) -> ReportSection:
    """The section as it is now, its edition locked."""
    hold_draft(section.report_id)
    found = ReportSection.objects.select_related("edited_by").filter(pk=section.pk).first()
    if found is None:
        raise Refused(GONE)
    return found


def _block(block: Block) -> Block:
    """The block as it is now, its edition locked."""
    hold_draft(block.section.report_id)
    found = Block.objects.select_related("edited_by", "section").filter(pk=block.pk).first()
    if found is None:
        raise Refused(GONE)
    return found


# ── Sections ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_section(
    report: AnnualReport, *, title: str, rubric: str = "", level: int = 2, by: User, at: datetime
) -> ReportSection:
    """Add a section at the end of the bilan."""
    hold_draft(report.pk)
    positions = list(report.sections.values_list("position", flat=True))
    if len(positions) >= MOST_SECTIONS:
        raise Refused(f"Un bilan compte {MOST_SECTIONS} sections au plus.")
    _check_number(report.pk, rubric)
    return ReportSection.objects.create(
        report=report,
        title=title,
        rubric=rubric,
        level=level_of(rubric) if rubric else level,
        position=max(positions, default=0) + 1,
        edited_by=by,
        edited_at=at,
    )


@transaction.atomic
def edit_section(
    section: ReportSection, *, title: str, rubric: str, level: int, version: int, by: User, at: datetime
) -> ReportSection:
    section = _section(section)
    check_version(section, version, what="cette section")
    _check_number(section.report_id, rubric, but=section)
    section.title, section.rubric = title, rubric
    section.level = level_of(rubric) if rubric else level
    mark(section, by=by, at=at)
    section.save()
    return section


def _check_number(report_id, rubric: str, *, but: ReportSection | None = None) -> None:
    others = ReportSection.objects.filter(report_id=report_id, rubric=rubric).exclude(pk=but and but.pk)
    if rubric and (other := others.first()):
        raise Refused(TAKEN.format(title=other.title, rubric=rubric), field="rubric")


@transaction.atomic
def move_section(section: ReportSection, *, up: bool, by: User, at: datetime) -> None:
    """Move a section up or down among those of its level, with the sections under it."""
    section = _section(section)
    order = list(ReportSection.objects.filter(report_id=section.report_id).order_by("position"))
    start = order.index(section)
    end = _end_of(order, start)
    group, rest = order[start:end], order[:start] + order[end:]
    where = _place_above(order, start) if up else _place_below(rest, start, section.level)
    _renumber(rest[:where] + group + rest[where:])


def _end_of(order: list[ReportSection], start: int) -> int:
    """Index of the end of the sections under the one at `start`."""
    deeper = (n for n in range(start + 1, len(order)) if order[n].level <= order[start].level)
    return next(deeper, len(order))


def _place_above(order: list[ReportSection], start: int) -> int:
    before = (n for n in range(start - 1, -1, -1) if order[n].level <= order[start].level)
    return next(before, 0)


def _place_below(rest: list[ReportSection], start: int, level: int) -> int:
    """Move it after its next sibling and what is under it; otherwise to the beginning of the next chapter."""
    if start >= len(rest):
        return start
    return start + 1 if rest[start].level < level else _end_of(rest, start)


def _renumber(rows: list) -> None:
    """Number positions from 1, writing only those that change. Both orders are checked at commit only."""
    moved = [(row, n) for n, row in enumerate(rows, start=1) if row.position != n]
    for row, position in moved:
        row.position = position
        row.save(update_fields=["position"])


@transaction.atomic
def remove_section(section: ReportSection, *, by: User, at: datetime) -> None:
    """Remove a section, its blocks, and its settled comments."""
    section = _section(section)
    remarks = Comment.objects.filter(section=section)
    if remarks.filter(settled_at=None).exists():
        raise Refused(REMARKED)
    section.delete()


# ── Blocks ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_block(section: ReportSection, *, kind: str, by: User, at: datetime, **says) -> Block:
    """Add a block at the end of its section. `says`: html, or source, title, note, options."""
    section = _section(section)
    positions = list(section.blocks.values_list("position", flat=True))
    if len(positions) >= MOST_BLOCKS:
        raise Refused(f"Une section compte {MOST_BLOCKS} blocs au plus\u00a0: coupez-la en deux.")
    block = Block(section=section, kind=kind, position=max(positions, default=0) + 1)
    _say(block, says)
    block.edited_by, block.edited_at = by, at
    block.save()
    return block


@transaction.atomic
def edit_block(block: Block, *, version: int, by: User, at: datetime, **says) -> Block:
    block = _block(block)
    check_version(block, version, what="ce texte" if block.kind == BlockKind.TEXT else "ce bloc")
    _say(block, says)
    mark(block, by=by, at=at)
    block.save()
    return block


def _say(block: Block, says: dict) -> None:
    if "html" in says:
        html = texts.cleaned(says.pop("html"))
        if (count := texts.words(html)) > texts.MAX_WORDS:
            raise Refused(TOO_LONG.format(words=written(count), most=written(texts.MAX_WORDS)), field="html")
        block.html = html
    for name, value in says.items():
        setattr(block, name, value)


@transaction.atomic
def move_block(block: Block, *, up: bool, by: User, at: datetime) -> None:
    """Move a block one place up or down in its section."""
    block = _block(block)
    order = list(Block.objects.filter(section_id=block.section_id).order_by("position"))
    here = order.index(block)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    _renumber(order)


@transaction.atomic
def remove_block(block: Block, *, version: int, by: User, at: datetime) -> None:
    """Remove a block; refused if its last version was not the one shown."""
    block = _block(block)
    if block.version != version:
        raise Refused("Ce bloc a changé depuis que vous l’avez lu\u00a0: relisez-le avant de le retirer.")
    block.delete()
