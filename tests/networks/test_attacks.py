"""What an attack of the networks found, each with the test that failed before. Everybody is invented."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.mail import send_waiting
from centre.models import OutgoingMail, RoleGrant, User
from centre.refusals import Refused
from networks.joining.documents.files import clean
from networks.joining.models import Application
from networks.missions.calendars import actions as calendars
from networks.models import InterpreterRate, Mission, PayLine, PayStatement, Structure
from networks.pay import actions, terms
from tests.networks.agenda import field as agenda
from tests.networks.directory.makers import structure
from tests.networks.joining.makers import pdf, picture, posted
from tests.networks.missions import field as missions
from tests.networks.pay import field
from tests.people import browser_of, make_user

BREAKS_A_HEADER = (
    '"a\x1dBcc:x"@ailleurs.example'  # an address for Django, two headers for Python's mail library
)


def test_an_address_that_breaks_a_header_never_holds_back_the_mails_behind_it(portal, settings, capsys):
    """A visitor could stop every mail of the portal, for good, with one candidature."""
    settings.EMAIL_BACKEND = (
        "django.core.mail.backends.console.EmailBackend"  # writes headers out, as SMTP does
    )
    for address in (BREAKS_A_HEADER, "nora@ailleurs.example"):
        OutgoingMail.objects.create(to=address, subject="Votre demande", body="Bonjour")
    assert send_waiting() == 1
    assert "To: nora@ailleurs.example" in capsys.readouterr().out
    assert OutgoingMail.objects.get(to=BREAKS_A_HEADER).sent_at is None


def test_no_candidature_under_such_an_address(portal):
    answer = browser_of().post(reverse("networks:apply"), posted(email=BREAKS_A_HEADER))
    assert "Caractère non autorisé" in answer.content.decode()
    assert not Application.objects.exists() and not OutgoingMail.objects.exists()


# ── Nobody pays herself ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def irma(portal):
    """An interpreter who also holds the administration."""
    return make_user("Irma", "interprete", "administration")


def test_nobody_issues_corrects_or_pays_her_own_statement(people, irma):
    hers = field.interpreter(irma)
    field.mission(hers, date(2026, 10, 5), by=people.alice)
    field.prepare(irma)
    with pytest.raises(Refused, match="le vôtre"):
        field.issue(field.statement_of(hers), irma)
    issued = field.issue(field.statement_of(hers), people.ada)
    with pytest.raises(Refused, match="le vôtre"):
        field.pay(issued, irma)
    with acting_as(irma), pytest.raises(Refused, match="le vôtre"):
        line = PayLine.objects.get(statement=issued)
        actions.correct(line, amount=Decimal("500"), label="Oubli", by=irma, at=field.AT)
    assert field.pay(issued, people.ada).paid_by == people.ada


def test_nobody_sets_her_own_rate(people, irma):
    hers = field.interpreter(irma)
    rate = {"hourly": Decimal("400"), "travel": Decimal("0"), "since": date(2026, 12, 1)}
    with acting_as(irma), pytest.raises(Refused, match="le vôtre"):
        terms.set_rate(hers, **rate, by=irma, at=field.AT)
    with acting_as(people.ada):
        terms.set_rate(hers, **rate, by=people.ada, at=field.AT)


def test_she_is_told_when_her_money_goes_elsewhere(people, irma):
    ines = field.interpreter(people.ines)
    typed = {"legal_name": "Inès Belcourt", "iban": "FR1420041010050500013M02606", "siret": ""}
    for _twice in range(2):
        with acting_as(people.ada):
            terms.save_payee(ines, **typed, by=people.ada, at=field.AT)
    told = OutgoingMail.objects.get(to=people.ines.email)
    assert "FR14" not in told.body and "IBAN" not in told.body and reverse("networks:my_payment") in told.body


def test_the_database_too_lets_nobody_pay_herself(people, irma):
    hers = field.interpreter(irma)
    field.mission(hers, date(2026, 10, 5), by=people.alice)
    issued = field.issued(hers, people.ada)
    attempts = (
        lambda: PayStatement.objects.filter(pk=issued.pk).update(
            state="paye", paid_on=field.AT.date(), paid_by=irma
        ),
        lambda: InterpreterRate.objects.create(interpreter=hers, hourly=1, travel=1, since="2027-01-01"),
    )
    for attempt in attempts:
        with (
            acting_as(irma),
            pytest.raises(IntegrityError, match="nobody pays herself"),
            transaction.atomic(),
        ):
            attempt()


def test_the_database_hears_who_asked_and_who_held(people):
    """A late cancellation is due: nobody says so for herself, nor a duration for somebody else."""
    ines = missions.interpreter(people.ines)
    asked = missions.confirmed(people.tara, people.alice, ines)
    words = (
        (people.ines, {"state": "annulee_tardivement"}),
        (people.tara, {"state": "realisee", "duration": 900}),
    )
    for user, word in words:
        with acting_as(user), pytest.raises(IntegrityError, match="who asked cancels"), transaction.atomic():
            Mission.objects.filter(pk=asked.pk).update(**word)


def test_nobody_outside_the_coordination_adds_a_sheet_that_visitors_see(people):
    with (
        acting_as(people.omar),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Structure.objects.create(name="Faux CADA", public=True)


def test_an_offer_that_is_over_tells_neither_place_nor_first_name(people):
    """The page reads in the portal's name what row-level security has closed."""
    ines, ines_browser = missions.interpreter(people.ines), browser_of(people.ines)
    other = missions.interpreters(1)[0]
    soon = {"at": timezone.now(), "day": timezone.localdate() + timedelta(days=5)}
    asked = missions.request(people.tara, **soon)
    made, others = missions.offer(asked, ines, other, by=people.alice, at=soon["at"])
    page = reverse("networks:offer", args=[made.pk])
    assert "Amina" in ines_browser.get(page).content.decode()
    missions.answer(others, at=soon["at"])
    text = ines_browser.get(page).content.decode()
    assert "prise par quelqu’un d’autre" in text and "Amina" not in text and "Tilleuls" not in text


