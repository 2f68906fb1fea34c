"""Ten years on a desk: several files at once, previewed one after the other, done one by one."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.imports.models import ImportRun
from centre.imports.tasks import resume_imports
from centre.imports.worker import work
from centre.models import ClosedYear
from networks.models import Activity
from referrals.models import Person, TherapySession
from tests.centre.imports.conftest import send, sent, year_zip
from tests.sheets import ACTION, PERSON, SESSION, THERAPIST
from tests.statements import cost


def year(number: int, *, situation: str = "demandeur_asile", **sheets) -> tuple[str, bytes]:
    """A file whose name comes after those of the years that follow."""
    rows = {
        "actions": [ACTION | {"reference": f"A-{number}", "date": f"{number}-02-03"}],
        "personnes": [PERSON | {"situation": situation}],
        "therapeutes": [THERAPIST],
        "seances": [SESSION | {"date": f"{number}-03-0{day}"} for day in (2, 3)],
    }
    return f"{2100 - number}-{uuid4().hex}.zip", year_zip(**rows | sheets)


def together(alice, *files) -> list[ImportRun]:
    """Sent at once and previewed, in the order of their years."""
    first = sent(alice, *files)
    work(first.pk)
    return list(ImportRun.objects.filter(batch=first.pk).order_by("rank"))


def confirm(alice, *runs: ImportRun):
    url = reverse("import_batch", args=[runs[0].batch])
    return alice.post(url, {"chosen": [f"{run.pk}:{run.fingerprint}" for run in runs]})


def states(runs) -> list[str]:
    return [ImportRun.objects.get(pk=run.pk).state for run in runs]


def page(alice, runs) -> str:
    return alice.get(reverse("import_batch", args=[runs[0].batch])).content.decode()


def test_years_are_previewed_in_their_order_each_after_those_before(alice):
    runs = together(alice, year(2019, situation="refugie"), year(2017), year(2018))
    assert [run.main_years for run in runs] == [[2017], [2018], [2019]]
    assert [run.totals["created"] for run in runs] == [
        5,
        3,
        3,
    ]  # the person and the therapist are met in 2017
    assert runs[2].totals["updated"] == 1 and not Person.objects.exists()
    said = alice.get(reverse("import_run", args=[runs[2].pk])).content.decode()
    assert "Situation\u00a0: <del>Demande d’asile</del> → <ins>Réfugié" in said.replace("&#x27;", "’")
    assert confirm(alice, *runs).status_code == 302
    work(runs[0].pk)
    assert states(runs) == ["importe"] * 3
    assert TherapySession.objects.count() == 6 and Person.objects.get().situation == "refugie"
    said = page(alice, runs)
    assert all(f"Commencer le bilan de {number}" in said for number in (2017, 2018, 2019))


def test_a_year_with_an_error_stops_no_other_and_is_clearly_not_imported(alice):
    bad = year(2018, actions=[ACTION | {"date": "2018-13-01"}])
    runs = together(alice, year(2017), bad, year(2019), ("notes.txt", b"bonjour"))
    assert [run.state for run in runs] == ["apercu", "refuse", "apercu", "refuse"]
    said = page(alice, runs)
    assert said.count('type="checkbox"') == 2 and said.count("Rien n’est importé de ce fichier") == 2
    confirm(alice, runs[0], runs[2])
    work(runs[0].pk)
    assert states(runs) == ["importe", "refuse", "importe", "refuse"]
    assert {activity.starts_on.year for activity in Activity.objects.all()} == {2017, 2019}
    told = alice.get(reverse("import_run", args=[runs[3].pk])).content.decode()
    assert "n’est ni un classeur XLSX, ni un ZIP, ni un fichier CSV" in told


def test_a_closed_year_among_others_is_refused_with_its_sentence(people, alice):
    ClosedYear.objects.create(year=2018, closed_at=timezone.now(), closed_by=people.alice)
    runs = together(alice, year(2017), year(2018), year(2019))
    assert [run.state for run in runs] == ["apercu", "refuse", "apercu"]
    told = alice.get(reverse("import_run", args=[runs[1].pk])).content.decode()
    assert "l&#x27;année 2018 est close, son bilan est publié" in told


def test_one_by_one_in_their_order_and_out_of_it(alice):
    runs = together(alice, year(2017), year(2018), year(2019))
    confirm(alice, runs[0])
    work(runs[0].pk)
    confirm(alice, runs[2])  # not what its preview said: 2018 is not there
    work(runs[2].pk)
    assert states(runs) == ["importe", "apercu", "importe"]
    other = {"personnes": [PERSON | {"code": "P-2"}], "seances": []}
    runs = together(alice, year(2014, **other), year(2015, **other))
    confirm(alice, runs[1])
    work(runs[1].pk)
    again = ImportRun.objects.get(pk=runs[1].pk)
    assert again.state == "apercu" and again.changed and not Person.objects.filter(code="P-2").exists()
    assert "L’aperçu a changé" in page(alice, runs)
    confirm(alice, again)
    work(again.pk)
    assert Person.objects.filter(code="P-2").exists()


def test_two_files_of_the_same_year_are_told_apart(alice):
    runs = together(alice, year(2017), year(2018), year(2018, therapeutes=[THERAPIST | {"capacite": "4"}]))
    assert [run.state for run in runs] == ["apercu", "apercu", "refuse"]
    told = alice.get(reverse("import_run", args=[runs[2].pk])).content.decode()
    assert "la plupart de ses lignes sont de 2018, comme celles de" in told and "Réunissez les deux" in told


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.zip", "b.zip"], "sont le même fichier"),
        (["a.zip", "A.zip"], "Deux fichiers portent le nom"),
        ([f"{number}.zip" for number in range(21)], "Vingt classeurs ou ZIP au plus"),
        (["a.txt", "b.txt"], "n’est ni un classeur XLSX, ni un ZIP"),
    ],
)
def test_what_is_not_several_years_is_refused_at_the_door(alice, names, said):
    _, content = year(2017)
    unique = len(names) > 2
    files = [(name, year(2000 + n)[1] if unique else content) for n, name in enumerate(names)]
    if names[0].endswith("txt"):
        files = [(name, b"bonjour") for name in names]
    answer = send(alice, *files)
    assert answer.status_code == 200 and said in answer.content.decode() and not ImportRun.objects.exists()


def test_nothing_ticked_or_a_preview_one_has_not_read_is_said_and_the_ticks_stay(alice):
    runs = together(alice, year(2017), year(2018))
    url = reverse("import_batch", args=[runs[0].batch])
    assert "Cochez au moins une année" in alice.post(url, {}).content.decode()
    said = alice.post(url, {"chosen": [f"{runs[0].pk}:{runs[0].fingerprint}", f"{runs[1].pk}:autre"]})
    assert (
        "revoyez-le avant de confirmer" in said.content.decode()
        and said.content.decode().count("checked") == 1
    )
    assert states(runs) == ["apercu"] * 2


def test_all_is_given_up_at_once(alice):
    runs = together(alice, year(2017), year(2018), year(2019))
    confirm(alice, runs[0])
    work(runs[0].pk)
    assert alice.post(reverse("abandon_batch", args=[runs[0].batch])).status_code == 302
    assert states(runs) == ["importe", "abandonne", "abandonne"]


def test_a_reference_that_was_another_year_s_is_confirmed_by_itself(alice):
    """Folders that number their rows alike each year would write over one another."""
    runs = together(
        alice, year(2017), year(2018, actions=[ACTION | {"reference": "A-2017", "date": "2018-02-03"}])
    )
    assert [run.doubtful for run in runs] == [0, 1]
    said = page(alice, runs)
    assert "À vérifier à part" in said and said.count('type="checkbox"') == 1
    confirm(alice, runs[0])
    work(runs[0].pk)
    url = reverse("confirm_import", args=[runs[1].pk])
    told = alice.get(reverse("import_run", args=[runs[1].pk])).content.decode()
    assert "Est-ce bien la même chose" in told and "3 février 2017" in told
    assert alice.post(url, {"fingerprint": runs[1].fingerprint}).status_code == 409
    assert alice.post(url, {"fingerprint": runs[1].fingerprint, "sure": "on"}).status_code == 302
    work(runs[1].pk)
    assert Activity.objects.get().starts_on.year == 2018


def test_a_code_that_was_somebody_else_s_is_asked_about(alice):
    other = PERSON | {"sexe": "M", "annee_naissance": "1950"}
    assert [run.doubtful for run in together(alice, year(2017), year(2018, personnes=[other]))] == [0, 1]
    grown = PERSON | {"situation": "refugie", "departement": "34"}
    assert [run.doubtful for run in together(alice, year(2015), year(2016, personnes=[grown]))] == [0, 0]


def test_workers_that_come_back_do_each_year_once(alice, monkeypatch):
    runs = together(alice, year(2017), year(2018))
    confirm(alice, *runs)
    work(runs[1].pk)  # not its turn
    assert states(runs) == ["confirme", "confirme"]
    ImportRun.objects.update(sent_at="2020-01-01T00:00Z", confirmed_at="2020-01-01T00:00Z")
    monkeypatch.setattr("centre.tasks.enqueue", lambda task, pk: work(pk) or True)
    resume_imports()
    assert states(runs) == ["importe"] * 2 and TherapySession.objects.count() == 4


def test_ten_years_cost_the_page_what_two_do(alice):
    two = together(alice, year(2017), year(2018))
    ten = together(alice, *(year(2000 + number) for number in range(10)))
    assert len(ten) == 10
    costs = {cost(alice, reverse("import_batch", args=[runs[0].batch])) for runs in (two, ten)}
    assert len(costs) == 1 and costs.pop() <= 6


def test_strangers_see_no_files_sent_together(people, alice, browser_of):
    runs = together(alice, year(2017), year(2018))
    for name in ("import_batch", "import_batch_progress"):
        url = reverse(name, args=[runs[0].batch])
        assert [browser_of(one).get(url).status_code for one in (people.tara, people.ada)] == [404, 404]
    assert alice.get(reverse("import_batch", args=[uuid4()])).status_code == 404
