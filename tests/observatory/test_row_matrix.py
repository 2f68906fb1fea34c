"""Every table of the observatory, and the imports, × every reader × every verb, in plain SQL without any filter.

The world: a published edition (two documents, their files, sections, blocks, a funder's request, a remark) and a draft
of the next year with the same; two funders of one project, each with its sheet; a *constat* published and one that is
not. Felix and Fay read each for one funder; Gone read for Felix's until yesterday.
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from centre.context import SYSTEM_EMAIL, acting_as, acting_as_system, set_actor
from centre.imports.models import ImportRun
from centre.models import User
from networks.models import Activity, Project
from observatory.bilan import remarks
from observatory.drawings.models import Drawing
from observatory.findings.models import Finding, FindingOrigin, FindingStep
from observatory.models import Fact, SentFigures
from observatory.projects.models import Achieved, Funder, FunderMember, Funding, FundingSheet, Indicator
from observatory.rendering import make_documents
from tests.observatory.bilan.makers import AT, published, small_year, started
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")

ALL, NONE, SOME = "all", "none", "some"
READERS = ("alice", "felix", "fay", "gone", "ada", "tara", "victor", "visitor")
MATRIX = {
    #                              alice felix fay   gone  ada   tara  victor visitor
    # What is published, and nothing else, is everybody's as far as the database goes: doors are narrower.
    "observatory_annualreport":   (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_reportrender":   (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_reportfile":     (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_reportsection":  (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_block":          (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_finding":        (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_findingstep":    (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    "observatory_plannedsection": (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    # Each her own.
    "observatory_comment":        (ALL,  SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_funder":         (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "observatory_funding":        (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "observatory_indicator":      (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "observatory_fundingsheet":   (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "observatory_fundermember":   (ALL,  SOME, SOME, SOME, NONE, NONE, NONE, NONE),
    # The coordination's alone.
    "observatory_achieved":       (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_exactfigures":   (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_sentfigures":    (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_drawing":        (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_fact":           (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_countedyear":    (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "observatory_findingorigin":  (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "centre_importrun":           (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
}  # fmt: skip


@pytest.fixture
def cast(people, portal):
    small_year()
    report = published(people.alice)
    small_year(2022)
    draft = started(people.alice, 2022)
    make_documents(draft.pk)
    with acting_as(people.felix):
        remarks.ask_correction(report.sections.first(), text="x", by=people.felix, at=AT)
    named = ("alice", "felix", "ada", "tara", "victor")
    cast = {name: getattr(people, name) for name in named}
    with acting_as_system():
        cast["portal"] = User.objects.get(email=SYSTEM_EMAIL)
    cast |= {"fay": make_user("Fay", "financeur"), "gone": make_user("Gone", "financeur")}
    with acting_as(people.alice):
        remarks.comment_section(draft.sections.first(), text="x", by=people.alice, at=AT)
        _fundings(cast)
        _findings(people.alice)
    with acting_as_system():
        for mode in ("public", "exact"):
            Drawing.objects.create(fingerprint=mode, mode=mode, spec={}, svg="<svg/>", asked_at=AT)
        SentFigures.objects.create(report=draft, figures={}, kept={}, sent_at=AT)
        Fact.objects.create(year=2022, population="appels", dims=["sexe"], answers=["F"], people=3)
        ImportRun.objects.create(
            filename="x.csv", sha256="0", size=1, content="eA==", sent_by=people.alice, sent_at=AT
        )
    return cast


def _fundings(cast):
    today = timezone.localdate()
    ended = {"since": today - timedelta(days=9), "until": today - timedelta(days=1)}
    project = Project.objects.create(name="Aller vers")
    for name, readers in (
        ("ARS", {"felix": {"since": today}, "gone": ended}),
        ("Ville", {"fay": {"since": today}}),
    ):
        funder = Funder.objects.create(name=name)
        for reader, dates in readers.items():
            FunderMember.objects.create(funder=funder, user=cast[reader], **dates)
        funding = Funding.objects.create(project=project, funder=funder, starts_on=today, ends_on=today)
        one = Indicator.objects.create(funding=funding, label="Ateliers", unit="actes")
        Achieved.objects.create(
            indicator=one, year=2022, value=7, basis="Feuilles", noted_by=cast["alice"], noted_at=AT
        )
        with acting_as_system():
            FundingSheet.objects.create(funding=funding, content={}, sent_by=cast["alice"], sent_at=AT)


def _findings(alice):
    noted = {"noted_by": alice, "noted_at": AT}
    for told in ({}, {"published_by": alice, "published_at": AT}):
        finding = Finding.objects.create(
            kind="besoin", theme="autre", title="Peu de salles.", seen_on=AT.date(), **noted, **told
        )
        FindingStep.objects.create(finding=finding, state="a_faire", text="Appeler.", day=AT.date(), **noted)
        FindingOrigin.objects.create(finding=finding, activity=Activity.objects.first())


class _Undone(Exception):
    """The statement went through; it is taken back."""


def touched(cast, reader: str, statement: str) -> int:
    """Rows seen or touched; 0 as well when the database refuses the statement."""
    count = 0
    try:
        with transaction.atomic():
            if reader == "visitor":
                set_actor(None)
                count = _execute(statement)
            else:
                with acting_as(cast[reader]):
                    count = _execute(statement)
            raise _Undone
    except _Undone:
        return count
    except DatabaseError as refusal:
        # The walls come before the keys: who meets a key is through.
        return int(isinstance(refusal.__cause__, UniqueViolation))


def _execute(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def test_every_table_is_in_the_matrix(portal):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'observatory%'")
        tables = {name for (name,) in cursor.fetchall()}
    assert {name for name in tables if not name.endswith("writeevent")} | {
        "centre_importrun"
    } == MATRIX.keys()


def test_who_reads_which_rows(cast):
    wrong = []
    for table, row in MATRIX.items():
        with acting_as_system():
            everything = _execute(f"SELECT 1 FROM {table}")
        assert everything, f"the world has no {table}"
        for reader, expected in zip(READERS, row, strict=True):
            seen = touched(cast, reader, f"SELECT 1 FROM {table}")
            if {ALL: seen != everything, NONE: seen, SOME: not 0 < seen < everything}[expected]:
                wrong.append(f"{reader} reads {seen} of {everything} {table}, expected {expected}")
    assert wrong == []


KEYS = {
    "observatory_exactfigures": "report_id",
    "observatory_countedyear": "year",
    "observatory_drawing": "fingerprint",
    "observatory_findingorigin": "finding_id",
}


def test_only_the_coordination_changes_or_removes(cast):
    wrong = []
    for table in MATRIX:
        key = KEYS.get(table, "id")
        for reader in READERS[1:]:
            for verb in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
                if count := touched(cast, reader, verb):
                    wrong.append(f"{reader}: {verb} → {count}")
    assert wrong == []


# What holds figures, or is made from them: the coordination asks for it, the portal alone writes it. Of a bilan, of its
# documents and of drawings, the row that asks is the coordination's: those copied here are made already.
MADE = {
    *("annualreport", "exactfigures", "reportrender", "reportfile", "drawing", "fact", "countedyear"),
    *("fundingsheet", "sentfigures"),
}

# A row that may be added again as far as triggers go: of the draft. Of the remarks, the funder's own.
DRAFT = "(SELECT id FROM observatory_annualreport WHERE state = 'brouillon')"
COPIED = {
    "observatory_annualreport": "state = 'brouillon'",
    "observatory_exactfigures": f"report_id = {DRAFT}",
    "observatory_reportrender": f"report_id = {DRAFT}",
    "observatory_reportfile": f"render_id IN (SELECT id FROM observatory_reportrender WHERE report_id = {DRAFT})",
    "observatory_reportsection": f"report_id = {DRAFT}",
    "observatory_block": f"section_id IN (SELECT id FROM observatory_reportsection WHERE report_id = {DRAFT})",
    "observatory_comment": "kind = 'correction'",
    "observatory_fact": "year = 2022",
}


def test_only_the_coordination_adds(cast):
    """A copy of a row, under another key, by whoever sees it or not; the coordination's goes through."""
    added = []
    for table in MATRIX:
        copy = _copy(table)
        by_hand = table.removeprefix("observatory_") not in MADE
        assert touched(cast, "portal", copy), f"nobody adds a {table}: nothing is proved"
        assert bool(touched(cast, "alice", copy)) == by_hand, table
        added += [f"{reader} adds a {table}" for reader in READERS[1:] if touched(cast, reader, copy)]
    assert added == [
        "felix adds a observatory_comment"
    ]  # again a request of his own, about what is published


