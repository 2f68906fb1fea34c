"""A stolen dump: no demonstration person's name is in it, in any column of any table. A stolen key: it is changed."""

import base64

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps

from centre.context import acting_as_system
from centre.models import User
from centre.vault import encrypted_fields
from referrals.models import Identity
from tests.conftest import owner_connection

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


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


def _opened() -> list[str]:
    """All that the vault holds, opened, whatever a policy hides from the application."""
    with owner_connection() as owner:
        for table in {model._meta.db_table for model in apps.get_models() if encrypted_fields(model)}:
            owner.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    texts = [
        f"{field.place(row)} {getattr(row, field.name)}"
        for model in apps.get_models()
        for field in encrypted_fields(model)
        for row in model._base_manager.using("owner").order_by("pk")
    ]
    with owner_connection() as owner:
        for table in {model._meta.db_table for model in apps.get_models() if encrypted_fields(model)}:
            owner.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    return texts


def _walls() -> list[tuple]:
    with owner_connection() as owner:
        return owner.execute(
            "SELECT c.relname, c.relforcerowsecurity, t.tgname, t.tgenabled FROM pg_class c JOIN pg_trigger t"
            " ON t.tgrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 3"
        ).fetchall()


def _keys_rotate(settings, capsys) -> None:
    """Frozen rows included: an issued statement refused the new key, and all that came after it kept the old one."""
    from django.core.management import call_command

    ada = User.objects.get(email="administration@demo.example")
    data = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP"), "webauthn": "jy3k1AAAA", "used": [0, None]}
    factor = Authenticator.objects.create(user=ada, type="totp", data=data)
    before, walls, old = _opened(), _walls(), settings.VAULT_KEYS
    settings.VAULT_KEYS = ["k2:" + base64.b64encode(b"n" * 32).decode(), *old]
    call_command("rotate_vault_keys")
    assert (
        "peuvent être retirées" not in capsys.readouterr().out
    )  # a program under the old keys may have written
    call_command("rotate_vault_keys")
    assert "peuvent être retirées" in capsys.readouterr().out
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert len(before) > 1000 and _opened() == before and _walls() == walls
    factor.refresh_from_db()
    assert get_adapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert factor.data == data | {"secret": factor.data["secret"]} != data


def test_a_dump_names_nobody_and_its_keys_rotate(settings, capsys):
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
    _keys_rotate(settings, capsys)
