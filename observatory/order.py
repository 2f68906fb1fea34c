"""A figures document in the order of its schema, since the database keeps none. Pure."""

from centre.numbers import UNKNOWN
from observatory.schema import figures_schema
from observatory.tally import AGE_BANDS
from referrals.hotline.tally import SEXES

_ANSWERS = {answer: place for place, answer in enumerate((*SEXES[:-1], *AGE_BANDS[:-1]))}
_LAST = ("Autres", UNKNOWN, "total")


def in_order(document: dict) -> dict:
    """The same document: figures as in the schema, rubrics by number, answers by their list, otherwise by name."""
    return _ordered(document, figures_schema())


def _ordered(value, schema: dict):
    if not isinstance(value, dict):
        return value
    known, other = schema.get("properties", {}), schema.get("additionalProperties") or {}
    places = {name: place for place, name in enumerate(known)}
    names = sorted(value, key=lambda name: (places.get(name, len(places)), _rank(name)))
    return {name: _ordered(value[name], known.get(name, other)) for name in names}


def _rank(name: str) -> tuple:
    last = _LAST.index(name) + 1 if name in _LAST else 0
    return (last, _ANSWERS.get(name, len(_ANSWERS)), natural(name))


def natural(rubric: str) -> list:
    """Sort key: « 7.3 » before « 7.10 »."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in rubric.split(".")]
