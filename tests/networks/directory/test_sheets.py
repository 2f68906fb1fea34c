"""A sheet's life: written, corrected, confirmed, closed; by whom, and who is told no."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.directory import actions
from networks.models import Structure, StructureCorrection
from tests.networks.directory.makers import member, sheet, structure


def page(name, *args):
    return reverse(f"networks:{name}", args=args)


@pytest.fixture
def cada(people):
    return structure("CADA des Tilleuls", kind="CADA", verified_on="2020-01-01")


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────

KEEPING = ("add_structure", "directory_todo", "directory_export")
OF_ONE = ("edit_structure", "close_structure")


@pytest.mark.parametrize("who", ["tara", "ines", "omar", "victor", "ada", "felix"])
def test_the_annuaire_is_kept_by_the_coordination(people, cada, browser_of, who):
    browser = browser_of(getattr(people, who))
    assert [browser.get(page(name)).status_code for name in KEEPING] == [404] * 3
    assert [browser.get(page(name, cada.pk)).status_code for name in OF_ONE] == [404] * 2
    assert browser.post(page("confirm_structure", cada.pk)).status_code == 404


def test_the_coordination_keeps_it(people, cada, browser_of):
    browser = browser_of(people.alice)
    assert [browser.get(page(name)).status_code for name in KEEPING] == [200] * 3
    assert [browser.get(page(name, cada.pk)).status_code for name in OF_ONE] == [200] * 2


def test_a_funder_and_the_administration_do_not_read_it(people, cada, browser_of):
    for who in (people.felix, people.ada):
        assert browser_of(who).get(page("structure", cada.pk)).status_code == 404


def test_who_works_in_a_structure_finds_it_at_the_top_and_reads_it_again(people, cada, browser_of):
    member(people.victor, cada)
    browser = browser_of(people.victor)
    assert list(browser.get(page("directory")).context["kept"]) == [cada]
    assert "Ma structure" not in browser_of(people.omar).get(page("directory")).text
    hers, seen = (
        browser_of(who).get(page("structure", cada.pk)).text for who in (people.victor, people.omar)
    )
    assert "relisez-la" in hers and "Signaler une erreur" not in hers
    assert "appelez avant" in seen and "Signaler une erreur" in seen


# ── Writing a sheet ─────────────────────────────────────────────────────────────────────────────


def test_a_new_sheet_is_exact_that_day(people, browser_of):
    sent = {"name": "Mission locale", "sector": "social", "commune_name": "nîmes", "phone": "04 65 71 00 02"}
    answer = browser_of(people.alice).post(page("add_structure"), sent | {"departement": "30"})
    made = Structure.objects.get(name="Mission locale")
    assert answer.url == page("structure", made.pk)
    assert (made.commune, made.commune_name, made.verified_by) == ("30189", "Nîmes", "la coordination")
    assert made.verified_on == timezone.localdate()


def test_a_name_is_taken_once(people, cada, browser_of):
    answer = browser_of(people.alice).post(page("add_structure"), sheet(cada))
    assert "Une structure porte déjà ce nom." in answer.text


def test_a_protected_address_is_never_public(people, cada, browser_of):
    browser = browser_of(people.alice)
    answer = browser.post(page("edit_structure", cada.pk), sheet(cada, sensitive="on", public="on"))
    assert "Une adresse protégée n’est jamais visible de tous." in answer.text
    with pytest.raises(IntegrityError), transaction.atomic():
        Structure.objects.filter(pk=cada.pk).update(sensitive=True, public=True)


def test_editing_is_verifying(people, cada, browser_of):
    browser_of(people.alice).post(
        page("edit_structure", cada.pk), sheet(cada, phone="04 65 71 99 99", languages="dari")
    )
    cada.refresh_from_db()
    assert (cada.phone, cada.languages, cada.version) == ("04 65 71 99 99", ["prs"], 2)
    assert cada.verified_on == timezone.localdate()


def test_whoever_comes_second_is_told_and_loses_nothing(people, cada, browser_of):
    alice, chloe = browser_of(people.alice), browser_of(people.chloe)
    alice.post(page("edit_structure", cada.pk), sheet(cada, phone="04 65 71 11 11"))
    answer = chloe.post(page("edit_structure", cada.pk), sheet(cada, phone="04 65 71 22 22"))
    assert "modifiée par Alice" in answer.text and "04 65 71 22 22" in answer.text
    cada.refresh_from_db()
    assert cada.phone == "04 65 71 11 11"


def test_a_closed_structure_changes_no_more(people, cada, browser_of):
    browser = browser_of(people.alice)
    browser.post(page("close_structure", cada.pk))
    cada.refresh_from_db()
    assert cada.closed_on == timezone.localdate() and not cada.public
    assert browser.get(page("edit_structure", cada.pk)).status_code == 404
    with pytest.raises(Refused, match="fermée"):
        actions.confirm_structure(cada, by=people.alice, at=timezone.now())


# ── Its own members ─────────────────────────────────────────────────────────────────────────────


def test_a_validated_member_keeps_the_contact_exact(people, cada, browser_of):
    member(people.olga, cada)
    browser = browser_of(people.olga)
    assert "adresse protégée" not in browser.get(page("structure", cada.pk)).text.lower()
    sent = sheet(cada, phone="04 65 71 33 33", name="Pirate", public="on", sensitive="on", departement="34")
    assert browser.post(page("edit_structure", cada.pk), sent).status_code == 302
    cada.refresh_from_db()
    assert (cada.phone, cada.name, cada.public, cada.departement) == (
        "04 65 71 33 33",
        "CADA des Tilleuls",
        False,
        "30",
    )
    assert (cada.verified_on, cada.verified_by) == (timezone.localdate(), "la structure")


@pytest.mark.parametrize("place", [{"validated_on": None}, {"until": "2026-01-01"}])
def test_a_place_not_validated_or_left_opens_nothing(people, cada, browser_of, place):
    member(people.olga, cada, **place)
    assert browser_of(people.olga).get(page("edit_structure", cada.pk)).status_code == 404


def test_the_member_of_another_structure_changes_nothing(people, cada, browser_of):
    member(people.olga, structure("PASS"))
    assert browser_of(people.olga).get(page("edit_structure", cada.pk)).status_code == 404
    with acting_as(people.olga), pytest.raises(Refused):
        actions.confirm_structure(cada, by=people.olga, at=timezone.now())


@pytest.mark.parametrize(
    "changes", [{"name": "X"}, {"public": True}, {"sensitive": True}, {"closed_on": "2026-01-01"}]
)
def test_the_database_keeps_what_a_structure_is_for_the_coordination(people, cada, changes):
    """A careless view of a member of that very structure."""
    member(people.olga, cada)
    with pytest.raises(IntegrityError, match="for the coordination"), acting_as(people.olga):
        Structure.objects.filter(pk=cada.pk).update(**changes)
    with acting_as(people.olga):
        assert Structure.objects.filter(pk=cada.pk).update(phone="04 65 71 44 44") == 1
    with acting_as(people.victor):
        assert Structure.objects.filter(pk=cada.pk).update(phone="04 65 71 44 44") == 0


def test_her_own_protected_address_is_hers_to_read(people, browser_of):
    refuge = structure("Refuge", sensitive=True, address="7 impasse secrète")
    member(people.olga, refuge)
    assert "7 impasse secrète" in browser_of(people.olga).get(page("structure", refuge.pk)).text


def test_the_coordination_sees_whom_to_call(people, cada, browser_of):
    member(people.olga, cada, function="assistante sociale")
    member(people.omar, cada, validated_on=None)
    alice = browser_of(people.alice).get(page("structure", cada.pk)).text
    assert people.olga.email in alice and "assistante sociale" in alice and people.omar.email not in alice
    assert people.olga.email not in browser_of(people.victor).get(page("structure", cada.pk)).text


# ── Corrections ─────────────────────────────────────────────────────────────────────────────────


def test_an_error_is_reported_read_and_classed(people, cada, browser_of):
    victor, alice = browser_of(people.victor), browser_of(people.alice)
    assert (
        victor.post(page("structure_error", cada.pk), {"text": "Le standard est fermé le lundi."}).status_code
        == 302
    )
    correction = StructureCorrection.objects.get()
    assert (correction.by, correction.structure) == (people.victor, cada)
    assert "Le standard est fermé le lundi." in alice.get(page("directory_todo")).text
    assert "Le standard est fermé" in alice.get(page("structure", cada.pk)).text
    assert "Le standard est fermé" not in victor.get(page("structure", cada.pk)).text
    assert victor.post(page("handle_correction", correction.pk)).status_code == 404
    for _ in range(2):
        alice.post(page("handle_correction", correction.pk))
    correction.refresh_from_db()
    assert correction.handled_by == people.alice
    assert "Le standard est fermé" not in alice.get(page("directory_todo")).text
    cada.refresh_from_db()
    assert cada.version == 1  # nothing of the sheet moved by itself


def test_the_same_error_twice_is_one(people, cada, browser_of):
    for _ in range(2):
        browser_of(people.victor).post(page("structure_error", cada.pk), {"text": "Fermé le lundi."})
    assert StructureCorrection.objects.count() == 1


def test_a_report_is_its_authors_and_the_coordinations(people, cada):
    with acting_as(people.victor):
        actions.report_error(cada, text="Fermé.", by=people.victor, at=timezone.now())
        assert StructureCorrection.objects.count() == 1
    with acting_as(people.omar):
        assert StructureCorrection.objects.count() == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            StructureCorrection.objects.create(
                structure=cada, text="?", by=people.victor, said_at=timezone.now()
            )


def test_nobody_buries_a_sheet_under_reports(people, cada):
    for number in range(actions.MOST_PENDING):
        actions.report_error(cada, text=f"Erreur {number}", by=people.victor, at=timezone.now())
    with pytest.raises(Refused, match="beaucoup à relire"):
        actions.report_error(cada, text="Encore", by=people.victor, at=timezone.now())


# ── Fed by the work itself ──────────────────────────────────────────────────────────────────────


def test_a_structure_that_an_import_made_is_to_complete(people, browser_of):
    Structure.objects.create(name="Accueil de jour de la Halte")  # as imports and orientations do
    complete = structure("Complète", verified_on=timezone.localdate())
    text = browser_of(people.alice).get(page("directory_todo")).text
    assert "Accueil de jour de la Halte" in text and complete.name not in text


def test_a_sheet_is_to_verify_after_a_year(people, browser_of):
    today = timezone.localdate()
    structure("Récente", verified_on=today - timedelta(days=360))
    structure("Ancienne", verified_on=today - timedelta(days=367))
    browser = browser_of(people.alice)
    text = browser.get(page("directory_todo")).text
    assert "Ancienne" in text and "Récente" not in text
    old = Structure.objects.get(name="Ancienne")
    assert "Fiche à vérifier" in browser.get(page("structure", old.pk)).text
    browser.post(page("confirm_structure", old.pk))
    assert "Fiche à vérifier" not in browser.get(page("structure", old.pk)).text


# ── Two at once ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_of_two_editions_at_once_one_is_told(people):
    with acting_as_system():
        cada = structure("CADA des Tilleuls")
    alice, chloe, told, gate = people.alice, people.chloe, [], threading.Barrier(2)

    def edit(user, phone):
        try:
            gate.wait()
            with acting_as(user):
                actions.edit_structure(cada, version=1, phone=phone, by=user, at=timezone.now())
        except Refused as refusal:
            told.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=pair) for pair in ((alice, "1" * 10), (chloe, "2" * 10))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as_system():
        cada.refresh_from_db()
    assert len(told) == 1 and "modifiée par" in told[0]
    assert cada.version == 2
