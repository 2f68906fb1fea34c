"""Documents of the members: given, downloaded, taken back; seen by their owner and the coordination alone."""

import base64
import re
import tempfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import Reading
from networks.joining.models import Document
from networks.joining.states import DOCUMENTS_EACH
from networks.models import NetworkSettings
from tests.networks.joining.makers import DAY, document, interpreter, pdf, picture, therapist
from tests.networks.joining.test_files import REFUSED
from tests.people import browser_of, make_user

MINE = "networks:my_documents"


def send(browser, content, name="attestation.pdf", **fields):
    file = SimpleUploadedFile(name, content, "application/pdf")
    given = {"kind": "assurance", "file": file, "idempotency_key": str(uuid4()), **fields}
    return browser.post(reverse(MINE), given)


def today():
    return timezone.localdate()


def test_a_therapist_gives_downloads_and_takes_back(people):
    therapist(people.tara)
    tara, whole = browser_of(people.tara), pdf()
    answer = send(tara, whole, expires_on=(today() + timedelta(days=200)).isoformat())
    assert answer.status_code == 302 and answer.url == reverse(MINE)
    kept = Document.objects.get()
    assert (kept.kind, kept.size, kept.uploaded_by, kept.owner.user) == (
        "assurance",
        len(whole),
        people.tara,
        people.tara,
    )
    page = tara.get(reverse(MINE)).content.decode()
    assert "attestation.pdf" in page and "Assurance" in page
    assert tara.get(reverse("networks:my_document", args=[kept.pk])).content == whole
    remove = reverse("networks:remove_document", args=[kept.pk])
    assert tara.get(remove).status_code == 200 and Document.objects.exists()
    assert tara.post(remove).status_code == 302 and not Document.objects.exists()
    assert not Reading.objects.exists()  # one's own is no reading of a named file


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_at_the_door_and_nothing_is_written(people, name):
    therapist(people.tara)
    content, said = REFUSED[name]
    answer = send(browser_of(people.tara), content)
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page
    assert not Document.objects.exists()


