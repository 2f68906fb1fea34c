"""The evaluation of a cycle: one answer each, and nothing anywhere says whose."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.attendance.evaluations import access, actions
from practice_groups.models import Evaluation, EvaluationAnswer
from tests.people import People, browser_of, make_user
from tests.practice_groups.attendance.makers import AT, TODAY, fresh, held, meeting, season, seat
from tests.practice_groups.field import leave

LATER = AT + timedelta(days=40)
NAMES = ("Adèle", "Basile", "Camille", "Denis", "Élise", "Fanny")


def crowd(count: int = 6) -> list:
    return [make_user(name, "participant") for name in NAMES[:count]]


def opened(cycle, by, *, closes_on=TODAY + timedelta(days=10), at=AT) -> Evaluation:
    with acting_as(by):
        return actions.open_evaluation(cycle, closes_on=closes_on, by=by, at=at)


def says(evaluation, user, *, useful=5, climate=4, organisation=3, again="oui", remark="", at=AT):
    with acting_as(user):
        return actions.answer(
            evaluation,
            useful=useful,
            climate=climate,
            organisation=organisation,
            again=again,
            remark=remark,
            by=user,
            at=at,
        )


@pytest.fixture
def six(people):
    return crowd()


@pytest.fixture
def cycle(people, six):
    made = season(*six, facilitators=[people.anne])
    held(made, present=six, days=-3)
    return made


# ── Opened ──────────────────────────────────────────────────────────────────────────────────────


def test_those_seated_are_asked_by_a_mail_that_says_nothing(people, cycle, six):
    leave(seat(cycle, six[0]), at=AT - timedelta(days=1))
    opened(cycle, people.anne)
    with acting_as_system():
        mails = OutgoingMail.objects.filter(subject="Votre avis est demandé")
        assert set(mails.values_list("to", flat=True)) == {user.email for user in six[1:]}
        assert not any("Intervision" in mail.body or "lundi" in mail.body for mail in mails)


def test_not_before_the_last_meeting(people, cycle):
    meeting(cycle, days=4)
    with pytest.raises(Refused, match="La dernière rencontre est le"):
        opened(cycle, people.anne)


def test_not_among_fewer_than_five(people):
    made = season(*crowd(4), facilitators=[people.anne])
    held(made)
    with pytest.raises(Refused, match="anonymes"):
        opened(made, people.anne)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_it_closes_some_day_to_come(people, cycle, days):
    with pytest.raises(Refused, match="soixante jours"):
        opened(cycle, people.anne, closes_on=TODAY + timedelta(days=days))


def test_once_a_cycle(people, cycle):
    opened(cycle, people.anne)
    with pytest.raises(Refused, match="déjà ouverte"):
        opened(cycle, people.alice)


# ── Answered ────────────────────────────────────────────────────────────────────────────────────


def test_one_answer_each_while_it_is_open(people, cycle, six):
    evaluation = opened(cycle, people.anne)
    says(evaluation, six[0])
    with pytest.raises(Refused, match="déjà répondu"):
        says(evaluation, six[0], useful=1)
    with pytest.raises(Refused, match="s’adresse aux participants"):
        says(evaluation, people.victor)
    with pytest.raises(Refused, match="s’adresse aux participants"):
        says(evaluation, people.anne)
    with pytest.raises(Refused, match="close"):
        says(evaluation, six[1], at=evaluation.closes_at)
    with acting_as_system():
        assert EvaluationAnswer.objects.count() == 1
        assert len(fresh(evaluation).answered) == 1


def test_the_last_day_is_whole(people, cycle, six):
    evaluation = opened(cycle, people.anne)
    assert evaluation.last_day == TODAY + timedelta(days=10)
    says(evaluation, six[0], at=evaluation.closes_at - timedelta(seconds=1))
    assert timezone.localtime(evaluation.closes_at).hour == 0


def test_no_row_survives_the_next_answer(people, cycle, six):
    """Neither ids nor ciphertexts: two looks at the table do not tell which answer is the new one by its row."""
    evaluation, seen = opened(cycle, people.anne), []
    for user in six:
        says(evaluation, user, remark=f"Merci {user.pk * 7}")
        with acting_as_system(), connection.cursor() as cursor:
            cursor.execute("SELECT id::text, remark FROM practice_groups_evaluationanswer")
            seen.append(
                {value if isinstance(value, str) else bytes(value) for row in cursor for value in row}
            )
    for before, after in pairwise(seen):
        assert not before & after
    with acting_as_system():
        told = {answer.remark for answer in EvaluationAnswer.objects.all()}
        assert told == {f"Merci {user.pk * 7}" for user in six}
        marks = fresh(evaluation).answered
        assert [bytes(one) for one in marks] == sorted(bytes(one) for one in marks)


def test_nobody_reads_an_answer_in_her_own_name(people, cycle, six):
    evaluation = opened(cycle, people.anne)
    for user in six:
        says(evaluation, user)
    for user in (people.alice, people.anne, six[0], people.ada):
        with acting_as(user):
            assert not EvaluationAnswer.objects.exists()
            assert not EvaluationAnswer.objects.all().delete()[0]
            assert not Evaluation.objects.update(answered=[])
    with pytest.raises(DatabaseError, match="row-level"), transaction.atomic(), acting_as(six[0]):
        EvaluationAnswer.objects.create(
            evaluation=evaluation, useful=1, climate=1, organisation=1, again="non", remark=""
        )


# ── Read ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_shown_before_it_closes_nor_below_five(people, cycle, six):
    evaluation = opened(cycle, people.anne)
    for user in six[:4]:
        says(evaluation, user)
    assert access.results(fresh(evaluation), remarks=True, at=LATER) is None
    says(evaluation, six[4])
    with acting_as(people.alice):
        assert access.results(fresh(evaluation), remarks=True, at=evaluation.closes_at - timedelta(1)) is None
        found = access.results(fresh(evaluation), remarks=True, at=evaluation.closes_at)
    assert found.count == 5


def test_what_they_say_together(people, cycle, six):
    evaluation = opened(cycle, people.anne)
    for number, user in enumerate(six):
        remark = "Plus de temps" if number == 2 else ""
        says(evaluation, user, useful=number % 5 + 1, again=("oui", "non")[number % 2], remark=remark)
    with acting_as(people.alice):
        found = access.results(fresh(evaluation), remarks=True, at=LATER)
    useful = found.marks[0]
    assert (useful.average, useful.good, useful.middle, useful.poor) == (2.7, 2, 1, 3)
    assert [(str(label), count) for label, count in found.again] == [("Oui", 3), ("Peut-être", 0), ("Non", 3)]
    assert found.remarks == ["Plus de temps"]


def test_the_facilitator_reads_figures_and_the_coordination_remarks(people, cycle, six, browser_of):
    evaluation = opened(cycle, people.anne)
    for user in six:
        says(evaluation, user, remark="Plus de temps")
    url = reverse("practice_groups:evaluation", args=[cycle.pk])
    page = browser_of(people.alice).get(url).content.decode()
    assert "Réponses reçues" in page and "Moyenne" not in page and "Plus de temps" not in page
    with acting_as_system():
        Evaluation.objects.update(opened_at=AT - timedelta(9), closes_at=AT - timedelta(minutes=1))
    page = browser_of(people.alice).get(url).content.decode()
    assert "Moyenne" in page and page.count("Plus de temps") == 6
    page = browser_of(people.anne).get(url).content.decode()
    assert "Moyenne" in page and "Plus de temps" not in page


def test_she_answers_on_the_page_and_is_thanked(people, cycle, six, browser_of):
    evaluation = opened(cycle, people.anne)
    browser = browser_of(six[0])
    url = reverse("practice_groups:evaluate", args=[cycle.pk])
    page = browser.post(url, {"useful": "5", "climate": "9", "remark": "Appelez-moi au 06 12 34 56 78"})
    assert set(page.context["form"].errors) == {"climate", "organisation", "again", "remark"}
    assert page.context["form"]["useful"].value() == "5"
    sent = {"useful": "5", "climate": "4", "organisation": "3", "again": "oui", "remark": ""}
    page = browser.post(url, sent, follow=True).content.decode()
    assert "sans votre nom" in page and "Vous avez répondu" in page
    page = browser.post(url, sent).content.decode()
    assert "déjà répondu" in page or "Vous avez répondu" in page
    assert len(fresh(evaluation).answered) == 1


# ── Anonymous, everywhere ───────────────────────────────────────────────────────────────────────


def everything() -> dict[str, set[str]]:
    """Every row of every table of the database, as text, as the portal sees them."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
            found[table] = {row for (row,) in cursor.fetchall()}
    return found


