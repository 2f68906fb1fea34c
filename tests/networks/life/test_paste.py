"""A sheet pasted or uploaded: shown line by line, written whole or not at all, through the import itself."""

import csv
import io
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from networks.life.paste.tables import COLUMNS, LABELS
from networks.models import Activity, ActivityHeads, Structure
from tests.networks.life.makers import edit
from tests.sheets import YEAR, import_year

SHEET = (YEAR / "actions.csv").read_text(encoding="utf-8")
ROW = {
    "reference": "N-1",
    "date": "2020-02-03",
    "type": "reunion",
    "intitule": "Réunion",
    "statut": "tenue",
    "structures_presentes": "CABA;UNAFAM",
}


def tsv(*rows, header=COLUMNS) -> str:
    lines = [list(header)] if header else []
    lines += [[row.get(name, "") for name in COLUMNS] for row in rows]
    return "\n".join("\t".join(cells) for cells in lines)


@pytest.fixture
def browser(people, browser_of):
    return browser_of(people.alice)


def look(browser, text="", **more):
    answer = browser.post(reverse("networks:paste_activities"), {"text": text} | more)
    assert answer.status_code == 200
    return answer


def confirm(browser, preview, **changed):
    sent = {"text": preview.text, "digest": preview.digest, "confirm": "1"} | changed
    return browser.post(reverse("networks:paste_activities"), sent)


def uploaded(name: str, content: bytes) -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def export(browser, **query) -> str:
    answer = browser.get(reverse("networks:export_activities"), query)
    assert answer["Content-Type"].startswith("text/csv")
    return answer.content.decode()


# ── The real year ───────────────────────────────────────────────────────────────────────────────


def test_the_exported_year_pasted_again_is_identical_line_by_line(browser):
    import_year(YEAR)
    sheet = export(browser, year=2020)
    for more in (uploaded("actions.csv", sheet.encode()), {"text": sheet_as_tabs(sheet)}):
        for _ in range(2):
            preview = look(browser, **{"text": ""} | more).context["preview"]
            assert preview.counts == {"new": 0, "changed": 0, "same": 117, "refused": 0}
            assert not preview.may_be_written
            if "file" in more:
                more["file"].seek(0)


def sheet_as_tabs(sheet: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(
        csv.reader(io.StringIO(sheet, newline=""))
    )
    return out.getvalue()


def test_the_whole_sheet_pasted_into_an_empty_portal_is_the_import(browser, people):
    preview = look(browser, sheet_as_tabs(SHEET)).context["preview"]
    assert preview.counts["new"] == 128 and not Activity.objects.exists() and not Structure.objects.exists()
    assert confirm(browser, preview).status_code == 302
    assert Activity.objects.filter(recorded_by=people.alice).count() == 128
    assert Activity.objects.get(reference="EX-2020-12-10").postponed_to.reference == "EX-2021-01-19"
    assert import_year(YEAR).out[1] == "actions: 128 lues, 0 créées, 0 mises à jour, 128 inchangées"


def test_one_changed_cell_is_one_change_and_an_editor_is_told(browser, people):
    import_year(YEAR)
    read = Activity.objects.get(reference="RP-2020-09-15")
    changed = SHEET.replace("Relais emploi, projet de journée", "Relais emploi, projet de semaine")
    answer = look(browser, sheet_as_tabs(changed))
    preview = answer.context["preview"]
    assert preview.counts == {"new": 0, "changed": 1, "same": 127, "refused": 0}
    (line,) = preview.shown
    ((label, before, after),) = line.changes
    assert (label, line.reference) == ("Intitulé", "RP-2020-09-15")
    assert "journée" in before and "semaine" in after
    confirm(browser, preview)
    assert "semaine" in Activity.objects.get(reference="RP-2020-09-15").title
    with pytest.raises(Exception, match="Vos saisies sont conservées"):
        edit(read, people.alice, title="Autre")


# ── What people paste ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "header", [None, COLUMNS, list(LABELS.values()), [name.upper().replace("_", " ") for name in COLUMNS]]
)
def test_a_header_may_be_left_out_or_be_in_french(browser, header):
    preview = look(browser, tsv(ROW, header=header)).context["preview"]
    assert preview.counts == {"new": 1, "changed": 0, "same": 0, "refused": 0}, preview.faults


