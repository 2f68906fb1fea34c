"""Searching the annuaire: structures, therapists, interpreters."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.db import connection
from django.db.models import BigIntegerField, Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.db.models.lookups import GreaterThanOrEqual

from centre.reference import communes_named
from networks.choices import Service

MOST_WORDS = 6
CLOSE = 0.38  # of pg_trgm's strict_word_similarity, as in `structures_like`
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ł": "l"})
_EMPTY = {"aux", "avec", "cette", "chez", "dans", "des", "elle", "les", "leur", "mon", "nos", "notre"}
_EMPTY |= {"par", "pour", "qui", "ses", "son", "sous", "sur", "une", "vers", "vos", "votre"}


def words_of(text: str) -> list[str]:
    """The distinct words to look for, in lower case and without accents; articles and single letters are dropped."""
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    found = dict.fromkeys(re.findall(r"[^\W_]+", plain))
    return [word for word in found if len(word) > 2 and word not in _EMPTY][:MOST_WORDS]


@dataclass(frozen=True)
class Wanted:
    """One search. `languages`: any of these codes will do. `commune`: as it was typed."""

    words: list[str] = field(default_factory=list)
    need: str = ""
    departement: str = ""
    commune: str = ""
    languages: list[str] = field(default_factory=list)
    receives: str = ""
    kind: str = ""


# ── Structures ──────────────────────────────────────────────────────────────────────────────────


def structures(base: QuerySet, wanted: Wanted) -> QuerySet:
    """Those of `base` that match, in any département; the best matches first, then by name.

    With words, a separate statement gets the matching ids (SQL function `structures_like`, which alone can use the
    trigram index under row-level security).
    """
    if wanted.words:
        ids = _matching(wanted.words)
        order = Func(
            Value(ids, ArrayField(BigIntegerField())),
            F("pk"),
            function="array_position",
            output_field=BigIntegerField(),
        )
        base = base.filter(pk__in=ids).order_by(order)
    if wanted.need:
        base = base.filter(services__contains=[wanted.need])
    if wanted.receives:
        base = base.filter(publics__contains=[wanted.receives])
    if wanted.languages:
        base = base.filter(languages__overlap=wanted.languages)
    if wanted.commune:
        base = base.filter(_in_commune(wanted.commune))
    if wanted.kind:
        base = base.filter(kind__unaccent__icontains=wanted.kind)
    return base


def in_departement(found: QuerySet, wanted: Wanted) -> QuerySet:
    return found.filter(departement=wanted.departement) if wanted.departement else found


def by_departement(found: QuerySet) -> dict[str, int]:
    """{département: count}; "" for those whose département is unknown."""
    counted = found.order_by().values_list("departement").annotate(Count("pk"))
    return dict(counted)


def _matching(words: list[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT structure_id FROM structures_like(%s)", [words])
        return [pk for (pk,) in cursor.fetchall()]


def _in_commune(text: str) -> Q:
    """Match the commune's code or its name, allowing for typing errors; a name outside the référentiel, as written."""
    known = communes_named(text)
    if not known:
        return Q(commune_name__unaccent__icontains=text)
    return Q(commune__in=[one.code for one in known]) | Q(commune_name__in={one.name for one in known})


# ── Professionals ───────────────────────────────────────────────────────────────────────────────


def therapists(base: QuerySet, wanted: Wanted) -> QuerySet:
    """Those of `base` that match. They offer psychological care and nothing else."""
    if wanted.need not in ("", Service.MENTAL_CARE):
        return base.none()
    if wanted.receives:
        base = base.filter(publics__contains=[wanted.receives])
    if wanted.kind:
        base = base.filter(profession__unaccent__icontains=wanted.kind)
    return _professionals(base, wanted, "profession", _approaches())


def interpreters(base: QuerySet, wanted: Wanted) -> QuerySet:
    if wanted.need not in ("", Service.INTERPRETING) or wanted.receives:
        return base.none()
    if wanted.kind:
        base = base.filter(qualification__unaccent__icontains=wanted.kind)
    return _professionals(base, wanted, "qualification")


def _professionals(base: QuerySet, wanted: Wanted, *described) -> QuerySet:
    """Filter on where and in which languages somebody works, and on the words of her name and description."""
    if wanted.languages:
        base = base.filter(languages__overlap=wanted.languages)
    if wanted.departement:
        base = base.filter(Q(departements=[]) | Q(departements__contains=[wanted.departement]))
    if wanted.commune:
        base = base.filter(communes__overlap=[one.code for one in communes_named(wanted.commune)])
    if wanted.words:
        parts = [part for text in ("display_name", *described) for part in (text, Value(" "))]
        said = Lower(_Unaccent(Concat(*parts, output_field=TextField())))
        base = base.annotate(said=said)
        for word in wanted.words:
            near = Q(GreaterThanOrEqual(TrigramStrictWordSimilarity(word, "said"), CLOSE))
            base = base.filter(near | Q(said__contains=word))
    return base.order_by("display_name", "pk")


def _approaches() -> Func:
    return Func(F("approaches"), Value(" "), function="array_to_string", output_field=TextField())


class _Unaccent(Func):
    function = "unaccent"
    output_field = TextField()
