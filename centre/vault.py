"""Names are encrypted by the application, with keys that the database never sees.

AES-256-GCM. A stored value is `key id (8 bytes, padded) | nonce (12) | ciphertext and tag`; the associated data
is `model.field.row`, so a ciphertext copied onto another row does not open. Keys come from
`PORTAL_VAULT_KEYS` (« k2:<base64>,k1:<base64> »): the first encrypts, all decrypt. `manage.py rotate_vault_keys`
re-encrypts everything with the first key.
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.db import models

_KEY_ID = 8
_NONCE = 12


class VaultError(Exception):
    """A value cannot be opened: unknown key, or a ciphertext that belongs to another row."""


@lru_cache(maxsize=4)
def _keyring(declared: tuple[str, ...]) -> dict[bytes, AESGCM]:
    ring = {}
    for item in declared:
        key_id, _, key = item.partition(":")
        ring[key_id.encode().ljust(_KEY_ID)] = AESGCM(base64.b64decode(key))
    return ring


def keyring() -> dict[bytes, AESGCM]:
    """Key id → cipher, the current key first."""
    return _keyring(tuple(settings.VAULT_KEYS))


def encrypt(plain: str, place: str) -> bytes:
    """Encrypt for one place (`model.field.row`)."""
    key_id, cipher = next(iter(keyring().items()))
    nonce = os.urandom(_NONCE)
    return key_id + nonce + cipher.encrypt(nonce, plain.encode(), place.encode())


def decrypt(stored: bytes, place: str) -> str:
    """Open what `encrypt` made for the same place; VaultError otherwise."""
    cipher = keyring().get(stored[:_KEY_ID])
    if cipher is None:
        raise VaultError("clé inconnue")
    nonce = stored[_KEY_ID : _KEY_ID + _NONCE]
    try:
        return cipher.decrypt(nonce, stored[_KEY_ID + _NONCE :], place.encode()).decode()
    except InvalidTag as error:
        raise VaultError("ce chiffré n’appartient pas à cette ligne") from error


def is_current(stored: bytes) -> bool:
    """Whether the current key made this value."""
    return stored[:_KEY_ID] == next(iter(keyring()))


def blind_index(text: str) -> bytes:
    """A keyed fingerprint to look up an encrypted value by: accents, case and spaces do not count."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or text
    key = base64.b64decode(settings.INDEX_KEY)
    return hmac.digest(key, "".join(plain.casefold().split()).encode(), hashlib.sha256)


class _Sealed:
    """The attribute: opens on reading, keeps what is set as plain text until it is saved."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, bytes):
            value = decrypt(value, self.field.place(instance)) if value else ""
            # not cached back: the stored bytes stay, so saving does not re-encrypt what did not change
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = bytes(value) if isinstance(value, memoryview) else value


class EncryptedTextField(models.Field):
    """Text stored encrypted. It cannot be filtered on, ordered by or set through `QuerySet.update`."""

    empty_strings_allowed = True

    def get_internal_type(self):
        return "BinaryField"

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, _Sealed(self))

    def place(self, instance) -> str:
        return f"{instance._meta.label_lower}.{self.name}.{instance.pk}"

    def pre_save(self, instance, add):
        value = instance.__dict__.get(self.attname, "")
        if isinstance(value, str):
            value = encrypt(value, self.place(instance)) if value else b""
            instance.__dict__[self.attname] = value
        return value

    def get_prep_value(self, value):
        if isinstance(value, str) and value:
            raise VaultError("un texte en clair n’entre pas dans la base : passez par save()")
        return value or b""

    def value_to_string(self, obj):
        return ""  # never in a fixture

    def formfield(self, **kwargs):
        return super().formfield(
            **{
                "form_class": forms.CharField,
                "max_length": self.max_length,
                "strip": True,
                **kwargs,
            }
        )


def encrypted_fields(model) -> list[EncryptedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
