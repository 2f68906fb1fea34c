"""A drawing that stops the process that makes it costs itself alone: no worker, no document, no other drawing."""

import os
import subprocess
import sys
import time

import pytest
from django.utils import timezone

from centre.context import acting_as_system
from observatory.content import Item, SectionContent
from observatory.drawings import drawing_process, making
from observatory.drawings.fingerprints import fingerprint
from observatory.drawings.models import Drawing
from observatory.drawings.tasks import draw_drawing
from observatory.public.tasks import draw_published
from observatory.release import pages
from observatory.report import Printed
from tests.observatory.drawings.documents import LISTING, rich
from tests.observatory.worker import a_broker, a_worker, until

POISONED = "tests.observatory.drawings.poisoned"
FIRST = 15  # seconds for the libraries to load, two cores shared with others


def spec(title: str) -> dict:
    rows = [{"label": "Femme", "value": 12, "mark": "12"}]
    return {"form": "barres", "title": title, "description": "Douze.", "rows": rows}


@pytest.fixture
def poisoned(monkeypatch):
    monkeypatch.setattr(drawing_process, "COMMAND", [sys.executable, "-m", POISONED])
    return drawing_process.DrawingProcess()


def test_what_cannot_be_drawn_gives_nothing_and_the_process_goes_on():
    own = drawing_process.DrawingProcess()
    assert own.attempt(spec("Avant")).startswith("<svg")
    first = own._process.pid
    assert own.attempt(spec("Sans titre") | {"rows": [{"label": None}]}) == ""
    assert "Après" in own.attempt(spec("Après")) and own._process.pid == first


def test_what_failed_is_logged_without_what_it_showed(capfd):
    assert drawing_process.DrawingProcess().attempt(spec("Gard") | {"form": "7 femmes"}) == ""
    said = capfd.readouterr().err
    assert "KeyError" in said and "drawing_process" in said and "femmes" not in said


def test_what_stops_the_process_stops_nothing_else(poisoned):
    assert poisoned.attempt(spec("Poison")) == ""
    assert "Après" in poisoned.attempt(spec("Après"))
    assert poisoned.attempt(spec("Lenteur")) == ""
    assert "Après" in poisoned.attempt(spec("Après"))
    poisoned._process.kill()  # for want of memory, while nobody draws
    poisoned._process.wait()
    assert "Après" in poisoned.attempt(spec("Après"))


def test_it_knows_no_secret_and_what_a_library_prints_is_no_drawing(poisoned, monkeypatch):
    monkeypatch.setenv("PORTAL_ESSAI", "secret")
    assert set(poisoned.attempt(spec("Secrets")).split()) <= {*drawing_process.KNOWN, "LC_CTYPE"}
    assert poisoned.attempt(spec("Bavardage")).endswith("</svg>")
    assert "Après" in poisoned.attempt(spec("Après"))


def test_it_ends_with_whoever_started_it():
    code = (
        "import os; from observatory.drawings.drawing_process import attempt; "
        "attempt({'form': 'rien'}); print(attempt.__self__._process.pid, flush=True); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    pid, end = int(done.stdout), time.monotonic() + FIRST
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < end:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{pid}")


def test_a_bilan_goes_on_with_the_table_alone(poisoned, monkeypatch):
    monkeypatch.setattr(pages, "attempt", poisoned.attempt)
    items = tuple(
        Item("graphique", source="personnes.par_sexe", title=title) for title in ("Poison", "Après")
    )
    content = (SectionContent("1", "Section", 1, items),)
    (section,) = pages.context(Printed(rich(), LISTING, content=content))["sections"]
    first, second = section["blocks"]
    assert first["svg"] == "" and first["table"]["rows"] and second["svg"].startswith("<svg")


@pytest.mark.django_db(transaction=True)
def test_no_worker_dies_of_a_drawing_however_often_it_is_asked_for(portal, tmp_path):
    asked, log = [spec("Poison"), spec("Après")], tmp_path / "worker.log"
    names = [fingerprint(one, "public") for one in asked]
    with acting_as_system():
        for name, one in zip(names, asked, strict=True):
            Drawing.objects.create(fingerprint=name, spec=one, mode="public", asked_at=timezone.now())
    with a_broker() as hand, a_worker(tmp_path, module=POISONED):
        for name in (names[0], *names):
            hand(draw_drawing, name)
        until(Drawing.objects.filter(pk=names[1]).exclude(svg="").exists, log)
        hand(draw_published)
    with acting_as_system():
        poison = Drawing.objects.get(pk=names[0])
    assert poison.error == making.BROKEN and poison.svg == ""
    said = log.read_text(encoding="utf-8")
    assert said.count("a drawing stopped its process") == 2 and "WorkerLostError" not in said
