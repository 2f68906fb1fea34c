"""The document of a statement: the same bytes for ever, tagged, in French; made once, resumed when lost."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.utils import timezone, translation

from centre.context import acting_as, acting_as_system
from centre.document import CannotRender
from centre.models import OutgoingMail, Settings
from networks.models import Interpreter, InterpreterRate, Mission, NetworkSettings, PayeeDetails, PayStatement
from networks.pay import actions, rendering, tasks
from tests.networks.pay import field
from tests.networks.pay.field import AT, NOVEMBER
from tests.people import People


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


@pytest.fixture
def statement(people, ines):
    """October: on site, by telephone, cancelled late; and a correction of September."""
    field.mission(ines, date(2026, 9, 8))
    september = field.issued(ines, people.ada, month=date(2026, 9, 1), at=AT)
    with acting_as(people.ada):
        author = {"by": people.ada, "at": AT}
        line = september.lines.get()
    field.mission(ines, date(2026, 10, 5), minutes=50, by=people.alice)
    field.mission(ines, date(2026, 10, 6), minutes=61, modality="telephone")
    field.mission(ines, date(2026, 10, 7), planned=90, state="annulee_tardivement")
    field.prepare(people.ada)
    with acting_as(people.ada):
        actions.correct(line, amount=Decimal("-12.00"), label="Faite par téléphone", **author)
    return field.issue(field.statement_of(ines), people.ada)


def printed(statement) -> bytes:
    with acting_as_system():
        fresh = PayStatement.objects.get(pk=statement.pk)
        return rendering.printed(fresh, list(rendering.lines_of(fresh)))


def squeezed(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_it_says_who_pays_whom_what_for_and_by_what_rule(statement):
    text = squeezed(printed(statement))
    for words in (
        "R-2026-10-0001",
        "octobre 2026",
        "3 novembre 2026",
        "Centre des Micocouliers",
        "Inès Belcourt",
        "732 829 320 00074",
        "FR76 3000 6000 0112 3456 7890 189",
        "5 octobre 2026 dari 50 min 1 h 30,00 € 12,00 € 42,00 €",
        "6 octobre 2026 dari 1 h 01 1 h 15 30,00 € – 37,50 €",
        "7 octobre 2026 dari, annulée tardivement 1 h 30 1 h 30 30,00 € – 45,00 €",
        "8 septembre 2026 R-2026-09-0001 Faite par téléphone −12,00 €",
        "Total 112,50 €",
        "Toute mission est payée au moins 1 h",
    ):
        assert words in text, words
    assert "Farid" not in text and "Tilleuls" not in text and "Alice" not in text


def test_it_is_tagged_french_and_titled(statement):
    with pikepdf.open(io.BytesIO(printed(statement))) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo.Title) == "Relevé R-2026-10-0001"
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_it_is_the_same_bytes_whatever_changed_since(people, ines, statement):
    before = printed(statement)
    field.mission(ines, date(2026, 10, 9))
    with acting_as_system():
        InterpreterRate.objects.create(interpreter=ines, hourly=99, travel=99, since="2026-11-02")
        NetworkSettings.objects.update(
            minimum_minutes=0, rounding_minutes=60, late_hours=48, payer="Un autre payeur"
        )
        Settings.objects.update(name="Un autre nom")
        Interpreter.objects.filter(pk=ines.pk).update(
            display_name="Un autre nom", code="X-9", languages=["fra"]
        )
        details = PayeeDetails.objects.get(interpreter=ines)
        details.legal_name, details.iban, details.siret = "Autre", "BE31435411161155", ""
        details.save()
        Mission.objects.filter(interpreter=ines, state="relevee").update(
            client_label="Autre", place="Ailleurs"
        )
        Mission.objects.filter(interpreter=ines, state="annulee_tardivement").update(state="annulee")
        people.alice.display_name = "Autre"
        people.alice.save(update_fields=["display_name"])
    field.prepare(people.ada, month=NOVEMBER)
    field.pay(statement, people.ada)
    with translation.override("nl"):
        assert printed(statement) == before


def test_a_changed_line_is_other_bytes(people, ines, statement):
    """What the test above compares is not a constant."""
    with acting_as_system():
        fresh = PayStatement.objects.get(pk=statement.pk)
        rows = list(rendering.lines_of(fresh))
        before = rendering.printed(fresh, rows)
        rows[0].amount += Decimal("0.01")
        assert rendering.printed(fresh, rows) != before


# ── Made once ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def quick(monkeypatch):
    """Documents that cost nothing; the list of what was made."""
    made = []

    def render(template, context, *, identifier, styles):
        made.append(identifier)
        return b"%PDF " + identifier.encode()

    monkeypatch.setattr("networks.pay.rendering.render", render)
    return made


def test_issuing_hands_the_document_to_the_worker(
    people, ines, monkeypatch, django_capture_on_commit_callbacks
):
    handed = []
    monkeypatch.setattr(actions, "enqueue", lambda task, pk: handed.append((task.name, pk)))
    field.mission(ines, date(2026, 10, 5))
    with django_capture_on_commit_callbacks(execute=True):
        statement = field.issued(ines, people.ada)
        assert handed == []
    assert handed == [("networks.pay.tasks.render_statement", str(statement.pk))]


def test_a_message_delivered_twice_keeps_and_tells_once(people, ines, statement, quick):
    tasks.render_statement(str(statement.pk))
    tasks.render_statement(str(statement.pk))
    statement.refresh_from_db()
    assert rendering.opened(statement).read() == b"%PDF R-2026-10-0001" and quick == ["R-2026-10-0001"]
    (mail,) = OutgoingMail.objects.filter(to=people.ines.email)
    assert mail.subject == "Un relevé est disponible" and "112" not in mail.body and "€" not in mail.body
    assert "/releves/" in mail.body


def test_a_draft_has_no_document(people, ines, quick):
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    rendering.make_document(field.statement_of(ines).pk)
    assert quick == []


def test_lost_documents_are_found_again(people, ines, statement, quick, monkeypatch):
    handed = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, pk: handed.append(pk))
    tasks.resume_statements()
    with acting_as_system():
        september = PayStatement.objects.get(number="R-2026-09-0001")
    late = timezone.now() - timedelta(minutes=1) > AT
    assert set(handed) == ({str(statement.pk), str(september.pk)} if late else set())
    handed.clear()
    rendering.make_document(september.pk)
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(minutes=2))
    tasks.resume_statements()
    assert handed == [str(statement.pk)]
    handed.clear()
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(seconds=30))
    tasks.resume_statements()
    assert handed == []


def test_without_pango_it_waits_and_is_made_later(people, ines, statement, monkeypatch, quick):
    with monkeypatch.context() as patch:

        def no_pango(*args, **kwargs):
            raise CannotRender("Il manque Pango.")

        patch.setattr("networks.pay.rendering.render", no_pango)
        rendering.make_document(statement.pk)
    statement.refresh_from_db()
    assert rendering.opened(statement) is None and not OutgoingMail.objects.filter(to=people.ines.email)
    rendering.make_document(statement.pk)
    assert OutgoingMail.objects.filter(to=people.ines.email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_it_and_one_keeps_it(monkeypatch):
    """Both are making it at the same moment; the late one finds it kept, and fails at nothing."""
    people = People()
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 5))
    statement = field.issued(ines, people.ada)
    both, failed = Barrier(2), []

    def render(*args, **kwargs):
        both.wait(timeout=20)
        return b"%PDF"

    def work():
        try:
            rendering.make_document(statement.pk)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    monkeypatch.setattr("networks.pay.rendering.render", render)
    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with acting_as_system():
        assert PayStatement.objects.get().pdf
        assert OutgoingMail.objects.filter(to=people.ines.email).count() == 1
