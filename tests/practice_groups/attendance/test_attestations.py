"""Attestations: issued once, frozen by the database, revoked with a reason, checked by anybody, guessed by nobody."""

import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from centre.context import acting_as, acting_as_system
from centre.document import CannotRender
from centre.models import OutgoingMail, Reading
from centre.refusals import Refused
from practice_groups.attendance import tasks
from practice_groups.attendance.attestations import access, actions, rendering
from practice_groups.attendance.attestations.code import ALPHABET, new_code, read
from practice_groups.models import Attendance, Attestation
from tests.people import People, make_user
from tests.practice_groups.attendance.makers import AT, TODAY, fresh, held, season, seat
from tests.practice_groups.field import leave
from tests.statements import cost

CHECK = "practice_groups:check_attestation"


def issue(cycle, by, *users, at=AT) -> list[Attestation]:
    with acting_as_system():
        pks = [seat(cycle, user).pk for user in users]
    with acting_as(by):
        return actions.issue_attestations(cycle, registrations=pks, by=by, at=at)


def revoke(attestation, by, reason="Erreur de nom", *, at=AT) -> Attestation:
    with acting_as(by):
        return actions.revoke_attestation(attestation, reason=reason, by=by, at=at)


@pytest.fixture
def cycle(people):
    """Two meetings of three hours: Victor came to both, Omar to one, Olga to none."""
    made = season(people.victor, people.omar, people.olga, facilitators=[people.anne])
    held(made, present=[people.victor, people.omar], excused=[people.olga], days=-40)
    held(made, present=[people.victor], absent=[people.omar], days=-10)
    return made


# ── Issued ──────────────────────────────────────────────────────────────────────────────────────


def test_it_says_what_was_attended_and_of_whom_on_that_day(people, cycle):
    (one,) = issue(cycle, people.anne, people.victor)
    with acting_as_system():
        people.victor.display_name = "Victor Renommé"
        people.victor.save()
    kept = fresh(one)
    assert (kept.holder, kept.hours, kept.meetings) == ("Victor", Decimal("6.00"), 2)
    assert (kept.first_day, kept.last_day) == (TODAY - timedelta(days=40), TODAY - timedelta(days=10))
    assert kept.title == "Analyse de pratiques – Intervision du lundi – 2026-2027"
    assert kept.issued_by == people.anne


def test_all_of_a_cycle_at_once_but_for_whoever_has_no_hour(people, cycle):
    issued = issue(cycle, people.alice)
    assert {one.holder for one in issued} == {"Victor", "Omar"}
    assert issue(cycle, people.alice) == []


def test_an_hour_is_the_least(people):
    made = season(people.victor, people.omar)
    held(made, present=[people.victor], hours=59 / 60, days=-20)
    held(made, present=[people.omar], hours=1)
    assert [one.holder for one in issue(made, people.alice)] == ["Omar"]


def test_whoever_left_the_group_has_her_hours_attested(people, cycle):
    leave(seat(cycle, people.omar), at=AT - timedelta(days=5))
    assert [one.holder for one in issue(cycle, people.alice, people.omar)] == ["Omar"]


def test_a_correction_shows_that_what_was_issued_says_something_else(people, cycle):
    (one,) = issue(cycle, people.alice, people.omar)
    with acting_as_system():
        Attendance.objects.filter(state="absent").update(state="present")
    line = next(line for line in access.lines(cycle) if line.attestation)
    assert line.has_changed and line.hours == "6\u00a0h"
    revoke(one, people.alice, "Présences corrigées")
    (other,) = issue(cycle, people.alice, people.omar)
    assert other.hours == Decimal("6.00") and other.code != one.code
    assert not any(line.has_changed for line in access.lines(cycle))


def test_revoked_once_and_with_a_reason(people, cycle):
    (one,) = issue(cycle, people.alice, people.omar)
    revoked = revoke(one, people.alice)
    assert (fresh(revoked).revoked_on, fresh(revoked).revoked_because) == (TODAY, "Erreur de nom")
    with pytest.raises(Refused, match="déjà annulée"):
        revoke(one, people.chloe, "Autre motif")


@pytest.mark.parametrize(
    "facts",
    [
        {"hours": 90},
        {"holder": "Quelqu’un d’autre"},
        {"code": "AAAA-AAAA-AAAA"},
        {"issued_at": AT - timedelta(days=900)},
        {"meetings": 9},
        {"title": "Doctorat"},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_the_database_lets_nobody_change_what_was_issued(people, cycle, facts):
    (one,) = issue(cycle, people.alice, people.omar)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), acting_as(people.alice):
        Attestation.objects.filter(pk=one.pk).update(**facts)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), acting_as_system():
        Attestation.objects.filter(pk=one.pk).update(**facts)


