"""A coordinator imports a past year: she sends a file, reads what it would do, confirms, and it does just that."""

import csv
import io
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from centre.imports import actions
from centre.imports.models import ImportRun
from centre.imports.tasks import forget_imports
from centre.imports.worker import work
from centre.models import ClosedYear
from centre.refusals import Refused
from networks.models import Activity, Therapist
from referrals.models import Person, Referral, TherapySession
from tests import sheets as sheets_of
from tests.centre.imports.conftest import confirmed, csv_of, previewed, records, send, sent, year_zip, zip_of
from tests.sheets import ACTION, PERSON, REFERRAL, SESSION, THERAPIST
from tests.statements import cost

WHOLE = {
    "actions": [ACTION, ACTION | {"reference": "A-2", "statut": "annulee"}],
    "personnes": [PERSON],
    "therapeutes": [THERAPIST],
    "orientations": [REFERRAL | {"therapeute": "T-1"}],
    "seances": [SESSION],
}


def page(browser, run, **query) -> str:
    return browser.get(reverse("import_run", args=[run.pk]), query).content.decode()


def tally(run, sheet: str) -> tuple[int, int, int]:
    """Created, updated, unchanged."""
    found = next(one for one in run.tallies if one["sheet"] == sheet)
    return found["created"], found["updated"], found["unchanged"]


def test_the_preview_keeps_nothing_and_the_import_does_what_it_said(alice, broker):
    before = records()
    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    assert run.state == "apercu" and records() == before
    assert tally(run, "actions") == (2, 0, 0) and tally(run, "seances") == (1, 0, 0)
    said = page(alice, run)
    assert "Rien n’est encore importé" in said and "Réunion" in said and "Lignes à créer" in said
    promised = run.tallies
    run = confirmed(alice, run)
    assert run.state == "importe" and run.tallies == promised
    assert Activity.objects.count() == 2 and TherapySession.objects.get().person == Person.objects.get()
    assert Referral.objects.get().imported


def test_a_workbook_and_loose_csv_files_say_the_same_as_a_zip(alice, tmp_path):
    book = sheets_of.workbook(
        tmp_path / "année.xlsx", **{name: sheets_of.table(name, *rows) for name, rows in WHOLE.items()}
    )
    fingerprints = {
        previewed(alice, ("année.xlsx", book.read_bytes())).fingerprint,
        previewed(alice, ("2020.zip", year_zip(**WHOLE))).fingerprint,
        previewed(alice, *((f"{name}.csv", csv_of(name, *rows)) for name, rows in WHOLE.items())).fingerprint,
        previewed(alice, ("2020.zip", zip_of({f"2020/{n}.csv": csv_of(n, *r) for n, r in WHOLE.items()}))).fingerprint,
    }  # fmt: skip
    assert len(fingerprints) == 1


def test_the_same_year_again_changes_nothing_and_a_corrected_cell_is_shown(alice):
    confirmed(alice, previewed(alice, ("2020.zip", year_zip(**WHOLE))))
    again = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    assert tally(again, "actions") == (0, 0, 2)
    corrected = previewed(alice, ("actions.csv", csv_of("actions", ACTION | {"intitule": "Réunion d’hiver"})))
    assert tally(corrected, "actions") == (0, 1, 0)
    said = page(alice, corrected)
    assert (
        "Intitulé\u00a0: <del>Réunion</del> → <ins>Réunion d’hiver</ins>" in said and said.count("<del>") == 1
    )
    assert Activity.objects.get(reference="A-1").title == "Réunion"
    confirmed(alice, corrected)
    assert Activity.objects.get(reference="A-1").title == "Réunion d’hiver"


