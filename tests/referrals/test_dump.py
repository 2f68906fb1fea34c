"""A stolen dump: no demonstration person's name is in it, in any column of any table."""

import pytest

from centre.context import acting_as_system
from referrals.models import Identity
from tests.conftest import owner_connection

pytestmark = pytest.mark.django_db(transaction=True)


def _whole_database() -> bytes:
    """Every table's text, as a dump writes it (COPY), read past row security as a backup would."""
    written = []
    with owner_connection() as owner:
        owner.execute("SELECT set_config('app.user_id', '1', false)")
        tables = owner.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            with owner.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy:
                written += [bytes(chunk) for chunk in copy]
    return b"".join(written)


def test_a_dump_names_nobody():
    from django.core.management import call_command

    call_command("seed_demo")
    with acting_as_system():
        identities = list(Identity.objects.all())
        names = {identity.full_name for identity in identities} | {
            identity.last_name for identity in identities
        }
        phones = {identity.phone for identity in identities}
        codes = list(Identity.objects.values_list("person__code", flat=True))
    dump = _whole_database()
    assert len(names) > 300 and codes[0].encode() in dump  # the dump is not empty
    assert [name for name in names | phones if name and name.encode() in dump] == []
