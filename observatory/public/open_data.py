"""The index of the published files for programs, in the words of DCAT: small, stable addresses, no figure in it."""

from django.conf import settings
from django.urls import reverse

from observatory.public import editions
from observatory.release.files import TYPES
from observatory.release.notice import LICENCE_URL

PDF = "application/pdf"


def address(name: str, *args) -> str:
    return settings.ORIGIN + reverse(name, args=args)


def catalogue(centre: str) -> dict:
    """A dcat:Catalog: one dataset a published year, one distribution a file."""
    kept: dict[int, list[dict]] = {}
    reports = {}
    for render in editions.documents().order_by("-report__year"):
        reports[render.report.year] = render.report
        url = address("observatory:public_pdf", render.report.year)
        kept[render.report.year] = [_distribution(url, PDF, render)]
    for file in editions.files():
        year = file.render.report.year
        url = address("observatory:public_file", year, file.format)
        kept[year].append(_distribution(url, TYPES[file.format], file))
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Catalog",
        "@id": address("observatory:open_data_index"),
        "dct:title": f"Données de l’observatoire – {centre}",
        "dct:language": "fr",
        "dct:license": LICENCE_URL,
        "dcat:dataset": [_dataset(report, kept[year], centre) for year, report in reports.items()],
    }


def _dataset(report, distributions: list[dict], centre: str) -> dict:
    return {
        "@type": "dcat:Dataset",
        "@id": address("observatory:public_year", report.year),
        "dct:identifier": f"bilan-{report.year}",
        "dct:title": f"Bilan d’activité {report.year}, édition {report.edition}",
        "dct:publisher": centre,
        "dct:issued": report.published_at.date().isoformat(),
        "dct:temporal": f"{report.year}-01-01/{report.year}-12-31",
        "dct:license": LICENCE_URL,
        "dcat:version": str(report.edition),
        "dcat:distribution": distributions,
    }


def _distribution(url: str, media: str, kept) -> dict:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": url,
        "dcat:mediaType": media.partition(";")[0],
        "dcat:byteSize": kept.size,
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": kept.sha256},
    }
