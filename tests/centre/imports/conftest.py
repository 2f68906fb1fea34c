"""Files as a coordinator sends them, and the worker's part done at once."""

import csv
import io
import uuid
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centre.imports.models import ImportRun
from centre.imports.worker import work
from tests import sheets as sheets_of


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    """Ids of the imports handed to the worker."""
    handed = []
    monkeypatch.setattr("centre.imports.actions.enqueue", lambda task, pk: handed.append(pk) or True)
    monkeypatch.setattr("centre.imports.pages.broker_answers", lambda: True)
    return handed


def records() -> int:
    """How many records there are of what the sheets speak of."""
    return sum(
        model.objects.count()
        for app in ("networks", "referrals")
        for model in apps.get_app_config(app).get_models()
    )


def csv_of(name: str, *rows: dict) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(sheets_of.table(name, *rows))
    return out.getvalue().encode()


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def year_zip(**sheets) -> bytes:
    return zip_of({f"{name}.csv": csv_of(name, *rows) for name, rows in sheets.items()})


def send(browser, *files: tuple[str, bytes], key=None):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(reverse("imports"), {"idempotency_key": str(key or uuid.uuid4()), "files": uploads})


def sent(browser, *files, key=None) -> ImportRun:
    answer = send(browser, *files, key=key)
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(pk=answer.url.split("/")[-2])


def previewed(browser, *files) -> ImportRun:
    run = sent(browser, *files)
    work(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def confirmed(browser, run: ImportRun) -> ImportRun:
    url = reverse("confirm_import", args=[run.pk])
    assert browser.post(url, {"fingerprint": run.fingerprint}).status_code == 302
    work(run.pk)
    return ImportRun.objects.get(pk=run.pk)


@pytest.fixture
def alice(people, browser_of):
    return browser_of(people.alice)
