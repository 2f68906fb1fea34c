"""Facts: cells copied when a year is counted, frozen when it is closed; nobody is in them and nobody comes back out."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear
from centre.refusals import Refused
from observatory import actions as bilans
from observatory import rendering
from observatory.disclosure import NothingPublished, TooClose
from observatory.facts import actions
from observatory.facts.cube import Cube
from observatory.facts.reading import cells_of, kept_cells
from observatory.figures import count, figures
from observatory.models import AnnualReport, CountedYear, ExactFigures, Fact
from referrals.activity import year_cells
from referrals.models import Call, Identity, Person, Referral, TherapySession
from referrals.people.about import paths
from referrals.people.erasure import actions as erasure
from tests.observatory.asking import request_report
from tests.observatory.facts.field import History, Session, live
from tests.referrals import makers

YEAR = 2021
AT = timezone.now()


def told(**facts) -> History:
    day = date(YEAR, 3, 1)
    return History(**{"received": (day,), "sessions": (Session(day, language="som"), Session(day))} | facts)


@pytest.fixture
def year(people):
    """Thirteen people of the Gard, one of the Lozère whom the team knows by name, a call."""
    live(
        [
            *(told() for _ in range(13)),
            told(departement="48", sex="M", situation="deboute", languages=("tir",)),
        ]
    )
    Call.objects.create(reference="A-1", day=date(YEAR, 3, 2), sex="F", age=30, call_backs=2)
    return YEAR


@pytest.fixture
def named(year, people):
    """She of the Lozère."""
    person = Person.objects.get(departement="48")
    Identity.objects.create(person=person, first_name="Shahrbanu", last_name="Zarrinpoush")
    return person


def counted(year, by):
    with acting_as(by):
        return actions.count_year(year, by=by, at=AT)


def close(year, by):
    ClosedYear.objects.create(year=year, closed_at=AT, closed_by=by)


def kept() -> list:
    return list(Fact.objects.order_by("pk").values_list())


def publish(year, by) -> AnnualReport:
    """Through the worker's own code and the coordinator's own gesture."""
    with acting_as(by):
        report = request_report(year=year, by=by, at=timezone.localtime())
        if report.edition > 1:
            bilans.say_changes(report, changes="Une séance de plus.", by=by, at=timezone.localtime())
    rendering.make_documents(report.pk)
    with acting_as(by):
        bilans.publish_report(report, by=by, at=timezone.localtime())
    return AnnualReport.objects.get(pk=report.pk)


@pytest.fixture
def no_paper(monkeypatch):
    """Documents of a few bytes; an attacker whose verdict holds: neither is what is tested here."""
    monkeypatch.setattr("observatory.report.render", lambda printed: b"%PDF")
    monkeypatch.setattr("observatory.rendering.files.make", lambda printed: {})
    monkeypatch.setattr("observatory.actions.enqueue", lambda task, report_id: True)


def test_what_is_kept_is_what_was_counted(year, people):
    cells = counted(year, people.alice)
    assert sorted(kept_cells(year)) == sorted(cells) == sorted(year_cells(year))
    assert CountedYear.objects.get().counted_at == AT
    assert count(year).exact == count(year, kept_cells(year)).exact
    assert count(year).margins == count(year, kept_cells(year)).margins
    assert count(year).behind == count(year, kept_cells(year)).behind


def test_counted_again_the_year_has_the_new_cells_alone(year, people):
    counted(year, people.alice)
    counted(2022, people.alice)
    TherapySession.objects.filter(person__departement="48").delete()
    counted(year, people.alice)
    assert sorted(kept_cells(year)) == sorted(year_cells(year))
    assert not Fact.objects.filter(answers__contains=["48"]).exists()
    assert Fact.objects.filter(year=2022).exists()


def test_a_year_is_kept_in_twenty_four_statements(year, people, django_assert_max_num_queries):
    with acting_as(people.alice), django_assert_max_num_queries(24):
        actions.count_year(year, by=people.alice, at=AT)


def test_facts_name_nobody_and_nothing_leads_from_them(named, people):
    counted(YEAR, people.alice)
    assert {field.name for field in Fact._meta.get_fields() if field.is_relation} == set()
    assert {Fact, CountedYear}.isdisjoint(paths())
    said = json.dumps([str(row) for row in kept()])
    hers = [str(named.pk), named.code, "Zarrinpoush"]
    for model in (Referral, TherapySession):
        hers += [str(pk) for pk in model.objects.filter(person=named).values_list("pk", flat=True)]
    assert not [word for word in hers if word in said]
    whole = sum(one.people for one in kept_cells(YEAR) if one.dims == ("departement", "sexe", "tranche_age"))
    assert whole == 14


def test_a_closed_year_is_counted_no_more(year, people):
    counted(year, people.alice)
    before = kept()
    close(year, people.alice)
    with pytest.raises(Refused, match="close") as refusal:
        counted(year, people.alice)
    assert refusal.value.field == "year" and kept() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE observatory_fact SET people = people + 1",
        "DELETE FROM observatory_fact",
        "INSERT INTO observatory_fact (year, population, dims, answers, extra) VALUES (2021, 'personnes', '{x}', '{y}', '{}')",  # noqa: E501
    ],
)
def test_the_database_keeps_the_facts_of_a_closed_year(year, people, statement):
    counted(year, people.alice)
    close(year, people.alice)
    with (
        acting_as(people.alice),
        pytest.raises((IntegrityError, InternalError), match="closed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_year_closed_in_the_meantime_says_so_in_french(year, people, monkeypatch):
    """Closed by another after the question was asked: the database answers, and the words are the same."""
    monkeypatch.setattr(actions.ClosedYear.objects, "filter", lambda **_: ClosedYear.objects.none())
    close(year, people.alice)
    with pytest.raises(Refused, match="L’année 2021 est close"):
        counted(year, people.alice)


def test_nobody_but_the_coordination_reads_them(year, people):
    counted(year, people.alice)
    for who in (people.tara, people.omar, people.felix, people.ada, people.ines, people.victor):
        with acting_as(who):
            assert not Fact.objects.exists() and not CountedYear.objects.exists()


def test_an_erased_person_changes_no_fact_nor_figure_of_a_published_year(named, people, no_paper):
    report = publish(YEAR, people.alice)
    facts, documents = kept(), [json.dumps(figures(YEAR, mode)) for mode in ("exact", "public")]
    assert len(facts) > 20 and figures(YEAR, "exact")["personnes"]["par_departement"] == {"30": 13, "48": 1}
    with acting_as(people.alice):
        erasure.erase_person(
            named, end_what_goes_on=True, confirmed=True, by=people.alice, at=timezone.localtime()
        )
    assert kept() == facts
    ClosedYear.objects.get_or_create(year=2015, defaults={"closed_at": AT, "closed_by": people.alice})
    call_command("remove_erased")
    assert Person.objects.count() == 13
    assert not any(cell.answers[:1] == ("48",) for cell in year_cells(YEAR))
    assert kept() == facts
    assert [json.dumps(figures(YEAR, mode)) for mode in ("exact", "public")] == documents
    report.refresh_from_db()
    assert Cube(cells_of(YEAR)).people("departement")[("48",)] == 1
    assert count(YEAR).exact["personnes"] == report.figures_exact["personnes"]


def test_no_column_of_the_observatory_says_who_the_erased_was(named, people, no_paper):
    """Her row's number, her code, her name: after the erasure no table of the observatory has any."""
    hers = [str(named.pk), named.code, "Zarrinpoush", "Shahrbanu"]
    publish(YEAR, people.alice)
    with acting_as(people.alice):
        erasure.erase_person(
            named, end_what_goes_on=True, confirmed=True, by=people.alice, at=timezone.localtime()
        )
    for model in apps.get_app_config("observatory").get_models():
        said = "\n".join(str(row) for row in model.objects.values_list())
        assert not [word for word in hers if word in said], model


