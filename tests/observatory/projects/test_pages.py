"""The coordination's pages: a funding made, counted, sent; what is missing; what it costs the database."""

from datetime import date

import pytest
from django.urls import reverse

from centre.context import acting_as
from centre.models import OutgoingMail
from networks.models import Activity
from observatory.projects.models import Achieved, Funder, Funding, FundingSheet, Indicator
from tests.people import browser_of, make_user
from tests.statements import cost


@pytest.fixture
def alice(people):
    return browser_of(people.alice)


def url(name, *args):
    return reverse(f"observatory:{name}", args=args)


def test_a_coordinator_tells_a_funding_from_its_funder_to_its_sheet(world, alice, people):
    alice.post(url("add_funder"), {"name": "FEDER, programme Interreg"})
    feder = Funder.objects.get(name__startswith="FEDER")
    alice.post(url("add_member", feder.pk), {"user": people.felix.pk, "since": "2024-01-01"})
    facts = {
        "project": world.project.pk,
        "funder": feder.pk,
        "starts_on": "2018-04-01",
        "ends_on": "2022-07-31",
        "stated_months": "39",
        "amount": "214500,50",
    }
    page = alice.post(url("add_funding"), facts, follow=True)
    assert "d’avril 2018 à juillet 2022, il y en a 52" in page.content.decode()
    funding = Funding.objects.get(funder=feder)
    alice.post(
        url("add_indicator", funding.pk), {"label": "Rencontrées", "unit": "personnes", "target": "300"}
    )
    one = Indicator.objects.get()
    alice.post(
        url("note_achieved", one.pk), {"year": "periode", "value": "337", "basis": "Fiches de contact"}
    )
    preview = alice.get(url("funding_sheet", funding.pk)).content.decode()
    assert "112\u00a0%" in preview and "Cible\u00a0: 300 sur la période." in preview
    assert not FundingSheet.objects.exists()
    alice.post(url("send_sheet", funding.pk))
    felix = browser_of(people.felix)
    assert "Aller vers" in felix.get(url("my_fundings")).content.decode()
    mine = felix.get(url("my_funding", funding.pk)).content.decode()
    assert "337" in mine and "il y en a 52" in mine


def test_the_accounts_of_the_funder_alone_are_written_to_and_nothing_is_said(world, people):
    world.member(people.felix)
    world.member(make_user("Fleur", "financeur"), world.city)
    world.note(world.indicator(), 2024, 50)
    with acting_as(people.alice):
        OutgoingMail.objects.all().delete()
    world.send()
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == people.felix.email and url("my_fundings") in mail.body
    assert "ARS" not in mail.body + mail.subject and "Aller vers" not in mail.body + mail.subject


def test_a_funder_without_a_sheet_reads_the_agreement_alone(world, people):
    world.member(people.felix)
    world.note(world.indicator(), 2024, 50)
    page = browser_of(people.felix).get(url("my_funding", world.of_ars.pk)).content.decode()
    assert "Aucune fiche pour l’instant" in page and "Personnes rencontrées" not in page


def test_bad_input_is_said_beside_its_field_and_kept(world, alice):
    facts = {
        "project": world.project.pk,
        "funder": world.ars.pk,
        "starts_on": "2025-06-01",
        "ends_on": "2025-01-01",
    }
    page = alice.post(url("add_funding"), facts | {"purpose": "Appeler le 06 12 34 56 78"}).content.decode()
    assert "ce texte ne parle de personne" in page and "06 12 34 56 78" in page
    page = alice.post(url("add_funding"), facts).content.decode()
    assert "La fin doit être après le début." in page
    page = alice.post(url("add_indicator", world.of_ars.pk), {"label": "X"}).content.decode()
    assert "Dites ce que cet indicateur compte." in page
    one = world.indicator()
    for value, said in (("abc", "Écrivez un nombre"), ("-1", "négatif"), ("9" * 20, "trop grand")):
        sent = {"year": "2024", "value": value, "basis": "x"}
        assert said in alice.post(url("note_achieved", one.pk), sent).content.decode()
    sent = {"year": "1066", "value": "3", "basis": "x"}
    assert alice.post(url("note_achieved", one.pk), sent).status_code == 200
    assert not Achieved.objects.exists()


def test_two_coordinators_change_a_funding_the_second_is_told(world, alice, people):
    page = url("edit_funding", world.of_ars.pk)
    facts = {
        "project": world.project.pk,
        "funder": world.ars.pk,
        "starts_on": "2024-01-01",
        "ends_on": "2025-12-31",
        "version": "1",
    }
    assert alice.post(page, facts | {"purpose": "Un"}).status_code == 302
    told = browser_of(people.chloe).post(page, facts | {"purpose": "Deux"}).content.decode()
    assert "a changé entre-temps" in told and "Deux" in told


def test_what_is_missing_is_told_and_the_activities_without_project_are_found(world, alice, people):
    with acting_as(people.alice):
        for number, project in enumerate((None, None, world.project)):
            day = date.today().replace(day=1)
            Activity.objects.create(
                reference=f"R{number}",
                starts_on=day,
                ends_on=day,
                type="reunion",
                title=f"Réunion {number}",
                state="tenue",
                project=project,
            )
    page = alice.get(url("projects")).content.decode()
    assert "2 activités tenues" in page and "aucun indicateur, aucun compte pour ce financeur" in page
    listed = alice.get(
        reverse("networks:activities"), {"year": date.today().year, "project": "-", "state": "tenue"}
    ).content.decode()
    assert "Réunion 0" in listed and "Réunion 1" in listed and "Réunion 2" not in listed


def test_removing_is_asked_by_post_alone(world, alice):
    one = world.indicator()
    noted = world.note(one, 2024, 50)
    for name, pk in (
        ("remove_indicator", one.pk),
        ("remove_achieved", noted.pk),
        ("send_sheet", world.of_ars.pk),
    ):
        assert alice.get(url(name, pk)).status_code == 405
    alice.post(url("remove_achieved", noted.pk))
    alice.post(url("remove_indicator", one.pk))
    assert not Indicator.objects.exists() and not Achieved.objects.exists()


def test_a_page_with_two_forms_shows_each_field_once(world, alice):
    page = alice.get(url("edit_indicator", world.indicator().pk)).content.decode()
    assert page.count('name="label"') == 1


def test_the_refusal_of_a_button_is_said(world, alice):
    page = alice.post(url("send_sheet", world.of_ars.pk), follow=True)
    assert "aucun indicateur" in page.content.decode()


def test_pages_ask_the_database_as_much_for_ten_as_for_one(world, alice, people):
    world.member(people.felix)
    felix = browser_of(people.felix)
    world.note(world.indicator(), 2024, 50)
    world.send()
    pages = [
        (alice, url("projects")),
        (alice, url("funders")),
        (alice, url("funding", world.of_ars.pk)),
        (alice, url("funding_sheet", world.of_ars.pk)),
        (felix, url("my_fundings")),
        (felix, url("my_funding", world.of_ars.pk)),
    ]
    before = [cost(*page) for page in pages]
    for number in range(9):
        with acting_as(people.alice):
            world.funding(world.ars, starts_on=date(2023, 1, number + 1), ends_on=date(2025, 12, 31))
        world.note(world.indicator(label=f"Indicateur {number}"), 2024, 50 + number)
        world.send()
    after = [cost(*page) for page in pages]
    assert after == before
    assert before == [6, 6, 10, 10, 4, 6]
