"""The contact file: derived from attendance, written to by agreement alone, forgotten on request."""

import csv
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.models import OutgoingMail, Reading
from centre.refusals import Refused
from networks.models import ActivityAttendance, Contact, PollInvitee
from networks.news.contacts import access, actions
from tests.networks.agenda.field import NOW, contact, link, poll
from tests.networks.news.field import activity, came, structure

TODAY = NOW.date()


def facts(of: Contact, **typed) -> dict:
    names = ("name", "email", "function", "structure", "departement", "agreed_on", "refused_on")
    return {name: getattr(of, name) for name in names} | typed


def said(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def change(of: Contact, by, **typed) -> Contact:
    with acting_as(by):
        return actions.change_contact(of, **facts(of, **typed), by=by, at=NOW)


# ── Agreement ───────────────────────────────────────────────────────────────────────────────────


def test_agreement_is_never_presumed(people, browser_of):
    alice = browser_of(people.alice)
    page = alice.get(reverse("networks:add_contact")).content.decode()
    assert re.search(r'name="agreed_on"(?![^>]*value="\d)', page)
    alice.post(
        reverse("networks:add_contact"), {"name": "Colette Escoubet", "email": "C@Partenaires.example"}
    )
    made = Contact.objects.get()
    assert (made.email, made.agreed_on, made.refused_on) == ("c@partenaires.example", None, None)
    assert not access.agreed(Contact.objects.all()).exists()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"agreed_on": TODAY, "email": ""}, "avec une adresse"),
        ({"agreed_on": TODAY + timedelta(days=1)}, "pas encore passée"),
        ({"refused_on": TODAY + timedelta(days=1)}, "pas encore passée"),
    ],
)
def test_dates_are_those_of_something_said(people, typed, reason):
    with pytest.raises(Refused, match=reason):
        change(contact(), people.alice, **typed)


def test_a_refusal_wins_and_is_lifted_by_a_later_agreement_alone(people):
    gone = contact(agreed_on=date(2026, 1, 1), refused_on=date(2026, 5, 1))
    assert not access.agreed(Contact.objects.all()).exists()
    for earlier in (None, date(2026, 4, 30)):
        with pytest.raises(Refused, match="seul un accord donné depuis"):
            change(gone, people.alice, refused_on=None, agreed_on=earlier)
    change(gone, people.alice, refused_on=None, agreed_on=date(2026, 6, 1))
    assert access.agreed(Contact.objects.all()).get() == gone


def test_an_address_is_in_the_file_once(people):
    contact("Colette Escoubet", email="c@partenaires.example")
    other = contact("Denis Figarol")
    with pytest.raises(Refused, match="déjà dans le fichier"):
        change(other, people.alice, email="C@partenaires.example")


def test_she_is_asked_and_her_own_button_agrees(people, browser_of):
    one, alice, stranger = contact(), browser_of(people.alice), browser_of()
    alice.post(reverse("networks:ask_agreement", args=[one.pk]))
    mail = OutgoingMail.objects.get()
    path = link(mail)
    page = stranger.get(path)
    assert "Souhaitez-vous recevoir" in said(page)
    one.refresh_from_db()
    assert one.agreed_on is None
    stranger.post(path, {"wished": "oui"})
    one.refresh_from_db()
    assert one.agreed_on == timezone.localdate()
    again = alice.post(reverse("networks:ask_agreement", args=[one.pk]))
    assert again.status_code == 409 and OutgoingMail.objects.count() == 1


def test_she_is_not_asked_again_for_three_months(people):
    one = contact()
    now = timezone.now()
    with acting_as(people.alice):
        actions.ask_agreement(one, by=people.alice, at=now)
        with pytest.raises(Refused, match="trois mois"):
            actions.ask_agreement(one, by=people.alice, at=now + timedelta(days=89))
        actions.ask_agreement(one, by=people.alice, at=now + timedelta(days=91))


# ── Merging, forgetting ─────────────────────────────────────────────────────────────────────────