# ── Doors ───────────────────────────────────────────────────────────────────────────────────────


def test_a_calendar_closes_with_the_role_that_opened_it(people):
    with acting_as(people.tara):
        token = calendars.create_link(by=people.tara, at=field.AT)
    feed = reverse("networks:calendar_feed", args=[token])
    assert browser_of().get(feed).status_code == 200
    with acting_as_system():
        RoleGrant.objects.filter(user=people.tara).update(until="2020-02-01")
    assert browser_of().get(feed).status_code == 404


def test_a_poll_takes_no_answer_of_an_account_that_has_ended(people):
    agenda.poll(people.alice, members=[people.tara])
    link = re.search(r"/reseau/sondages/\S+", OutgoingMail.objects.get(to=people.tara.email).body)[0]
    assert browser_of().get(link).status_code == 200
    with acting_as_system():
        User.objects.filter(pk=people.tara.pk).update(ends_on="2020-02-01")
    assert browser_of().get(link).status_code == 409


@pytest.mark.parametrize("name", [b"/J#61vaScript", b"/#4aavaScript", b"/#4C#61unch", b"/Embedded#46ile"])
def test_a_program_whose_name_is_written_in_figures_is_a_program(name):
    hidden = pdf().replace(b"%%EOF", b"%" + name + b"\n%%EOF")
    with pytest.raises(Refused, match="un programme"):
        clean(hidden)


def test_a_broken_picture_is_refused_after_a_document_was_printed(monkeypatch):
    """WeasyPrint opens Pillow to truncated files, for the whole process, as soon as it is loaded."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(Refused, match="incomplet ou abîmé"):
        clean(picture(size=(300, 300))[:-60])


def test_the_export_of_the_directory_bears_any_address(people):
    structure("Au Gard", services=["francais"])
    structure("Ailleurs", services=[])
    browser, export = browser_of(people.alice), reverse("networks:directory_export")
    assert browser.get(export, {"page": "2"}).status_code == 200
    text = browser.get(export, {"need": "francais", "tab": "therapeutes"}).content.decode()
    assert "Au Gard" in text and "Ailleurs" not in text


@pytest.mark.parametrize("week", ["9999-12-31", "0001-01-01", "31/12/9999"])
def test_the_board_bears_the_ends_of_the_calendar(people, week):
    assert browser_of(people.alice).get(reverse("networks:dispatch"), {"week": week}).status_code == 200
