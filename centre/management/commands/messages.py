"""`manage.py messages`: what the screens say in French, gathered into the catalogues of the other languages.

Babel reads and writes the catalogues, so that nothing has to be installed beside Python; Django itself turns a
template into what Babel reads. Run it after changing a text, translate what is empty in
`locale/*/LC_MESSAGES/django.po`, run it again: it compiles too. French has its catalogue as well, each text for
itself: a word of ours that is also a message of some library would come out in that library's French.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import TranslationError
from babel.messages.checkers import checkers
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

APPS = ("centre", "networks", "referrals", "practice_groups", "observatory")
CALLS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
LOCALE = Path(settings.LOCALE_PATHS[0])
SOURCE = settings.LANGUAGE_CODE
LANGUAGES = [code for code, _ in settings.LANGUAGES]


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Gather the texts of the screens into the catalogues, and compile them."

    def handle(self, *args, **options):
        for language in LANGUAGES:
            catalog = gathered(language)
            path = po_of(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                write_po(out, catalog, width=100, sort_output=True, omit_header=False, no_location=True)
            path.with_suffix(".mo").write_bytes(compiled(catalog))
            self.stdout.write(f"{language} : {len(problems(catalog))} à traduire sur {len(catalog)}")


def po_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def known(language: str) -> Catalog:
    path = po_of(language)
    if not path.exists():
        return Catalog(locale=language, header_comment="", project="portail", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gathered(language: str) -> Catalog:
    """The catalogue of `language` with today's texts: new ones are empty, those gone are gone."""
    catalog = known(language)
    fresh = Catalog(locale=language, creation_date=catalog.creation_date)
    for message in texts():
        fresh.add(message)
    catalog.update(fresh, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    if language == SOURCE:
        for message in filter(lambda one: one.id, catalog):
            message.string = message.id
    return catalog


def compiled(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def problems(catalog: Catalog) -> list[str]:
    """What is not translated, or does not hold the same variables."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(strings) or message.fuzzy:
            found.append(f"{message.id} : sans traduction")
        for check in checkers:
            try:
                check(catalog, message)
            except TranslationError as error:
                found.append(f"{message.id} : {error}")
    return found


def texts() -> Iterator[str | tuple[str, str]]:
    """Every text marked for translation, in Python and in templates; a pair where it has a plural."""
    base = Path(settings.BASE_DIR)
    for app in APPS:
        for path in sorted((base / app).rglob("*.py")):
            yield from _of(BytesIO(path.read_bytes()))
    for path in sorted((base / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            source = path.read_text()
            if "translate" in source or "_(" in source:
                # Between brackets, the indentation of a template is no longer that of Python.
                yield from _of(BytesIO(f"({templatize(source, origin=str(path))})".encode()))


def _of(source: BytesIO) -> Iterator[str | tuple[str, str]]:
    for _line, message, _comments, _context in extract("python", source, keywords=CALLS):
        yield message
