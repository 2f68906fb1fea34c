"""Référentiels: languages, countries, départements, communes.

Small files read once; codes are what the database keeps.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pycountry
from babel import Locale

from centre.reference.names import Names

_HERE = Path(__file__).parent
OCCITANIE = ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")
# Département → commune of its préfecture.
PREFECTURES = {
    "09": "09122",
    "11": "11069",
    "12": "12202",
    "30": "30189",
    "31": "31555",
    "32": "32013",
    "34": "34172",
    "46": "46042",
    "48": "48095",
    "65": "65440",
    "66": "66136",
    "81": "81004",
    "82": "82121",
}


@lru_cache
def departements() -> dict[str, str]:
    """INSEE code → name, the 101 départements."""
    with (_HERE / "departements.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@lru_cache
def languages() -> dict[str, str]:
    """ISO 639-3 code → usual French name, the languages this field meets, sorted by name."""
    return {code: row["fr"] for code, row in _languages().items()}


@lru_cache
def _languages() -> dict[str, dict[str, str]]:
    with (_HERE / "languages.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def language_name(code: str) -> str:
    """The French name, else the English one of ISO 639-3, else the code."""
    if code in languages():
        return languages()[code]
    known = pycountry.languages.get(alpha_3=code)
    return known.name if known else code


def language_names(code: str, language: str = "fr") -> list[str]:
    """Every name of a language, the usual one in `language` ("fr", "nl", "en") first; [] for an unknown code."""
    row = _languages().get(code)
    if row is None:
        known = pycountry.languages.get(alpha_3=code)
        return [known.name] if known else []
    usual = row["fr"]
    names = [row[language], usual, row["nl"], row["en"], *row["synonyms"].split(";")]
    return list(dict.fromkeys(name for name in (*names, usual.partition(" (")[0]) if name))


@lru_cache
def language_index() -> Names:
    return Names((code, language_names(code)) for code in languages())


def languages_named(text: str) -> list[str]:
    """ISO 639-3 codes of the languages somebody means by `text`, whatever the case, accents and spelling.

    Those of that very name (« kurde » is kurmandji and sorani); without any, those of which a name or a word of
    it begins so; without any, the closest. [] for what is no language.
    """
    return language_index().search(text)


def is_language(code: str) -> bool:
    return code in languages() or pycountry.languages.get(alpha_3=code) is not None


class Commune(NamedTuple):
    code: str
    name: str
    departement: str
    postcode: str

    def __str__(self) -> str:
        return f"{self.name} ({self.departement})"


@lru_cache
def communes() -> dict[str, Commune]:
    """INSEE code → commune, those of Occitanie."""
    with (_HERE / "communes.csv").open(encoding="utf-8") as lines:
        return {row["code"]: Commune(**row) for row in csv.DictReader(lines)}


@lru_cache
def commune_index(departement: str | None = None) -> Names:
    near = [one for one in communes().values() if departement in (None, one.departement)]
    return Names((one.code, [one.name, str(one)]) for one in near)


def commune(code: str) -> Commune | None:
    return communes().get(code)


class Spot(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


@lru_cache
def spots() -> dict[str, Spot]:
    """INSEE code → where the commune's town hall is, those of Occitanie."""
    with (_HERE / "places.csv").open(encoding="utf-8") as lines:
        return {row["code"]: Spot(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(lines)}


def communes_named(text: str, departement: str | None = None) -> list[Commune]:
    """Communes of that name (several share one); without any, those that begin so, else the closest ones.

    Digits are the beginning of a postcode. `departement` keeps the search within one.
    """
    digits = text.strip()
    if digits.isdigit():
        near = [one for one in communes().values() if departement in (None, one.departement)]
        return [one for one in near if one.postcode.startswith(digits)]
    name = re.sub(r"^(st)(e?)\b[-. ]*", r"saint\2 ", digits, flags=re.IGNORECASE)
    return [communes()[code] for code in commune_index(departement).search(name)]


@lru_cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-3 code → French name."""
    names = Locale("fr").territories
    return {
        country.alpha_3: names.get(country.alpha_2, country.name)
        for country in sorted(pycountry.countries, key=lambda country: country.alpha_3)
    }


def departement_choices() -> list[tuple[str, str]]:
    """Occitanie first, then the others, as « 30 – Gard »."""
    ordered = [*OCCITANIE, *(code for code in departements() if code not in OCCITANIE)]
    return [(code, f"{code} – {departements()[code]}") for code in ordered]


def language_choices() -> list[tuple[str, str]]:
    return list(languages().items())


def country_choices() -> list[tuple[str, str]]:
    from django.utils.text import slugify

    return sorted(countries().items(), key=lambda item: slugify(item[1]))