def merge(kept, gone, by) -> Contact:
    with acting_as(by):
        return actions.merge_contacts(kept, other=gone, by=by, at=NOW)


def test_two_sheets_of_one_person_become_one(people):
    kept, gone = (
        contact("Colette Escoubet", email=""),
        contact("Colette Escoubet-Roux", function="psychologue"),
    )
    first, second, third = (activity(f"A-2026-000{n}") for n in (1, 2, 3))
    came(kept, first), came(kept, second, "excuse")
    came(gone, second, "present"), came(gone, third)
    made = poll(people.alice, contacts=[gone])
    merge(kept, gone, people.alice)
    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.function) == ("Colette Escoubet", gone.email, "psychologue")
    assert set(ActivityAttendance.objects.values_list("activity", "contact", "presence")) == {
        (first.pk, kept.pk, "present"),
        (second.pk, kept.pk, "present"),
        (third.pk, kept.pk, "present"),
    }
    assert PollInvitee.objects.get(poll=made).contact == kept
    assert Contact.objects.get() == kept
    reading = Reading.objects.get(object_id=str(kept.pk))
    assert str(gone.pk) in reading.why and reading.actor_id == people.alice.pk


@pytest.mark.parametrize("refused_first", [True, False])
def test_whoever_refused_under_one_name_refused(people, refused_first):
    yes = contact("Colette", agreed_on=date(2026, 2, 1))
    no = contact("Colette E.", refused_on=date(2026, 1, 1))
    kept = merge(*((no, yes) if refused_first else (yes, no)), people.alice)
    assert kept.refused_on == date(2026, 1, 1)
    assert not access.agreed(Contact.objects.all()).exists()


def test_a_sheet_is_not_merged_with_itself_nor_asked_twice_in_a_poll(people):
    kept, gone = contact("Colette"), contact("Colette E.")
    with pytest.raises(Refused, match="deux fiches différentes"):
        merge(kept, kept, people.alice)
    poll(people.alice, contacts=[kept, gone])
    merge(kept, gone, people.alice)
    assert PollInvitee.objects.get().contact == kept


def test_she_is_forgotten_and_the_counts_stay(people, browser_of):
    one = contact()
    trained = activity(professionals=12)
    came(one, trained)
    poll(people.alice, contacts=[one])
    alice, erase = browser_of(people.alice), reverse("networks:erase_contact", args=[one.pk])
    assert "ne nomment personne" in said(alice.get(erase)) and Contact.objects.exists()
    alice.post(erase)
    trained.refresh_from_db()
    assert trained.professionals == 12
    assert not Contact.objects.exists() and not ActivityAttendance.objects.exists()
    assert not PollInvitee.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(e)::text, ' ') FROM networks_contactwriteevent AS e")
        assert "Escoubet" not in cursor.fetchone()[0]


# ── The list, the export ────────────────────────────────────────────────────────────────────────


def names(response) -> set[str]:
    return set(
        re.findall(r'<th scope="row"[^>]*>(?:<div>)?\s*<a [^>]*>([^<]+)</a>', response.content.decode())
    )


def test_each_filter_finds_its_people(people, browser_of):
    cada = structure()
    anne = contact("Anne Dessalle", structure=cada, agreed_on=TODAY)
    bela = contact("Béla Figarol", departement="34", refused_on=TODAY, agreed_on=TODAY)
    ciro = contact("Ciro Gineste", function="médiateur")
    training, group = (
        activity("A-2026-0001", "formation", "2026-03-10"),
        activity("A-2024-0001", "groupe_travail", "2024-03-10"),
    )
    came(anne, training), came(bela, group), came(ciro, training, "excuse")
    alice, url = browser_of(people.alice), reverse("networks:contacts")
    for query, expected in (
        ("", {anne, bela, ciro}),
        ("?text=bela", {bela}),
        ("?text=mediateur", {ciro}),
        ("?agreement=accord", {anne}),
        ("?agreement=refus", {bela}),
        ("?agreement=inconnu", {ciro}),
        ("?departement=30", {anne}),
        ("?departement=34", {bela}),
        (f"?structure={cada.pk}", {anne}),
        ("?type=formation", {anne}),
        ("?year=2024", {bela}),
        ("?type=formation&year=2024", set()),
        ("?type=groupe_travail&year=2024", {bela}),
        ("?year=x", {anne, bela, ciro}),
    ):
        assert names(alice.get(url + query)) == {one.name for one in expected}, query


