"""Looking a structure up in the annuaire, to send somebody there."""

from networks.directory.search import Wanted, structures, words_of
from networks.models import Structure

SHOWN = 8


def find(typed: str, *, departement: str = "", services: tuple[str, ...] = ()) -> list[Structure]:
    """The open structures that answer to these words; without any, those near that answer to `services`."""
    base = Structure.objects.open()
    if words := words_of(typed):
        return list(structures(base, Wanted(words=words))[:SHOWN])
    if services:
        base = base.filter(services__overlap=list(services))
    return list(base.filter(departement=departement)[:SHOWN] if departement else base[:SHOWN])


def chosen(query: dict) -> Structure | None:
    """The structure that the page's address names, if it names one that is open."""
    pk = query.get("structure", "")
    return (
        Structure.objects.open().filter(pk=pk).first()
        if pk.isascii() and pk.isdigit() and len(pk) < 10
        else None
    )
