"""Référentiels: languages, countries, départements. Small files read once; codes are what the database keeps."""

import csv
from functools import lru_cache
from pathlib import Path

import pycountry
from babel import Locale

_HERE = Path(__file__).parent
OCCITANIE = ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82")


@lru_cache
def departements() -> dict[str, str]:
    """INSEE code → name, the 101 départements."""
    with (_HERE / "departements.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@lru_cache
def languages() -> dict[str, str]:
    """ISO 639-3 code → usual French name, the languages this field meets, sorted by name."""
    with (_HERE / "languages.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["fr"] for row in csv.DictReader(lines)}


def language_name(code: str) -> str:
    """The French name, else the English one of ISO 639-3, else the code."""
    if code in languages():
        return languages()[code]
    known = pycountry.languages.get(alpha_3=code)
    return known.name if known else code


def is_language(code: str) -> bool:
    return code in languages() or pycountry.languages.get(alpha_3=code) is not None


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
