"""Verify the journal's chain: every record still says what it said when it was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

_BROKEN_LINKS = """
SELECT seq FROM (
    SELECT seq, previous, hash, source, source_id, digest,
           lag(hash, 1, '\\x00'::bytea) OVER (ORDER BY seq) AS before,
           lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS seq_before
    FROM centre_seal
) AS chain
WHERE previous <> before OR seq <> seq_before + 1
   OR hash <> journal_link(seq, source, source_id, digest, previous)
ORDER BY seq LIMIT 1
"""

_BROKEN_RECORDS = """
SELECT seal.seq, record.pgh_id IS NULL
FROM centre_seal AS seal LEFT JOIN {table} AS record ON record.pgh_id::text = seal.source_id
WHERE seal.source = %s AND (record.pgh_id IS NULL OR journal_digest(to_jsonb(record)) <> seal.digest)
ORDER BY seal.seq LIMIT 1
"""

_UNSEALED = """
SELECT count(*) FROM {table} AS record
WHERE NOT EXISTS (SELECT 1 FROM centre_seal WHERE source = %s AND source_id = record.pgh_id::text)
"""


@dataclass(frozen=True)
class Fault:
    """The first thing wrong in one place: `seq` is the link's number, None for records outside the chain."""

    source: str
    seq: int | None
    reason: str


def faults() -> Iterator[Fault]:
    """The first broken place of each table; empty when the journal is whole.

    Somebody who owns the database could rebuild the whole chain: only a head kept elsewhere reveals it
    (`centre.tasks.anchor_journal`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN_LINKS)
        for (seq,) in cursor.fetchall():
            yield Fault("centre_seal", seq, "maillon modifié, ajouté ou retiré")
        cursor.execute("SELECT DISTINCT source FROM centre_seal ORDER BY source")
        for (source,) in cursor.fetchall():
            yield from _faults_of(cursor, source)


def _faults_of(cursor, source: str) -> Iterator[Fault]:
    table = connection.ops.quote_name(source)
    cursor.execute("SELECT to_regclass(%s)", [table])
    if cursor.fetchone()[0] is None:
        yield Fault(source, None, "table inconnue")
        return
    cursor.execute(_BROKEN_RECORDS.format(table=table), [source])
    for seq, missing in cursor.fetchall():
        yield Fault(source, seq, "inscription effacée" if missing else "inscription modifiée")
    cursor.execute(_UNSEALED.format(table=table), [source])
    if count := cursor.fetchone()[0]:
        yield Fault(source, None, f"{count} inscription(s) hors chaîne")


def head() -> tuple[int, str]:
    """Sequence number and hash (hexadecimal) of the last link; (0, '') for an empty journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, encode(hash, 'hex') FROM centre_seal ORDER BY seq DESC LIMIT 1")
        return cursor.fetchone() or (0, "")
