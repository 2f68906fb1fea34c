"""From a page to the worker and back: a drawing is asked for once, by those who may, and waits for nobody."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from observatory.content import Item
from observatory.drawings import actions, making
from observatory.drawings.blocks import shown
from observatory.drawings.fingerprints import fingerprint
from observatory.drawings.models import Drawing
from observatory.drawings.tasks import draw_drawing
from tests.observatory.drawings.documents import LISTING, public, rich

NOW = datetime(2021, 11, 3, 9, tzinfo=UTC)


def block(source="personnes.par_sexe", mode="exact", kind="graphique") -> dict:
    document = rich() if mode == "exact" else public(rich())
    return shown(Item(kind, source=source), document, LISTING, {})


@pytest.fixture
def enqueued(monkeypatch):
    """Names handed to the worker."""
    names = []
    monkeypatch.setattr(actions, "enqueue", lambda task, name: names.append(name) or True)
    return names


@pytest.fixture
def broken(monkeypatch):
    """The library draws nothing."""
    monkeypatch.setattr(making, "attempt", lambda spec: "")


def asked(people, spec=None, mode="exact", at=NOW) -> Drawing:
    with acting_as(people.alice):
        return actions.ask(spec=spec or block()["spec"], mode=mode, by=people.alice, at=at)


# ── Actions ─────────────────────────────────────────────────────────────────────────────────────


def test_a_drawing_is_asked_for_once(people, enqueued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = asked(people), asked(people, at=NOW + timedelta(seconds=30))
    assert first == second and enqueued == [first.pk] == [fingerprint(block()["spec"], "exact")]
    draw_drawing(first.pk)
    first.refresh_from_db()
    assert first.svg.startswith("<svg") and first.drawn_at and not first.error
    with django_capture_on_commit_callbacks(execute=True):
        asked(people, at=NOW + timedelta(days=3))
    assert len(enqueued) == 1


def test_one_that_failed_or_was_lost_is_tried_again(
    people, enqueued, broken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        drawing = asked(people)
        asked(people, at=NOW + timedelta(minutes=3))  # no worker took it
    assert len(enqueued) == 2
    draw_drawing(drawing.pk)
    drawing.refresh_from_db()
    assert drawing.error == making.BROKEN and drawing.svg == "" and drawing.drawn_at is None
    with django_capture_on_commit_callbacks(execute=True):
        asked(people, at=NOW + timedelta(minutes=3, seconds=1))
    assert len(enqueued) == 3 and not Drawing.objects.get().error


def test_exact_and_public_drawings_are_never_the_same_row(people, enqueued):
    spec = block("permanences.par_statut")["spec"]
    assert asked(people, spec, "exact") != asked(people, spec, "public")


def test_documents_get_their_drawing_at_once_and_a_failure_stops_nothing(people, broken):
    assert making.svg_of(block()["spec"], "exact") == ""
    assert Drawing.objects.get().error == making.BROKEN


def test_a_document_keeps_what_it_drew(people):
    drawn = making.svg_of(block()["spec"], "exact")
    assert drawn.startswith("<svg") and making.svg_of(block()["spec"], "exact") == drawn
    with acting_as(people.alice):
        (found,) = actions.pictured([block()], mode="exact", may_ask=True)
    assert found["svg"] == drawn and found["asking"] == ""


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_make_one_drawing(people, enqueued):
    start, spec = threading.Barrier(2), block()["spec"]

    def page():
        try:
            with acting_as(people.alice):
                start.wait()
                actions.ask(spec=spec, mode="exact", by=people.alice, at=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=page) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as_system():
        assert Drawing.objects.count() == 1
    assert len(enqueued) == 1


# ── Who sees ────────────────────────────────────────────────────────────────────────────────────


def test_funders_and_passers_by_read_public_drawings_alone_and_by_name(people):
    for mode in ("exact", "public"):
        making.svg_of(block("permanences.par_statut")["spec"], mode)
    with acting_as(people.felix):
        assert not Drawing.objects.exists()
        blocks = actions.pictured([block("permanences.par_statut", "public")], mode="public", may_ask=False)
        assert [one.mode for one in Drawing.objects.all()] == ["public"]  # named by the page
    assert blocks[0]["svg"].startswith("<svg")
    with acting_as(people.alice):
        assert Drawing.objects.count() == 2


def test_only_the_coordination_asks(people, browser_of, enqueued):
    token = actions.signed(block()["spec"], "exact")
    for who in (people.felix, people.tara, people.victor):
        assert browser_of(who).post(reverse("observatory:ask_drawing"), {"token": token}).status_code == 404
    drawing = asked(people)
    for who in (people.felix, people.tara):
        assert browser_of(who).get(reverse("observatory:drawing", args=[drawing.pk])).status_code == 404
    assert browser_of(people.alice).get(reverse("observatory:ask_drawing")).status_code == 405


@pytest.mark.parametrize("token", ["", "x", "e30:1a:b", None])
def test_the_portal_draws_only_what_it_signed(people, browser_of, enqueued, token):
    found = browser_of(people.alice).post(
        reverse("observatory:ask_drawing"), {"token": token} if token is not None else {}
    )
    assert found.status_code == 404 and not Drawing.objects.exists()


# ── On the page ─────────────────────────────────────────────────────────────────────────────────


def page(found: dict) -> str:
    return render_to_string(found["template"], {"block": found})


def test_from_the_block_to_its_drawing(people, browser_of, enqueued):
    with acting_as(people.alice):
        (found,) = actions.pictured([block()], mode="exact", may_ask=True)
    html = page(found)
    assert "hx-post" in html and "Dessin en cours" in html and "<td" in html  # its table is there already
    alice = browser_of(people.alice)
    waiting = alice.post(reverse("observatory:ask_drawing"), {"token": found["asking"]}).content.decode()
    drawing = Drawing.objects.get()
    assert f'hx-get="{reverse("observatory:drawing", args=[drawing.pk])}"' in waiting
    draw_drawing(drawing.pk)
    ready = alice.get(reverse("observatory:drawing", args=[drawing.pk])).content.decode()
    assert ready.strip().startswith("<svg") and "hx-" not in ready
    with acting_as(people.alice):
        (found,) = actions.pictured([block()], mode="exact", may_ask=True)
    assert "<svg" in page(found) and "hx-" not in page(found)


def test_a_failure_is_said_and_polls_no_more(people, browser_of, enqueued, broken):
    drawing = asked(people)
    draw_drawing(drawing.pk)
    html = browser_of(people.alice).get(reverse("observatory:drawing", args=[drawing.pk])).content.decode()
    assert "Le dessin n’a pas pu être fait. Le tableau dit la même chose." in html and "hx-" not in html


def test_a_drawing_that_nobody_makes_is_not_waited_for_for_ever(people, browser_of, enqueued):
    drawing = asked(people)  # years ago, for this clock
    html = browser_of(people.alice).get(reverse("observatory:drawing", args=[drawing.pk])).content.decode()
    assert "Le dessin tarde." in html and "hx-" not in html


def test_a_page_without_the_right_to_ask_shows_the_table_alone(people):
    with acting_as(people.felix):
        (found,) = actions.pictured([block(mode="public")], mode="public", may_ask=False)
    html = page(found)
    assert "hx-" not in html and "block-picture" not in html and "Femmes" in html


def test_many_drawings_are_found_in_one_statement(people):
    blocks = [
        block(source) for source in ("personnes.par_sexe", "personnes.par_situation", "appels.par_sexe")
    ]
    for some, count in ((blocks[:1], 1), (blocks, 1), ([block(kind="tableau")], 0)):
        with acting_as(people.alice), CaptureQueriesContext(connection) as seen:
            actions.pictured(some, mode="exact", may_ask=True)
        assert sum("observatory_drawing" in one["sql"] for one in seen) == count


def test_pages_never_load_what_draws():
    """`centre.wsgi`, every address and every view included, without the libraries that only the worker needs."""
    code = (
        "import sys, centre.wsgi; from django.urls import get_resolver; get_resolver().url_patterns;"
        "import observatory.urls, observatory.drawings.views, observatory.drawings.making;"
        "heavy = {'altair', 'vl_convert', 'numpy', 'scipy', 'fontTools', 'weasyprint', 'openpyxl', 'networkx'};"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