def test_days_choices_and_dashes_as_people_write_them(browser):
    rows = [
        ROW | {"date": "03/02/2020", "type": "Comité de pilotage", "statut": "Tenue", "usagers": "–"},
        ROW
        | {"reference": "N-2", "date": "mars 2020", "statut": "Annulée", "usagers": "X", "participants": "X"},
        ROW | {"reference": "N-3", "date": "du 2 au 3 avril 2020", "participants": "0"},
    ]
    preview = look(browser, tsv(*rows)).context["preview"]
    assert preview.counts["new"] == 3, preview.shown
    confirm(browser, preview)
    told = Activity.objects.order_by("reference").values_list("state", "users", "participants")
    assert list(told) == [("tenue", None, None), ("annulee", None, None), ("tenue", None, 0)]
    assert Activity.objects.get(reference="N-3").when == "du 2 au 3 avril 2020"


def test_a_french_csv_and_a_workbook(browser, monkeypatch):
    semicolons = "\r\n".join(
        line.replace("\t", ";") for line in tsv(ROW | {"structures_presentes": "CABA"}).splitlines()
    )
    assert (
        look(browser, **uploaded("a.csv", semicolons.encode("cp1252"))).context["preview"].counts["new"] == 1
    )
    book, out = Workbook(), io.BytesIO()
    book.active.title = "actions"
    book.active.append(COLUMNS)
    book.active.append([ROW.get(name) for name in COLUMNS])
    book.save(out)
    for name in ("mkdtemp", "mkstemp"):  # names of people are never left on the disk in clear
        monkeypatch.delattr(tempfile, name)
    preview = look(browser, **uploaded("a.xlsx", out.getvalue())).context["preview"]
    assert preview.counts["new"] == 1, preview.faults
    assert confirm(browser, preview).status_code == 302


# ── What is refused ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "label", "reason"),
    [
        ({"date": "2020-13-02"}, "Date", "n’est pas une date"),
        ({"type": "karaoke"}, "Type", "n’est pas une valeur permise (Réunion, "),
        ({"intitule": ""}, "Intitulé", "cellule vide"),
        ({"intitule": "=SOMME(A1)"}, "Intitulé", "est une formule"),
        ({"intitule": "x" * 301}, "Intitulé", "texte trop long"),
        ({"professionnels": "-3"}, "Professionnels", "est négatif"),
        ({"professionnels": "X"}, "Professionnels", "n’est pas un nombre entier"),
        ({"statut": "annulee", "usagers": "0"}, "Usagers", "pas d’effectif"),
        ({"date": "2099-01-01"}, "Date", "pas dans le futur"),
        ({"reportee_a": "N-9", "statut": "reportee"}, "Reportée à", "n’est ni dans la feuille"),
    ],
)
def test_a_bad_cell_names_its_line_and_column_and_nothing_is_written(browser, wrong, label, reason):
    answer = look(browser, tsv(ROW | {"reference": "N-0"}, ROW | wrong))
    preview = answer.context["preview"]
    (line,) = [line for line in preview.lines if line.outcome == "refused"]
    assert line.number == 3 and line.reasons[0][0] == label and reason in line.reasons[0][1]
    assert preview.counts["new"] == 1
    again = confirm(browser, preview)
    assert again.status_code == 200 and again.context["preview"].stale
    assert not Activity.objects.exists() and not Structure.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Collez des cellules"),
        (" \n\t\n", "Collez des cellules"),
        ("x\n" * 100_000, "2000 au plus"),
        ("x" * 600_001, "Trop long"),
        ('"' + "x" * 200_000, "démesurée"),
    ],
)
def test_what_cannot_be_read_at_all_is_a_sentence(browser, text, sentence):
    answer = look(browser, text)
    assert sentence in answer.content.decode() and answer.context["preview"] is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"x" * 1_000_001, "plus de 1"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "ni un CSV ni un classeur"),
        ("a.xlsx", b"PK\x03\x04 pas un zip", "ni un CSV ni un classeur"),
    ],
)
def test_a_file_that_is_no_sheet_is_a_sentence(browser, name, content, sentence):
    assert sentence in look(browser, **uploaded(name, content)).content.decode()


FEW = "Date\tType\tIntitulé\tProfessionnels\n03/02/2020\tRéunion\tRencontre avec un foyer\t12"