@pytest.mark.parametrize("secure", [True, False])
def test_sixty_megabytes_are_refused_in_a_sentence(people, secure, tmp_path, monkeypatch):
    """Through the whole portal, the CSRF check that reads the body included; no temporary file is opened."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    therapist(people.tara)
    tara = browser_of(people.tara)
    tara.handler.enforce_csrf_checks = secure
    page = tara.get(reverse(MINE)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = send(tara, b"%PDF-1.4" + b"0" * 60_000_000, csrfmiddlewaretoken=token)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Fichier trop lourd\u00a0: 5 Mo au plus." in page
    assert not Document.objects.exists() and list(tmp_path.iterdir()) == []


def test_a_form_without_a_file_or_with_a_past_date_says_so(people):
    therapist(people.tara)
    tara = browser_of(people.tara)
    nothing = tara.post(reverse(MINE), {"kind": "assurance", "idempotency_key": str(uuid4())})
    assert "Choisissez un fichier." in nothing.content.decode()
    past = send(tara, pdf(), expires_on="2020-01-01").content.decode()
    assert "n’est plus valable" in past
    unknown = send(tara, pdf(), kind="passeport").content.decode()
    assert "passeport" in unknown and not Document.objects.exists()


def test_the_same_form_twice_is_one_document(people):
    therapist(people.tara)
    tara, key = browser_of(people.tara), str(uuid4())
    for _ in range(2):
        assert send(tara, pdf(), idempotency_key=key).status_code == 302
    assert Document.objects.count() == 1


def test_the_key_of_another_opens_nothing(people):
    therapist(people.theo)
    stolen = document(therapist(people.tara))
    answer = send(browser_of(people.theo), pdf(), idempotency_key=str(stolen.pk))
    assert "déjà été envoyé" in answer.content.decode()
    with acting_as(people.theo):
        assert not Document.objects.exists()


def test_thirty_documents_each(people):
    sheet, file = therapist(people.tara), pdf()
    for _ in range(DOCUMENTS_EACH):
        document(sheet, content=file)
    assert "supprimez celles" in send(browser_of(people.tara), file).content.decode()


def test_whoever_belongs_to_both_networks_says_for_which(people):
    with acting_as_system():
        both = make_user("Dalia", "therapeute", "interprete")
    therapist(both)
    sheet = interpreter(both)
    dalia = browser_of(both)
    assert "Pour" in dalia.get(reverse(MINE)).content.decode()
    send(dalia, pdf(), sheet="1")
    assert Document.objects.get().interpreter == sheet


def test_without_a_sheet_there_is_nothing_to_give(people):
    tara = browser_of(people.tara)
    assert "pas encore ouverte" in tara.get(reverse(MINE)).content.decode()
    assert send(tara, pdf()).status_code == 200 and not Document.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\fichiers\\diplôme.pdf", "diplôme.png"),
        ('a"; filename="b.html', "a__ filename__b.png"),
        ("…" * 200 + ".png", "_" * 100 + ".png"),
        (".htaccess", "htaccess.png"),
        ("virus.exe.png", "virus.exe.png"),
    ],
)
def test_a_name_becomes_harmless(people, typed, kept):
    therapist(people.tara)
    tara = browser_of(people.tara)
    send(tara, picture(), name="x")
    with acting_as(people.tara):
        from networks.joining.documents.actions import _name

        assert _name(typed, "image/png") == kept


@pytest.mark.parametrize("name", ["my_document", "document"])
def test_a_file_is_kept_never_shown(people, name):
    given = document(therapist(people.tara), content=picture())
    browser = browser_of(people.tara if name == "my_document" else people.alice)
    answer = browser.get(reverse(f"networks:{name}", args=[given.pk]))
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Type"] == "image/png" and "no-store" in answer["Cache-Control"]


def test_the_coordination_downloads_and_it_is_written_down(people):
    given = document(therapist(people.tara))
    assert browser_of(people.alice).get(reverse("networks:document", args=[given.pk])).content == pdf()
    reading = Reading.objects.get()
    assert (reading.actor_id, reading.object_id, reading.what) == (
        people.alice.pk,
        str(given.pk),
        "networks.document",
    )


@pytest.mark.parametrize("who", ["theo", "ines", "victor", "omar", "ada"])
def test_nobody_else_sees_or_removes_a_document(people, who):
    given = document(therapist(people.tara))
    interpreter(people.ines)
    user = getattr(people, who)
    browser = browser_of(user)
    for name in ("my_document", "document", "remove_document"):
        assert browser.get(reverse(f"networks:{name}", args=[given.pk])).status_code == 404
    assert browser.post(reverse("networks:remove_document", args=[given.pk])).status_code == 404
    with acting_as(user):
        assert not Document.objects.exists()
        assert Document.objects.all().delete()[0] == 0
    assert Document.objects.count() == 1


def test_an_interpreter_sees_only_her_own(people):
    document(therapist(people.tara))
    hers = document(interpreter(people.ines), kind="casier")
    with acting_as(people.ines):
        assert list(Document.objects.values_list("pk", flat=True)) == [hers.pk]


def test_the_database_holds_neither_the_content_nor_the_name_in_history(people):
    given = document(therapist(people.tara), content=b"%PDF-1.4 CANARI\nstartxref\n9\n%%EOF")
    with acting_as(people.tara):
        given.delete()
        document(therapist(people.theo), content=b"%PDF-1.4 CANARI\nstartxref\n9\n%%EOF")
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM networks_documentwriteevent AS e")
        history = " ".join(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT content FROM networks_document")
        stored = bytes(cursor.fetchone()[0])
    assert "assurance" in history and "Tara" not in history and "Attestation" not in history
    assert b"CANARI" not in stored and base64.b64encode(b"CANARI")[:6] not in stored


# ── The coordination's list ─────────────────────────────────────────────────────────────────────


def listed(people, **query) -> str:
    return browser_of(people.alice).get(reverse("networks:documents"), query).content.decode()


def test_what_has_expired_and_what_soon_will(people):
    tara, theo, ines = therapist(people.tara), therapist(people.theo), interpreter(people.ines)
    document(tara, expires_on=today() - DAY, at=timezone.now() - 300 * DAY)
    document(theo, expires_on=today() + 10 * DAY)
    document(ines, kind="casier", expires_on=today() + 300 * DAY)
    assert all(name in listed(people) for name in ("Tara", "Théo")) and "Inès" not in listed(people)
    assert "Tara" in listed(people, condition="echue") and "Théo" not in listed(people, condition="echue")
    assert "Théo" in listed(people, condition="bientot") and "Tara" not in listed(people, condition="bientot")
    assert "Inès" in listed(people, condition="toutes", network="interprete")
    assert "Tara" not in listed(people, condition="toutes", network="interprete")
    assert "Rien ne répond" in listed(people, kind="diplome")
    with acting_as_system():
        NetworkSettings.objects.update(document_notice_days=5)
    assert "Théo" not in listed(people)


def test_a_newer_one_replaces_the_old_a_second_diploma_does_not(people):
    tara = therapist(people.tara)
    document(tara, expires_on=today() - DAY, at=timezone.now() - 300 * DAY)
    document(tara, kind="diplome", expires_on=today() - 2 * DAY, at=timezone.now() - 300 * DAY)
    document(tara, kind="diplome")
    assert "Assurance responsabilité" in listed(people, condition="echue").split("<tbody>")[1]
    document(tara, expires_on=today() + 300 * DAY)
    table = listed(people, condition="echue").split("<tbody>")[1]
    assert "Assurance responsabilité" not in table and "Diplôme" in table


def test_who_left_is_no_longer_asked_for_papers(people):
    document(
        therapist(people.tara, active=False, standing="parti", standing_since=today()),
        expires_on=today() - DAY,
        at=timezone.now() - 300 * DAY,
    )
    assert "Aucune pièce à renouveler" in listed(people)


def test_what_is_missing(people):
    tara, ines = therapist(people.tara), interpreter(people.ines)
    document(tara, kind="diplome")
    document(ines, kind="convention")
    document(ines, kind="casier", expires_on=today() - DAY, at=timezone.now() - 300 * DAY)
    page = browser_of(people.alice).get(reverse("networks:missing_documents")).content.decode()
    rows = [row for row in page.split("<tr>")[2:]]
    assert len(rows) == 2 and "2 pièces attendues manquent" in listed(people)
    assert "Inès" in rows[0] and "casier" in rows[0] and "Tara" in rows[1] and "Assurance" in rows[1]
