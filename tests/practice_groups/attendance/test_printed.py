"""The sheet to sign: names, structures, a box per meeting; asked for, made by the worker, gone the next day."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from practice_groups.attendance import actions, sheets, tasks
from practice_groups.attendance.models import AttendanceSheet
from tests.practice_groups.attendance.makers import AT, BEGUN, fresh, meeting, season, seat
from tests.practice_groups.field import join, leave, make_cycle


def asked(cycle, by, *, at=AT) -> AttendanceSheet:
    with acting_as(by):
        return actions.ask_sheet(cycle, by=by, at=at)


def pages_of(sheet) -> list[str]:
    reader = pypdf.PdfReader(sheets.opened(fresh(sheet)))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def test_it_prints_names_structures_and_a_box_a_meeting_and_nothing_else(people):
    cycle = make_cycle(5, facilitators=[people.anne], at=BEGUN)
    join(
        cycle,
        people.victor,
        at=BEGUN,
        profession="Psychomotricienne",
        structure="La Halte",
        expectations="Souffler",
    )
    join(cycle, people.omar, at=BEGUN)
    leave(seat(cycle, people.omar), at=BEGUN)
    first, second = meeting(cycle, days=-9), meeting(cycle, days=9)
    cancelled = meeting(cycle, days=3, state="annulee")
    sheet = asked(cycle, people.anne)
    tasks.render_sheet(str(sheet.pk))
    (text,) = pages_of(sheet)
    for words in (
        "Victor",
        "La Halte",
        f"{first.starts_at:%d/%m/%Y}",
        f"{second.starts_at:%d/%m/%Y}",
        "Anne",
    ):
        assert words in text, words
    for words in ("Psychomotricienne", "Souffler", "Omar", "@", f"{cancelled.starts_at:%d/%m/%Y}"):
        assert words not in text, words
    page = pypdf.PdfReader(sheets.opened(fresh(sheet))).pages[0].mediabox
    assert page.width > page.height


def test_a_long_cycle_takes_several_sheets(people):
    cycle = season(people.victor)
    for number in range(10):
        meeting(cycle, days=-number - 1)
    sheet = asked(cycle, people.alice)
    sheets.make_sheet(sheet.pk)
    assert len(pages_of(sheet)) == 2


def test_a_training_without_dates_nor_people_still_prints(people):
    sheet = asked(season(), people.alice)
    sheets.make_sheet(sheet.pk)
    assert "Signature" in pages_of(sheet)[0]


def test_it_is_sealed_and_read_by_whoever_asked(people, browser_of):
    cycle = season(people.victor, facilitators=[people.anne])
    sheet = asked(cycle, people.anne)
    url = reverse("practice_groups:attendance_sheet_file", args=[sheet.pk])
    assert browser_of(people.anne).get(url).status_code == 404
    sheets.make_sheet(sheet.pk)
    answer = browser_of(people.anne).get(url)
    assert io.BytesIO(b"".join(answer.streaming_content)).read(4) == b"%PDF"
    assert "intervision-du-lundi-2026-2027" in answer["Content-Disposition"]
    assert browser_of(people.alice).get(url).status_code == 404
    with acting_as(people.alice):
        assert not AttendanceSheet.objects.exists()
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT pdf FROM practice_groups_attendancesheet")
        assert b"JVBER" not in bytes(cursor.fetchone()[0])  # base64 of %PDF


def test_the_page_waits_for_the_worker_and_says_when_it_tarries(people, browser_of):
    cycle = season(people.victor)
    browser = browser_of(people.alice)
    answer = browser.post(reverse("practice_groups:ask_attendance_sheet", args=[cycle.pk]))
    assert "se prépare" in browser.get(answer.url).content.decode()
    with acting_as_system():
        AttendanceSheet.objects.update(asked_at=AT - timedelta(minutes=6))
    assert "tarde" in browser.get(answer.url).content.decode()
    sheets.make_sheet(AttendanceSheet.objects.get().pk)
    assert "Télécharger la feuille" in browser.get(answer.url).content.decode()


@pytest.mark.usefixtures("portal")
def test_what_the_worker_missed_is_made_and_yesterdays_are_forgotten(people, monkeypatch):
    cycle = season(people.victor)
    late, old = (
        asked(cycle, people.alice, at=AT - timedelta(minutes=3)),
        asked(cycle, people.alice, at=AT - timedelta(days=2)),
    )
    monkeypatch.setattr(tasks, "enqueue", lambda task, *args: task(*args))
    tasks.resume_attendance()
    with acting_as_system():
        assert list(AttendanceSheet.objects.values_list("pk", flat=True)) == [late.pk] != [old.pk]
    assert fresh(late).pdf