@pytest.mark.django_db(transaction=True)
def test_no_table_no_history_no_mail_and_no_log_joins_an_answer_to_a_person(caplog):
    """Real requests, really committed: what changes in the whole database when somebody answers."""
    people = People()
    six = crowd()
    cycle = season(*six, facilitators=[people.anne])
    held(cycle, present=six, days=-3)
    opened(cycle, people.anne)
    url = reverse("practice_groups:evaluate", args=[cycle.pk])
    caplog.set_level(logging.DEBUG)
    for number, user in enumerate(six):
        browser = browser_of(user)
        browser.get(url)
        before = everything()
        sent = {
            "useful": "5",
            "climate": "2",
            "organisation": "3",
            "again": "non",
            "remark": f"parole {number}",
        }
        assert browser.post(url, sent).status_code == 302
        after = everything()
        changed = {table for table in after if after[table] != before[table]}
        own = {"practice_groups_evaluationanswer", "practice_groups_evaluation"}
        assert changed - {"django_session", "usersessions_usersession"} == own, changed
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM practice_groups_evaluationanswer")
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM practice_groups_evaluationanswer")
        assert cursor.fetchone() == (1,)  # one transaction wrote them all: the last one's
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'practice_groups_evaluationanswer'"
        )
        columns = {name for (name,) in cursor.fetchall()}
    assert columns == {"id", "evaluation_id", "useful", "climate", "organisation", "again", "remark"}
    assert len(ids) == 6
    mentioned = {
        table for table, rows in everything().items() if any(pk in row for pk in ids for row in rows)
    }
    assert mentioned == {"practice_groups_evaluationanswer"}
    with acting_as_system():
        marks = [bytes(one).hex() for one in Evaluation.objects.get().answered]
    mentioned = {
        table for table, rows in everything().items() if any(mark in row for mark in marks for row in rows)
    }
    assert mentioned == {"practice_groups_evaluation"}
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert "parole" not in logged and not any(pk in logged for pk in ids)


@pytest.mark.django_db(transaction=True)
def test_answers_sent_at_once_are_all_kept_and_each_once():
    people = People()
    six = crowd()
    cycle = season(*six, facilitators=[people.anne])
    held(cycle, present=six, days=-3)
    evaluation = opened(cycle, people.anne)
    start = threading.Barrier(12)

    def one(number):
        start.wait()
        try:
            return says(evaluation, six[number % 6], useful=number % 6 % 5 + 1)
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(12))) == 6
    with acting_as_system():
        assert EvaluationAnswer.objects.count() == len(fresh(evaluation).answered) == 6