def test_every_error_is_said_and_can_be_taken_away(alice):
    before = records()
    bad = [ACTION | {"reference": f"A-{n}", "date": f"2020-13-{n:02}"} for n in range(1, 61)]
    run = previewed(alice, ("2020.zip", year_zip(actions=bad, personnes=[PERSON | {"sexe": "H"}])))
    assert run.state == "refuse" and run.problem_count == 61 and records() == before
    assert raw(run)[0] == b""
    first, second = page(alice, run), page(alice, run, page="2")
    assert "« 2020-13-01 » n&#x27;est pas une date" in first and "2020-13-60" not in first
    assert "2020-13-60" in second and "« H » n&#x27;est pas une valeur permise" in second
    for odd in ("0", "-1", "99999", "９", "x" * 500):
        assert "n&#x27;est pas" in page(alice, run, page=odd)
    answer = alice.get(reverse("import_problems", args=[run.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["feuille", "ligne", "colonne", "valeur", "raison", "que faire"] and len(rows) == 62
    assert rows[1][:5] == ["actions.csv", "2", "date", "2020-13-01", "« 2020-13-01 » n'est pas une date"]
    assert rows[1][5].startswith("Écrivez une date (2020-04-02), un mois (2020-04)")
    assert alice.post(reverse("confirm_import", args=[run.pk]), {"fingerprint": "x"}).status_code == 409


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("notes.txt", b"bonjour")], "n’est ni un classeur XLSX, ni un ZIP, ni un fichier CSV"),
        ([("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 99)], "protégé par un mot de passe"),
        ([("a.csv", b"\x00\x01")], "n’est ni un classeur"),
        ([("a.csv", b"x" * 3_000_000), ("b.csv", b"x" * 3_000_000)], "5 Mo au plus"),
        ([("a.csv", b"x"), ("A.csv", b"y")], "Deux fichiers portent le nom"),
        ([("a.csv", b"x"), ("b.zip", year_zip(actions=[]))], "pas les deux à la fois"),
        ([("vide.csv", b"")], "Fichier vide"),
        ([], "Choisissez un fichier"),
    ],
)
def test_what_is_no_file_of_years_is_refused_at_the_door(alice, files, said):
    answer = send(alice, *files)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not ImportRun.objects.exists()


CALL = {"reference": "C-1", "date": "2020-04-03"}


def plan(lines: str, encoding: str = "utf-8") -> bytes:
    return zip_of({"plan.csv": f"rubrique,titre\n{lines}".encode(encoding)})


def locked(archive: bytes) -> bytes:
    """As if its files had a password: the bit that says so is set in both headers."""
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = archive.index(header) + at
        archive = archive[:where] + bytes([archive[where] | 1]) + archive[where + 1 :]
    return archive


def bomb() -> bytes:
    return zip_of({f"{n}/actions.csv": b"0" * 49_000_000 for n in range(5)})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bombe.zip", bomb, "archive démesurée une fois décompressée"),
        ("photos.zip", lambda: zip_of({"photo.jpg": b"x"}), "classeur abîmé"),
        ("faux.xlsx", lambda: zip_of({"[Content_Types].xml": b"<"}), "classeur abîmé"),
        ("deux.zip", lambda: zip_of({"a/actions.csv": b"x", "b/actions.csv": b"x"}), "feuille en double"),
        ("tout.zip", lambda: zip_of({f"{n}.csv": b"" for n in range(501)}), "archive démesurée"),
        ("autre.zip", lambda: zip_of({"salaires.csv": b"x"}), "feuille inconnue"),
        ("cles.zip", lambda: locked(year_zip(plan=[])), "protégé par un mot de passe"),
        ("lignes.zip", lambda: plan("1,a\n" * 1_000_000), "plus de 50000 lignes"),
        ("latin.zip", lambda: plan("1,été\n", "latin-1"), "enregistrez en CSV UTF-8"),
        ("point.zip", lambda: zip_of({"plan.csv": b"rubrique;titre\n1;a\n"}), "CSV séparé par des virgules"),
        ("manque.zip", lambda: zip_of({"plan.csv": b"rubrique\n1\n"}), "Ajoutez-la, même vide"),
        ("demain.zip", lambda: year_zip(**{"appels": [CALL | {"date": "2099-01-01"}]}), "pas encore arrivée"),
        ("hier.zip", lambda: year_zip(actions=[ACTION | {"date": "2099"}]), "Écrivez une date (2020-04-02)"),
        ("photo.zip", lambda: zip_of({"plan.csv": b"\x89PNG\r\n\x1a\n"}), "enregistrez en CSV UTF-8"),
    ],
)
def test_a_hostile_archive_is_refused_in_one_sentence(alice, name, content, said):
    run = previewed(alice, (name, content()))
    assert run.state == "refuse" and not run.failure
    assert said in page(alice, run).replace("&#x27;", "’")


def test_a_byte_order_mark_is_read(alice):
    content = "\ufeffrubrique,titre\n1,Objectifs\n".encode()
    assert previewed(alice, ("plan.csv", content)).totals["created"] == 1


def test_a_closed_year_is_refused_unless_it_says_the_same_again(people, alice):
    confirmed(alice, previewed(alice, ("2020.zip", year_zip(**WHOLE))))
    ClosedYear.objects.create(year=2020, closed_at=timezone.now(), closed_by=people.alice)
    assert previewed(alice, ("2020.zip", year_zip(**WHOLE))).state == "apercu"
    for changed in (
        {"actions": [ACTION | {"intitule": "Autre"}]},
        {"actions": [ACTION | {"date": "2021-02-03"}]},  # leaving a closed year changes it too
        {"actions": [ACTION | {"reference": "A-9", "date": "2019-12/2020-01"}]},
        {"seances": [SESSION | {"date": "2020-03-03"}]},
        {"orientations": [REFERRAL | {"motifs": "sommeil"}]},
    ):
        run = previewed(alice, ("2020.zip", year_zip(**changed)))
        assert run.state == "refuse", changed
        assert "l&#x27;année 2020 est close, son bilan est publié" in page(alice, run)
    after = year_zip(actions=[ACTION | {"reference": "B", "date": "2021-02"}])
    assert previewed(alice, ("2021.zip", after)).state == "apercu"


def test_a_change_in_between_is_told_and_previewed_again(alice):
    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    Activity.objects.create(
        reference="A-1", starts_on=date(2020, 2, 3), ends_on=date(2020, 2, 3), type="reunion", title="Là avant",
        state="tenue",
    )  # fmt: skip
    run = confirmed(alice, run)
    assert run.state == "apercu" and run.changed and not Person.objects.exists()
    assert tally(run, "actions") == (1, 1, 0)
    assert "L’aperçu a changé depuis votre confirmation" in page(alice, run)
    assert confirmed(alice, run).state == "importe"
    assert Activity.objects.get(reference="A-1").title == "Réunion"


