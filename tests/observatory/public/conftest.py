"""Published years whose exact figures hold, wherever something is withheld, a number that no page may ever show."""

import hashlib
import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from observatory.models import AnnualReport, ExactFigures, ReportFile, ReportRender
from observatory.states import FileFormat
from tests.observatory.drawings import documents

SECRET = itertools.count(70_001)


def secret_of(document):
    """The same, each withheld count replaced by a number met nowhere else."""
    if isinstance(document, dict):
        return {key: secret_of(value) for key, value in document.items()}
    return next(SECRET) if document == "masque" else document


def publish(year: int, user, *, files: bool = False, **more) -> AnnualReport:
    document = documents.public(documents.rich(year)) | {"annee": year} | more
    at = datetime(year + 1, 2, 1, tzinfo=UTC)
    report = AnnualReport.objects.create(
        year=year, edition=1, figures_public=document, listing=documents.LISTING, requested_by=user, requested_at=at
    )  # fmt: skip
    ExactFigures.objects.create(report=report, document=secret_of(document) | {"mode": "exact"})
    if files:
        _files(report, at)
    AnnualReport.objects.filter(pk=report.pk).update(
        state="publie", published_by=user, published_at=at, audit={"holds": True}
    )
    report.refresh_from_db()
    return report


def _files(report, at):
    for mode in ("public", "exact"):
        render = ReportRender.objects.create(
            report=report, mode=mode, state="pret", finished_at=at, **_kept(f"{mode}.pdf", b"%PDF " + mode.encode())
        )  # fmt: skip
        for form in FileFormat.values if mode == "public" else ["xlsx"]:
            ReportFile.objects.create(
                render=render, format=form, **_kept(f"{mode}.{form}", f"{mode} {form}".encode())
            )


def _kept(name: str, content: bytes) -> dict:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"path": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


@pytest.fixture
def published(people):
    """`published(2020, files=True)`."""
    return lambda year, **more: publish(year, people.alice, **more)
