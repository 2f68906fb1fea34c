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
    """A dcat:Catalog: one dataset per published year, one distribution per file."""
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Catalog",
        "@id": address("observatory:open_data_index"),
        "dct:title": f"Données de l’observatoire – {centre}",
        "dct:language": "fr",
        "dct:license": LICENCE_URL,
        "dcat:dataset": [_dataset(centre, **kept) for kept in editions.by_year()],
    }


def _dataset(centre: str, report, pdf, files) -> dict:
    others = (
        _distribution(address("observatory:public_file", report.year, file.format), TYPES[file.format], file)
        for file in files
    )
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
        "dcat:distribution": [
            _distribution(address("observatory:public_pdf", report.year), PDF, pdf),
            *others,
        ],
    }


def _distribution(url: str, media: str, kept) -> dict:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": url,
        "dcat:mediaType": media.partition(";")[0],
        "dcat:byteSize": kept.size,
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": kept.sha256},
    }