def test_confirming_a_preview_one_has_not_read_is_refused(people, alice):
    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    with pytest.raises(Refused, match="revoyez-le"):
        actions.confirm(run, fingerprint="autre", by=people.alice, at=timezone.now())


def test_confirming_twice_imports_once(alice, broker):
    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    url = reverse("confirm_import", args=[run.pk])
    for _ in range(2):
        assert alice.post(url, {"fingerprint": run.fingerprint}).status_code == 302
    work(run.pk)
    after = records()
    work(run.pk)  # the second task of a second click
    assert alice.post(url, {"fingerprint": run.fingerprint}).status_code == 302
    assert records() == after and ImportRun.objects.get().state == "importe"


def test_the_same_form_twice_is_one_import(alice, django_capture_on_commit_callbacks, broker):
    key = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        one, two = (sent(alice, ("2020.zip", year_zip(**WHOLE)), key=key) for _ in range(2))
    assert one == two and broker == [str(one.pk)]


def raw(run) -> tuple[bytes, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, detail FROM centre_importrun WHERE id = %s", [run.pk])
        return tuple(bytes(value) for value in cursor.fetchone())


def test_the_file_is_encrypted_and_goes_once_imported_abandoned_or_old(alice, people):
    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    content, detail = raw(run)
    assert content and detail and b"P-1" not in content + detail and b"UEsD" not in content
    confirmed(alice, run)
    assert raw(run) == (b"", b"")

    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    alice.post(reverse("abandon_import", args=[run.pk]))
    assert raw(run) == (b"", b"") and ImportRun.objects.get(pk=run.pk).state == "abandonne"

    young, old = (previewed(alice, ("2020.zip", year_zip(**WHOLE))) for _ in range(2))
    for one, days in ((young, 6), (old, 8)):
        ImportRun.objects.filter(pk=one.pk).update(sent_at=timezone.now() - timedelta(days=days))
    forget_imports()
    assert raw(old) == (b"", b"") and ImportRun.objects.get(pk=old.pk).state == "perime"
    assert ImportRun.objects.get(pk=young.pk).state == "apercu" and all(raw(young))


def test_the_journal_says_who_imported_what_and_never_what_was_in_it(people, alice):
    run = confirmed(alice, previewed(alice, ("2020.zip", year_zip(**WHOLE))))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(e)::text, actor_id FROM centre_importrunwriteevent e WHERE id = %s ORDER BY pgh_id",
            [run.pk],
        )
        rows = cursor.fetchall()
    assert rows[0][1] == people.alice.pk
    last = rows[-1][0]
    assert run.sha256 in last and '"2020.zip"' in last and f'"confirmed_by_id": {people.alice.pk}' in last
    assert '"created": 2' in last and "P-1" not in "".join(row for row, _ in rows)


def test_only_the_coordination_sees_an_import(people, alice, browser_of):
    from centre.context import acting_as

    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    for somebody in (people.tara, people.ada, people.felix, people.victor):
        with acting_as(somebody):
            assert not ImportRun.objects.exists()
        assert browser_of(somebody).get(reverse("import_run", args=[run.pk])).status_code == 404
    assert browser_of(people.chloe).get(reverse("import_run", args=[run.pk])).status_code == 200


def test_an_import_asked_by_somebody_who_lost_the_right_stops(people, alice):
    before = records()
    run = sent(alice, ("2020.zip", year_zip(**WHOLE)))
    people.alice.grants.update(until="2020-12-31")
    work(run.pk)
    run.refresh_from_db()
    assert run.state == "echec" and "n’a plus le droit" in run.failure and records() == before


def test_five_imports_wait_at_most(alice):
    for _ in range(5):
        sent(alice, ("2020.zip", year_zip(**WHOLE)))
    assert "Cinq imports attendent déjà" in send(alice, ("2020.zip", year_zip(**WHOLE))).content.decode()


def test_the_empty_workbook_is_one_to_fill(alice, tmp_path):
    answer = alice.get(reverse("import_template"))
    book = load_workbook(io.BytesIO(answer.content))
    assert book["seances"]["A1"].value == "date" and book["plan"]["A1"].font.b
    book["therapeutes"].append([THERAPIST.get(title, "") for title in sheets_of.columns("therapeutes")])
    book.save(tmp_path / "rempli.xlsx")
    run = confirmed(alice, previewed(alice, ("rempli.xlsx", (tmp_path / "rempli.xlsx").read_bytes())))
    assert run.state == "importe" and Therapist.objects.get().code == "T-1"


def test_pages_cost_the_same_however_many_imports_there_are(alice, people):
    run = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    one = cost(alice, reverse("imports"))
    for _ in range(4):
        previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    assert cost(alice, reverse("imports")) == one <= 6
    assert cost(alice, reverse("import_run", args=[run.pk])) <= 8
