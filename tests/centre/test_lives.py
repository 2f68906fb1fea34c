"""A task that kills its worker kills three of them, and is heard of."""

import contextlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.urls import reverse
from django.utils import timezone

from centre import lives, mail
from centre.celery import app
from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail, TaskLife
from centre.tasks import send_waiting_mails
from practice_groups.attendance import sheets
from practice_groups.attendance.models import AttendanceSheet
from practice_groups.attendance.tasks import render_sheet, resume_attendance
from tests.observatory.worker import a_broker, a_worker, until
from tests.people import browser_of, make_user
from tests.practice_groups.attendance.makers import held, season
from tests.practice_groups.attendance.test_attestations import issue
from tests.practice_groups.field import make_cycle

NAME = render_sheet.name
OWN = {
    "centre.imports.tasks.work_import",
    "observatory.tasks.render_report",
    "practice_groups.placements.tasks.compute_matching",
    "referrals.pairing.tasks.compute_plan",
}


@pytest.fixture
def anne(portal):
    return make_user("Anne", "animation")


@pytest.fixture
def sheet(anne):
    return asked(anne, "Intervision")


def asked(by, title) -> AttendanceSheet:
    with acting_as_system():
        cycle = make_cycle(facilitators=[by], title=title)
    with acting_as(by):
        return AttendanceSheet.objects.create(
            cycle=cycle, asked_by=by, asked_at=timezone.now() - timedelta(minutes=2)
        )


def broken(error):
    def printed(*args, **kwargs):
        raise error

    return printed


def wear_out(sheet, monkeypatch, times=4):
    with monkeypatch.context() as patch:
        patch.setattr(sheets, "printed", broken(ValueError("une police manque")))
        for _ in range(times):
            with contextlib.suppress(ValueError):
                render_sheet(str(sheet.pk))


def spent(subject="") -> list:
    return list(TaskLife.objects.filter(subject=str(subject)).values_list("spent", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_document_that_kills_its_worker_kills_three_and_the_others_are_made(tmp_path, portal):
    anne, ada, log = (
        make_user("Anne", "animation"),
        make_user("Ada", "administration"),
        tmp_path / "worker.log",
    )
    poison, sound = asked(anne, "Poison"), asked(anne, "Intervision")
    with a_broker() as hand, a_worker(tmp_path, module="tests.centre.poisoned"):
        hand(render_sheet, str(poison.pk))
        until(TaskLife.objects.filter(stopped_at__isnull=False).exists, log)
        hand(render_sheet, str(poison.pk))  # the clock finds it again, for ever
        hand(render_sheet, str(sound.pk))
        until(AttendanceSheet.objects.filter(pk=sound.pk).exclude(pdf=b"").exists, log)
    assert log.read_text(encoding="utf-8").count("pid:") == lives.MOST  # of workers that died
    with acting_as_system():
        assert spent(poison.pk) == [lives.MOST] and spent(sound.pk) == []
        assert OutgoingMail.objects.get().to == ada.email
    page = reverse("practice_groups:attendance_sheet", args=[poison.pk])
    browser = browser_of(anne)
    shown = browser.get(page).content.decode()
    assert "Échec" in shown and "Réessayer" in shown
    button = lives.button(NAME, poison.pk, user=anne)
    assert browser.post(reverse("try_again"), {"button": button}).status_code == 302
    assert "Échec" not in browser.get(page).content.decode()
    render_sheet(str(poison.pk))  # here nothing kills it
    assert "Télécharger la feuille" in browser.get(page).content.decode()


def test_every_task_of_the_portal_has_three_lives_or_counts_its_own():
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert all(isinstance(task, lives.BoundedTask) for task in ours.values()) and len(ours) > 40
    assert {name for name, task in ours.items() if task.own_lives} == OWN
    assert {name for name, task in ours.items() if task.rests} == {"observatory.drawings.tasks.draw_drawing"}


def test_what_fails_three_times_is_stopped_and_said_once(sheet, portal, monkeypatch):
    make_user("Ada", "administration")
    wear_out(sheet, monkeypatch, times=6)
    assert str(sheet.pk) in lives.stopped_of(NAME) and spent(sheet.pk) == [lives.MOST]
    assert OutgoingMail.objects.filter(subject="Un travail du portail s’est arrêté").count() == 1
    assert render_sheet(str(sheet.pk)) is None and resume_attendance() is None
    sheet.refresh_from_db()
    assert not sheet.pdf


def test_what_ends_well_has_its_lives_again(sheet, monkeypatch):
    wear_out(sheet, monkeypatch, times=2)
    assert spent(sheet.pk) == [2]
    render_sheet(str(sheet.pk))
    assert spent(sheet.pk) == []


def test_a_database_that_goes_away_costs_no_life(sheet, monkeypatch):
    monkeypatch.setattr(sheets, "printed", broken(OperationalError("server closed the connection")))
    for _ in range(5):
        with pytest.raises(OperationalError):
            render_sheet(str(sheet.pk))
    assert spent(sheet.pk) == []


def test_a_task_of_the_clock_rests_an_hour_and_is_never_stopped_for_good(portal, monkeypatch):
    sent = []
    monkeypatch.setattr(mail, "send_waiting", lambda: sent.append(1))
    TaskLife.objects.create(task=send_waiting_mails.name, spent=lives.MOST, last_at=timezone.now())
    send_waiting_mails()
    assert not sent and TaskLife.objects.get().stopped_at
    TaskLife.objects.update(last_at=timezone.now() - lives.REST)
    send_waiting_mails()
    assert sent and spent() == []


def test_an_error_of_the_clock_s_own_costs_no_life(portal, monkeypatch):
    monkeypatch.setattr(mail, "send_waiting", broken(ValueError("une ligne")))
    for _ in range(5):
        with pytest.raises(ValueError, match="une ligne"):
            send_waiting_mails()
    assert spent() == []


def test_a_button_is_its_reader_s_and_says_one_work(sheet, anne, monkeypatch, browser_of):
    wear_out(sheet, monkeypatch)
    other = make_user("Victor", "benevole")
    button, door = lives.button(NAME, sheet.pk, user=anne), reverse("try_again")
    for typed in ({}, {"button": "x"}, {"button": button[:-1]}, {"button": "\x00"}):
        assert browser_of(anne).post(door, typed).status_code == 409
    assert browser_of(other).post(door, {"button": button}).status_code == 409
    assert browser_of().post(door, {"button": button}).url.startswith(reverse("account_login"))
    assert spent(sheet.pk) == [lives.MOST]
    assert browser_of(anne).post(door, {"button": button}).status_code == 302
    assert spent(sheet.pk) == []


def test_nobody_gives_or_takes_lives_by_her_own_sql(sheet, anne, monkeypatch):
    wear_out(sheet, monkeypatch)
    with acting_as(anne):
        assert TaskLife.objects.update(spent=0) == 0
        assert TaskLife.objects.all().delete()[0] == 0
    with pytest.raises(DatabaseError), acting_as(anne):
        TaskLife.objects.create(task="x", subject="y", last_at=timezone.now())


def test_a_document_asked_for_too_early_says_so_and_not_that_it_does_not_exist(people, browser_of):
    cycle = season(people.victor, facilitators=[people.anne])
    held(cycle, present=[people.victor])
    (attestation,) = issue(cycle, people.alice, people.victor)
    answer = browser_of(people.victor).get(
        reverse("practice_groups:attestation_document", args=[attestation.pk])
    )
    assert answer.status_code == 409 and "pas encore prêt" in answer.content.decode()