def test_the_database_keeps_a_revocation_and_a_document(people, cycle):
    (one,) = issue(cycle, people.alice, people.omar)
    revoke(one, people.alice)
    with acting_as_system():
        Attestation.objects.filter(pk=one.pk).update(pdf=b"%PDF")
    for facts in (
        {"revoked_on": None, "revoked_because": ""},
        {"revoked_because": "Rien"},
        {"pdf": b"autre"},
    ):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), acting_as_system():
            Attestation.objects.filter(pk=one.pk).update(**facts)
    with acting_as_system():
        assert not Attestation.objects.all().delete()[0]  # no policy removes any


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_once_one_is_issued():
    people = People()
    made = season(people.victor, facilitators=[people.anne])
    held(made, present=[people.victor])
    start = threading.Barrier(4)

    def one(number):
        start.wait()
        try:
            by = (people.anne, people.alice)[number % 2]
            with acting_as(by):
                return len(actions.issue_attestations(made, by=by, at=AT))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [0, 0, 0, 1]
    with acting_as_system():
        assert Attestation.objects.count() == 1


# ── The document ────────────────────────────────────────────────────────────────────────────────


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_paper_says_who_what_how_long_and_where_to_check(people, cycle):
    (one,) = issue(cycle, people.alice, people.victor)
    tasks.render_attestation(str(one.pk))
    kept = fresh(one)
    text = text_of(kept.pdf)
    for words in (
        "Attestation de présence",
        "Victor",
        "Intervision du lundi",
        "6 h",
        one.code,
        reverse(CHECK),
    ):
        assert words in text, words
    assert "Éducatrice" not in text and "@" not in text
    again = bytes(kept.pdf)
    tasks.render_attestation(str(one.pk))
    assert bytes(fresh(one).pdf) == again


def test_the_paper_is_in_its_holders_language(people, cycle):
    (one,) = issue(cycle, people.alice, people.victor)
    content = rendering.printed(one, "Centre", "en")
    assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == "en"
    with translation.override("en"):
        assert date_format(one.first_day, "DATE_FORMAT") in text_of(content)


def test_its_holder_is_told_once_and_the_mail_says_nothing(people, cycle):
    (one,) = issue(cycle, people.alice, people.victor)
    for _ in range(2):
        rendering.make_document(one.pk)
    with acting_as_system():
        mail = OutgoingMail.objects.get(to=people.victor.email, subject="Un document vous attend")
    assert "Intervision" not in mail.subject + mail.body and one.code not in mail.body
    assert reverse("account_reset_password") in mail.body, (
        "she never chose a password: the mail says where to"
    )


def test_whoever_has_a_password_is_not_asked_for_another(people, cycle):
    with acting_as_system():
        people.victor.set_password("une longue phrase inventée")
        people.victor.save()
    (one,) = issue(cycle, people.alice, people.victor)
    rendering.make_document(one.pk)
    with acting_as_system():
        mail = OutgoingMail.objects.get(to=people.victor.email, subject="Un document vous attend")
    assert reverse("account_reset_password") not in mail.body


def test_what_could_not_be_made_is_made_later(people, cycle, monkeypatch):
    (one,) = issue(cycle, people.alice, people.victor, at=AT - timedelta(minutes=5))
    with monkeypatch.context() as without:

        def missing(*args, **kwargs):
            raise CannotRender("Pango")

        without.setattr(rendering, "render", missing)
        tasks.render_attestation(str(one.pk))
    assert not fresh(one).pdf
    monkeypatch.setattr(tasks, "enqueue", lambda task, *args: task(*args))
    tasks.resume_attendance()
    assert fresh(one).pdf


def test_she_opens_her_own_and_the_journal_says_so(people, cycle, browser_of):
    (one,) = issue(cycle, people.alice, people.victor)
    url = reverse("practice_groups:attestation_document", args=[one.pk])
    assert browser_of(people.victor).get(url).status_code == 409  # not made yet: the page says so
    rendering.make_document(one.pk)
    answer = browser_of(people.victor).get(url)
    assert answer["Content-Type"] == "application/pdf" and one.code in answer["Content-Disposition"]
    assert browser_of(people.alice).get(url).status_code == 200
    for stranger in (people.omar, people.anne, people.ada):
        assert browser_of(stranger).get(url).status_code == 404
    with acting_as_system():
        readings = Reading.objects.filter(object_id=str(one.pk)).order_by("at")
        assert list(readings.values_list("actor_id", flat=True)) == [people.victor.pk, people.alice.pk]