def _copy(table: str) -> str:
    """An INSERT of a row of the table with another key, of the type of its key."""
    key = KEYS.get(table, "id")
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT json_agg(t)::text FROM"
            f" (SELECT * FROM {table} WHERE {COPIED.get(table, 'true')} LIMIT 1) AS t"
        )
        row = cursor.fetchone()[0].replace("'", "''")
        cursor.execute(f"SELECT pg_typeof({key})::text FROM {table} LIMIT 1")
        kind = cursor.fetchone()[0]
    other = {"uuid": "gen_random_uuid()", "character varying": "'autre'::text"}.get(kind, "2099")
    return (
        f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table},"
        f" jsonb_set('{row}'::jsonb, '{{0,{key}}}', to_jsonb({other})))"
    )


def test_no_history_of_them_is_read(cast):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'observatory%writeevent'"
        )
        histories = [name for (name,) in cursor.fetchall()]
    for table in [*histories, "centre_importrunwriteevent"]:
        for reader in ("felix", "fay", "gone", "tara", "victor", "visitor"):
            assert not touched(cast, reader, f"SELECT 1 FROM {table}"), (reader, table)
    for table in histories:  # small numbers noted by hand, texts not published yet
        assert not touched(cast, "ada", f"SELECT 1 FROM {table}"), table
    assert touched(cast, "alice", "SELECT 1 FROM observatory_reportsectionwriteevent")