def test_the_columns_people_have_are_enough(browser):
    preview = look(browser, FEW).context["preview"]
    assert preview.counts == {"new": 1, "changed": 0, "same": 0, "refused": 0}, preview.shown
    confirm(browser, preview)
    told = Activity.objects.get()
    assert (told.state, told.professionals, told.users, told.rubric) == ("tenue", 12, None, "")
    assert look(browser, FEW).context["preview"].counts["same"] == 1, "pasted twice, it is the same activity"


def test_what_a_few_columns_do_not_say_stays(browser):
    import_year(YEAR)
    before = Activity.objects.get(reference="RP-2020-09-15")
    preview = look(browser, "Référence\tIntitulé\nRP-2020-09-15\tUn autre titre").context["preview"]
    assert preview.counts["changed"] == 1, preview.shown
    confirm(browser, preview)
    after = Activity.objects.get(reference="RP-2020-09-15")
    assert after.title == "Un autre titre"
    same = ("starts_on", "type", "rubric", "state", "host", "professionals", "participants", "remark")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    gone = look(browser, "Référence\tStatut\nRP-2020-09-15\tAnnulée").context["preview"]
    assert gone.counts["changed"] == 1, gone.shown


def test_columns_nobody_can_guess_and_cells_too_many(browser):
    untitled = look(browser, "Référence\tDate\tType\nN-1\t2020-02-03\treunion").context["preview"]
    assert untitled.counts["refused"] == 1 and not untitled.may_be_written
    nameless = look(browser, "Date\tType\tLieu secret\n2020-02-03\treunion\tx").context["preview"]
    assert nameless.faults and not nameless.may_be_written
    wide = look(browser, tsv(ROW) + "\t" * 3 + "encore").context["preview"]
    assert wide.counts["refused"] == 1 and not wide.may_be_written


def test_a_body_beyond_the_limit_is_refused_by_the_house(browser):
    answer = browser.post(reverse("networks:paste_activities"), {"text": "x" * 1_100_000})
    assert answer.status_code == 400


# ── Between the preview and the confirmation ────────────────────────────────────────────────────


def test_what_is_confirmed_is_what_was_previewed(browser):
    preview = look(browser, tsv(ROW)).context["preview"]
    tampered = confirm(browser, preview, text=preview.text.replace("Réunion", "Autre"))
    assert tampered.context["preview"].stale and not Activity.objects.exists()
    assert confirm(browser, preview, digest="").context["preview"].stale
    assert confirm(browser, preview).status_code == 302
    late = confirm(browser, preview)  # the same button pressed twice
    assert late.context["preview"].stale and Activity.objects.count() == 1


def test_when_the_portal_changed_meanwhile_the_preview_is_shown_again(browser, people):
    import_year(YEAR)
    changed = SHEET.replace("Relais emploi, projet de journée", "Relais emploi, projet de semaine")
    preview = look(browser, sheet_as_tabs(changed)).context["preview"]
    edit(Activity.objects.get(reference="PV-2020-06-23"), people.alice, title="Corrigée entre-temps")
    again = confirm(browser, preview).context["preview"]
    assert again.stale and again.counts["changed"] == 2
    assert "journée" in Activity.objects.get(reference="RP-2020-09-15").title


def test_a_postponed_one_that_was_held_after_all_loses_its_link_and_a_cancelled_one_its_shares(browser):
    import_year(YEAR)
    held = {"statut": "tenue", "reportee_a": ""}
    late = Activity.objects.get(reference="EX-2020-12-10")
    counted = Activity.objects.filter(participants__isnull=False, starts_on__year=2020).first()
    ActivityHeads.objects.create(activity=counted, label="élèves", count=1)
    header, *rows = csv.reader(io.StringIO(SHEET))
    rows = [dict(zip(header, row, strict=True)) for row in rows]
    (one,) = [row for row in rows if row["reference"] == late.reference]
    (other,) = [row for row in rows if row["reference"] == counted.reference]
    preview = look(browser, tsv(one | held, other | {"statut": "annulee", "participants": "X"})).context[
        "preview"
    ]
    assert preview.counts["changed"] == 2, preview.faults
    confirm(browser, preview)
    late.refresh_from_db()
    assert (late.state, late.postponed_to) == ("tenue", None)
    assert not ActivityHeads.objects.exists()


def test_others_never_paste_nor_export(people, browser_of):
    for stranger in (people.tara, people.omar, people.victor, people.ada, people.felix):
        for name in ("paste_activities", "export_activities"):
            assert browser_of(stranger).get(reverse(f"networks:{name}")).status_code == 404
