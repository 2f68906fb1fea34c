"""A7. Whoever holds the published PDF and CSV alone: the same numbers in both, and nobody told."""

import io
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from observatory import report
from observatory.audit.files import read_csv
from observatory.disclosure.year import protect_year
from observatory.order import in_order
from observatory.release import files
from observatory.report import Printed
from tests.observatory import reader
from tests.observatory.populations import VOCABULARY, invented_year
from tests.observatory.release.conftest import printed, year_2020  # noqa: F401


@pytest.fixture(scope="module")
def with_people(year_2020) -> Printed:  # noqa: F811
    """The public form of 2020 with four hundred invented people in it, protected."""
    public, year = year_2020["public"], invented_year(6, 400)
    done = protect_year(year.exact, year.margins, year.behind, VOCABULARY, advise=False).document
    return Printed(in_order({**public.figures, **done, "annee": 2020}), public.listing)


@pytest.fixture(scope="module")
def held(with_people) -> tuple[bytes, bytes]:
    return report.render(with_people), files.make(with_people)["csv"]


def test_the_real_year_tells_nobody(year_2020, printed):  # noqa: F811
    found, verdict = reader.attack(printed["public"], files.make(year_2020["public"])["csv"])
    assert found == [] and verdict.holds and verdict.targets > 50


def test_a_year_with_people_tells_nobody(held):
    found, verdict = reader.attack(*held)
    assert found == [] and verdict.holds and verdict.targets > 200


def test_both_readers_of_csv_read_the_document(with_people, held):
    """Empty tables leave no line; all the rest comes back."""
    text = ZipFile(io.BytesIO(held[1])).read("chiffres.csv").decode("utf-8-sig")
    said = read_csv(text)
    assert said == reader.read_csv(held[1])
    for section in ("personnes", "croisements", "appels", "orientations", "seuil"):
        assert said[section] == with_people.figures[section]


def edited(archive: bytes, before: str, after: str) -> bytes:
    text = ZipFile(io.BytesIO(archive)).read("chiffres.csv").decode("utf-8-sig")
    assert before in text
    made = io.BytesIO()
    with ZipFile(made, "w") as mutant:
        mutant.writestr("chiffres.csv", text.replace(before, after).encode("utf-8-sig"))
    return made.getvalue()


def test_a_number_of_the_pdf_that_the_csv_withholds_is_seen(held):
    pdf, archive = held
    people = reader.read_csv(archive)["personnes"]["par_sexe"]["F"]
    found, _ = reader.attack(pdf, edited(archive, f"par_sexe;F;;{people}", "par_sexe;F;;c"))
    assert any(line.startswith("Femmes") for line in found)


def test_a_share_beside_a_withheld_number_is_seen():
    assert reader._is_held("Femmes 60 60,0 %", {60.0, 100.0})
    assert not reader._is_held("Femmes c 60,0 %", {60.0, 100.0})
    assert not reader._is_held("Femmes 60 61,0 %", {60.0, 100.0})
    assert not reader._is_held("Femmes 61 61,0 %", {60.0, 100.0})


@pytest.fixture
def archive(held, tmp_path):
    path = tmp_path / "bilan.zip"
    path.write_bytes(held[1])
    return path


def test_the_command_reads_published_files_alone(archive, capsys, tmp_path):
    """No database fixture: it is not opened."""
    call_command("audit_disclosure", "2020", "--files", str(archive))
    folder = tmp_path / "edition"
    ZipFile(archive).extractall(folder)
    call_command("audit_disclosure", "2020", "--files", str(folder), str(archive))
    assert capsys.readouterr().out == ""


def test_the_command_names_the_number_that_is_told(archive):
    people = reader.read_csv(archive.read_bytes())["personnes"]
    archive.write_bytes(
        edited(archive.read_bytes(), f";file_active;;{people['file_active']}", ";file_active;;380")
    )
    with pytest.raises(CommandError, match="contredisent"):
        call_command("audit_disclosure", "2020", "--files", str(archive))
    archive.write_bytes(
        edited(archive.read_bytes(), ";file_active;;380", f";file_active;;{people['file_active']}")
    )
    archive.write_bytes(edited(archive.read_bytes(), "par_tranche_age;25-34;;c", "par_tranche_age;25-34;;9"))
    with pytest.raises(CommandError, match=r"personnes\.par_tranche_age\.25-34"):
        call_command("audit_disclosure", "2020", "--files", str(archive))


@pytest.mark.parametrize("content", [b"", b"PK", b"section;tableau\n", "a;b;c;d;e\n".encode("utf-16")])
def test_files_that_are_not_an_edition_are_refused_in_french(content, tmp_path):
    path = tmp_path / "chiffres.csv"
    path.write_bytes(content)
    for one in (path, tmp_path):
        with pytest.raises(CommandError, match="Protection non démontrée"):
            call_command("audit_disclosure", "2020", "--files", str(one))


def test_files_of_another_year_are_refused(archive):
    with pytest.raises(CommandError, match="ne sont pas ceux de 2019"):
        call_command("audit_disclosure", "2019", "--files", str(archive))


@pytest.mark.parametrize(
    "text",
    [
        "section;tableau;ligne;colonne;valeur\r\npersonnes;;a;;1\r\npersonnes;;a;;2\r\n",
        "section;tableau;ligne;colonne;valeur\r\npersonnes;;;;1\r\npersonnes;;a;;2\r\n",
        "section;tableau;ligne;colonne;valeur\r\npersonnes;a;1\r\n",
        "section;tableau;ligne;colonne;valeur\r\n;;;;1\r\n",
    ],
)
def test_a_csv_that_says_two_things_is_refused(text, tmp_path):
    (tmp_path / "chiffres.csv").write_text(text, encoding="utf-8-sig")
    with pytest.raises(CommandError, match="Protection non démontrée"):
        call_command("audit_disclosure", "2020", "--files", str(tmp_path))