def test_a_published_year_is_told_as_published_whatever_is_written_since(year, people, no_paper, monkeypatch):
    publish(year, people.alice)
    exact, public = figures(year, "exact"), figures(year, "public")
    assert ExactFigures.objects.get().document == exact
    Referral.objects.update(referrer_kind="PASS")
    with monkeypatch.context() as patched:
        patched.setattr("observatory.figures.count", None)  # a published year is read, never counted
        assert figures(year, "exact") == exact and figures(year, "public") == public
    assert count(year).exact["orientations"] == exact["orientations"]
    assert list(exact)[:3] == ["annee", "mode", "seuil"] and list(exact)[-1] == "croisements"


def test_facts_counted_after_the_figures_that_are_published_again_go(year, people, no_paper):
    """Counted for a correction, then the figures of before are kept: no fact of the closed year says otherwise."""
    publish(year, people.alice)
    with acting_as(people.alice):
        draft = request_report(year=year, by=people.alice, at=timezone.localtime())
        bilans.say_changes(draft, changes="Le texte.", by=people.alice, at=timezone.localtime())
    Referral.objects.update(referrer_kind="PASS")
    counted(year, people.alice)
    with acting_as_system():
        draft.renders.update(state="pret", path="x", sha256="0" * 64, size=1, finished_at=AT)
    with acting_as(people.alice):
        bilans.keep_figures(draft, by=people.alice, at=timezone.localtime())
    rendering.make_documents(draft.pk)
    with acting_as(people.alice):
        bilans.publish_report(draft, by=people.alice, at=timezone.localtime() + timedelta(minutes=1))
    assert not Fact.objects.filter(year=year).exists() and not CountedYear.objects.exists()
    assert figures(year, "exact")["orientations"]["par_orienteur_type"] == {"CADA": 14}