def test_her_list_shows_hers_alone_at_a_constant_cost(people, cycle, browser_of):
    issue(cycle, people.alice)
    browser = browser_of(people.victor)
    url = reverse("practice_groups:my_attestations")
    first = cost(browser, url)
    page = browser.get(url).content.decode()
    assert page.count("6\u00a0h") + page.count("6 h") >= 2 and "Omar" not in page
    for title in ("Analyse de pratiques", "Travailler avec un interprète"):
        other = season(people.victor, title=title)
        held(other, present=[people.victor])
        issue(other, people.alice)
    assert cost(browser, url) == first <= 6


# ── The code ────────────────────────────────────────────────────────────────────────────────────


def test_a_typing_error_is_always_seen():
    plain = new_code().replace("-", "")
    for place in range(12):
        for other in set(ALPHABET) - {plain[place]}:
            assert read(plain[:place] + other + plain[place + 1 :]) is None
    for first in range(12):
        for second in range(first + 1, 12):
            swapped = list(plain)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if plain[first] != plain[second]:
                assert read("".join(swapped)) is None


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    assert len(code) == 14 and not set(code) & set("01ILO")
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code.replace('-', ' ')} ",
        "–".join(code.split("-")),
    ):
        assert read(typed) == code
    for typed in ("", "----", code[:-1], code + "2", "é" * 12, "0" * 12, "'; DROP TABLE x--"):
        assert read(typed) is None


# ── Anybody checks ──────────────────────────────────────────────────────────────────────────────


def ask(browser, code):
    return browser.post(reverse(CHECK), {"code": code})


def test_whoever_holds_the_paper_reads_whether_it_still_holds(people, cycle, browser_of):
    somebody = make_user("Alba Durand-Petit", "benevole")
    made = season(somebody, title="Supervision")
    held(made, present=[somebody])
    (one,) = issue(made, people.alice)
    visitor = browser_of()
    page = ask(visitor, one.code.lower()).content.decode()
    assert (
        "Attestation valable" in page
        and "A.\u00a0D.\u00a0P." in page
        and "Supervision" in page
        and "3\u00a0h" in page
    )
    assert "Alba" not in page and "Durand" not in page
    revoke(one, people.alice, "Motif gardé pour nous")
    page = ask(visitor, one.code).content.decode()
    assert "Attestation annulée" in page and "Supervision" not in page and "Motif gardé" not in page
    page = ask(visitor, new_code()).content.decode()
    assert "Aucune attestation ne porte ce code" in page


def test_what_is_not_a_code_is_said_without_looking_it_up(people, cycle, browser_of):
    page = ask(browser_of(), "7KQ2-M9XA-0000")
    assert (
        "vérifiez la saisie" in page.content.decode()
        and page.context["form"]["code"].value() == "7KQ2-M9XA-0000"
    )


def test_an_unknown_code_costs_what_a_known_one_does(people, cycle, browser_of):
    first, second = issue(cycle, people.alice)
    revoke(second, people.alice)
    visitor, seen = browser_of(), []
    ask(visitor, new_code())  # fills the process's caches
    for code in (first.code, second.code, new_code()):
        with connection.execute_wrapper(lambda run, sql, *rest: (seen[-1].append(sql), run(sql, *rest))[1]):
            seen.append([])
            ask(visitor, code)
    known, revoked, unknown = ([re.sub(r"s\d+_x\d+", "", sql) for sql in one] for one in seen)
    assert known == revoked == unknown


def test_nobody_tries_codes_in_a_row(people, cycle, browser_of):
    (one, _) = issue(cycle, people.alice)
    cache.clear()
    visitor = browser_of()
    for _ in range(10):
        assert "Aucune attestation" in ask(visitor, new_code()).content.decode()
    page = ask(visitor, one.code).content.decode()
    assert "Trop d’essais" in page and "Attestation valable" not in page


def test_an_empty_form_is_answered_by_a_sentence_however_often_it_is_sent(browser_of, portal):
    visitor, page = browser_of(), reverse("practice_groups:check_attestation")
    answers = [visitor.post(page) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert "Trop d’essais" in answers[-1].content.decode()


def test_no_code_is_ever_in_an_address(people, cycle, browser_of):
    (one, _) = issue(cycle, people.alice)
    page = browser_of().get(reverse(CHECK), {"code": one.code}).content.decode()
    assert "Attestation valable" not in page


def test_her_initials_are_all_that_is_said_of_her():
    assert access.initials("Alba Durand-Petit") == "A.\u00a0D.\u00a0P."
    assert access.initials("Nour") == "N."
    assert access.initials("Jeanne d’Arc") == "J.\u00a0D.\u00a0A."