def test_the_export_is_of_those_who_agreed_and_is_written_down(people, browser_of):
    contact("=Anne;Dessalle", email="anne@p.example", agreed_on=date(2026, 2, 1), structure=structure())
    contact("Béla", agreed_on=TODAY, refused_on=TODAY)
    contact("Ciro")
    alice, url = browser_of(people.alice), reverse("networks:export_contacts")
    assert alice.get(url).status_code == 405
    answered = alice.post(url)
    content = answered.content.decode("utf-8")
    assert content.startswith("\ufeff") and "attachment" in answered["Content-Disposition"]
    rows = list(csv.reader(content[1:].splitlines(), delimiter=";"))
    assert rows[1:] == [["'=Anne;Dessalle", "anne@p.example", "", "CADA des Tilleuls", "", "01/02/2026"]]
    reading = Reading.objects.get()
    assert (reading.why, reading.what) == ("export du fichier de contact", "networks.contact")
    assert len(alice.post(url + "?departement=34").content.splitlines()) == 1


def test_the_file_is_the_coordination_s_alone(people, browser_of):
    one = contact()
    for user in (people.victor, people.tara, people.omar, people.ada):
        for name, args in (("contacts", []), ("contact", [one.pk]), ("edit_contact", [one.pk])):
            assert browser_of(user).get(reverse(f"networks:{name}", args=args)).status_code == 404
        assert browser_of(user).post(reverse("networks:export_contacts")).status_code == 404
        with acting_as(user):
            assert not Contact.objects.exists() and not ActivityAttendance.objects.exists()


def test_the_list_asks_the_database_the_same_number_of_times(people, browser_of):
    alice, counts, trained = browser_of(people.alice), [], activity()
    for number in range(4):
        came(contact(f"Contact {number}", structure=structure(f"S{number}")), trained)
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse("networks:contacts"))
        counts.append(len(queries))
    assert counts[1] == counts[3]


def test_long_lists_are_paged(people, browser_of):
    with acting_as(people.alice):
        Contact.objects.bulk_create(Contact(name=f"Contact {number:03}") for number in range(120))
    alice, url = browser_of(people.alice), reverse("networks:contacts")
    assert len(names(alice.get(url))) == 50 and len(names(alice.get(url + "?page=3"))) == 20
    assert "120 résultats" in said(alice.get(url + "?page=x"))


def test_a_sheet_through_its_pages(people, browser_of):
    one, other = contact("Colette Escoubet"), contact("Colette Escoubet-Roux")
    came(one, activity())
    alice = browser_of(people.alice)
    assert "Activité A-2026-0001" in said(alice.get(reverse("networks:contact", args=[one.pk])))
    edit = reverse("networks:edit_contact", args=[one.pk])
    assert "Colette Escoubet" in said(alice.get(edit))
    alice.post(edit, {"name": "Colette E.", "email": one.email, "agreed_on": "2026-02-03"})
    one.refresh_from_db()
    assert (one.name, one.agreed_on) == ("Colette E.", date(2026, 2, 3))
    merging = reverse("networks:merge_contact", args=[one.pk])
    assert "Escoubet-Roux" in said(alice.get(merging + "?text=roux"))
    assert Contact.objects.count() == 2
    alice.post(merging, {"other": other.pk})
    assert Contact.objects.get() == one
    assert alice.post(merging, {"other": one.pk}).status_code == 200