def test_a_year_without_facts_is_counted_live(year, people):
    close(year, people.alice)
    assert cells_of(year) == year_cells(year)


def test_a_peer_s_world_is_counted_too(people):
    """Through the real gestures: an orientation accepted, a séance noted."""
    from referrals.sessions import actions as sessions

    care = makers.care(people.omar, people.alice, makers.therapist(people.tara), makers.interpreter())
    sessions.log_session(care, **makers.session(), by=people.tara, at=makers.AT)
    cells = counted(2026, people.alice)
    assert Cube(cells).whole("personnes").people == Cube(cells).whole("orientations").people == 1


@pytest.mark.parametrize("reason", [NothingPublished("le temps est passé"), TooClose(3)])
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("figures", ["--mode", "public"]),
        ("build_report", ["--output", "x.pdf", "--mode", "public"]),
        ("audit_disclosure", []),
    ],
)
def test_a_year_that_cannot_be_protected_is_said_in_a_line(
    year, command, options, reason, monkeypatch, tmp_path
):
    def refused(*_, **__):
        raise reason

    monkeypatch.setattr("observatory.disclosure.year.protect_year", refused)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=r"publiable|rendu public") as said:
        call_command(command, "2021", *options)
    assert "2021" in str(said.value) and str(reason) in str(said.value)
    assert not list(tmp_path.iterdir())


def test_too_close_never_says_by_how_many():
    assert "3" not in str(TooClose(3)) and "une édition déjà publiée" in str(TooClose(3))


def test_a_year_that_cannot_be_protected_keeps_nothing(year, people, no_paper, monkeypatch):
    def unproved(*_, **__):
        raise NothingPublished("le temps est passé")

    monkeypatch.setattr("observatory.disclosure.year.protect_year", unproved)
    with acting_as(people.alice):
        report = request_report(year=year, by=people.alice, at=timezone.localtime())
    rendering.make_documents(report.pk)
    report.refresh_from_db()
    assert report.figures_public is None and report.figures_exact is None and not Fact.objects.exists()
    assert {render.error[:24] for render in report.renders.all()} == {"Protection non démontrée"}
