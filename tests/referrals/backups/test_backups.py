"""A *renfort* from the request to its closure, and what each may do of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Structure
from referrals.backups import actions
from referrals.backups.states import MOVES
from referrals.care import actions as cares
from referrals.choices import BackupState
from referrals.models import Backup
from tests.referrals import makers
from tests.referrals.makers import AT
from tests.statements import cost

ASKED = {"kind": "somatique", "urgency": "ordinaire", "request": "Un avis sur ses douleurs."}


@pytest.fixture
def care(people):
    return makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]))


@pytest.fixture
def redcross(people):
    return Structure.objects.create(name="Croix-Rouge de Nîmes", kind="Association", departement="30")


def ask(care, people, **typed) -> Backup:
    with acting_as(people.tara):
        return actions.ask_backup(care, **ASKED | typed, by=people.tara, at=AT)


def in_state(care, people, redcross, state) -> Backup:
    backup = ask(care, people)
    if state == BackupState.TAKEN:
        return actions.take_backup(backup, structure=redcross, version=1, by=people.alice, at=AT)
    if state in (BackupState.ANSWERED, BackupState.CLOSED):
        backup = actions.answer_backup(backup, answer_kind="avis", version=1, by=people.alice, at=AT)
    if state == BackupState.CLOSED:
        return actions.close_backup(backup, closing="Vue.", version=2, by=people.tara, at=AT)
    if state == BackupState.CANCELLED:
        return actions.cancel_backup(backup, version=1, by=people.tara, at=AT)
    return backup


VERBS = {
    "take": (BackupState.TAKEN, lambda one, **by: actions.take_backup(one, structure=None, **by)),
    "answer": (BackupState.ANSWERED, lambda one, **by: actions.answer_backup(one, answer_kind="avis", **by)),
    "close": (BackupState.CLOSED, lambda one, **by: actions.close_backup(one, closing="Vue.", **by)),
    "cancel": (BackupState.CANCELLED, lambda one, **by: actions.cancel_backup(one, **by)),
}


@pytest.mark.parametrize("state", BackupState)
@pytest.mark.parametrize("verb", VERBS)
def test_every_move_as_the_table_says(care, people, redcross, verb, state):
    backup = in_state(care, people, redcross, state)
    target, act = VERBS[verb]
    who = people.tara if verb in ("close", "cancel") else people.alice
    with acting_as(who):
        if target in MOVES[state]:
            assert act(backup, version=backup.version, by=who, at=AT).state == target
        else:
            with pytest.raises(Refused, match="rechargez"):
                act(backup, version=backup.version, by=who, at=AT)


class _Undone(Exception):
    """The statement passed; what it wrote is not kept."""


def tried(user, statement: str) -> bool:
    try:
        with transaction.atomic(), acting_as(user), connection.cursor() as cursor:
            cursor.execute(statement)
            if cursor.rowcount == 1:
                raise _Undone
    except _Undone:
        return True
    except DatabaseError:
        pass
    return False


@pytest.mark.parametrize("state", BackupState)
@pytest.mark.parametrize("who", ["tara", "alice"])
def test_the_database_moves_it_as_the_table_says(care, people, redcross, who, state):
    """The therapist's moves are fewer: she asks, closes, takes back."""
    backup = in_state(care, people, redcross, state)
    for target in BackupState:
        if target == state:
            continue
        legal = target in MOVES[state] and (who == "alice" or target in ("close", "annulee"))
        over = ", closed_at = now()" if target in ("close", "annulee") else ", closed_at = NULL"
        kind = ", answer_kind = 'avis', answered_at = now(), answered_by_id = asked_by_id"
        more = over + (kind if target == "repondue" and who == "alice" else "")
        done = tried(getattr(people, who), f"UPDATE referrals_backup SET state = '{target}'{more}")
        assert done == legal, (state, target)
    assert Backup.objects.get().state == backup.state


def test_a_stale_page_changes_nothing(care, people, redcross):
    backup = ask(care, people)
    actions.take_backup(backup, structure=redcross, version=1, by=people.alice, at=AT)
    with pytest.raises(Refused, match="rechargez"):
        actions.cancel_backup(backup, version=1, by=people.tara, at=AT)


def test_urgent_is_within_four_hours_and_tells_every_coordinator(care, people):
    chloe = people.chloe
    OutgoingMail.objects.all().delete()
    backup = ask(care, people, urgency="urgente")
    assert backup.due_at == AT + timedelta(hours=4)
    told = OutgoingMail.objects.filter(subject="À voir tout de suite").values_list("to", flat=True)
    assert set(told) == {people.alice.email, chloe.email}


def test_the_others_tell_whoever_follows_the_file(care, people):
    assert people.chloe.pk
    OutgoingMail.objects.all().delete()
    ask(care, people)
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [people.alice.email]


def test_one_of_a_kind_at_a_time_and_during_a_care(care, people):
    ask(care, people)
    with pytest.raises(Refused, match="déjà demandé"):
        ask(care, people)
    assert ask(care, people, kind="psychiatrique").kind == "psychiatrique"
    cares.end(care, by=people.tara, at=AT)
    with pytest.raises(Refused, match="pendant un suivi"):
        ask(care, people)


def test_impossible_says_why(care, people):
    backup = ask(care, people)
    with pytest.raises(Refused, match="pourquoi") as refusal:
        actions.answer_backup(backup, answer_kind="impossible", version=1, by=people.alice, at=AT)
    assert refusal.value.field == "answer"


def test_its_words_are_in_the_vault_and_in_no_history(care, people):
    ask(care, people)
    with connection.cursor() as cursor:
        for table in ("backup", "backupwriteevent"):
            cursor.execute(f"SELECT count(*) FROM referrals_{table} AS t WHERE t::text ILIKE '%douleurs%'")
            assert cursor.fetchone() == (0,), table


def test_the_whole_story_by_the_pages(care, people, redcross, browser_of):
    tara, alice = browser_of(people.tara), browser_of(people.alice)
    url = reverse("referrals:ask_backup", args=[care.pk])
    assert "3114" in tara.get(url).content.decode()
    assert tara.post(url, ASKED | {"request": ""}).status_code == 200  # told beside the field, kept
    assert tara.post(url, ASKED).status_code == 302
    pk = Backup.objects.get().pk
    assert care.person.code in alice.get(reverse("referrals:backups")).content.decode()
    assert "douleurs" in alice.get(reverse("referrals:backup", args=[pk])).content.decode()
    take = reverse("referrals:take_backup", args=[pk])
    assert "Croix-Rouge de Nîmes" in alice.get(take, {"q": "croix rouge"}).content.decode()
    assert "Demander à cette structure" in alice.get(take, {"structure": redcross.pk}).content.decode()
    alice.post(take, {"structure": redcross.pk, "version": 1})
    answer = {"answer_kind": "rendez_vous", "answer": "Mardi.", "version": 2}
    alice.post(reverse("referrals:answer_backup", args=[pk]), answer)
    mine = tara.get(reverse("referrals:my_backups")).content.decode()
    assert "Mardi." in mine and "Croix-Rouge de Nîmes" in mine
    tara.post(reverse("referrals:close_backup", args=[pk]), {"closing": "Vue.", "version": 3})
    assert Backup.objects.get().state == "close"


@pytest.mark.parametrize("name", ["theo", "ines", "omar", "victor", "felix", "ada"])
def test_nobody_else_reads_or_moves_it(care, people, browser_of, name):
    backup = ask(care, people)
    if name == "theo":
        makers.therapist(people.theo)
    stranger = browser_of(getattr(people, name))
    for page in ("backup", "take_backup", "answer_backup", "close_backup", "cancel_backup"):
        url = reverse(f"referrals:{page}", args=[backup.pk])
        assert stranger.get(url).status_code in (404, 405)
        assert stranger.post(url, {"version": 1}).status_code in (404, 405), page
    with acting_as(getattr(people, name)):
        assert not Backup.objects.exists()


@pytest.mark.parametrize("page, who", [("backups", "alice"), ("my_backups", "tara")])
def test_a_list_costs_the_same_for_one_and_for_many(care, people, browser_of, page, who):
    browser = browser_of(getattr(people, who))

    url = reverse(f"referrals:{page}")
    ask(care, people)
    one = cost(browser, url)
    other = makers.care(people.omar, people.alice, care.therapist)
    ask(care, people, kind="psychiatrique")
    ask(other, people)
    assert cost(browser, url) == one <= 7


def test_the_file_and_the_care_show_it(care, people, browser_of):
    asked = ask(care, people)
    file = browser_of(people.alice).get(reverse("referrals:file", args=[care.referral_id]))
    hers = browser_of(people.tara).get(reverse("referrals:care", args=[care.pk]))
    assert file.context["backups"] == hers.context["backups"] == [asked]
    for page in (file, hers):
        assert asked.get_kind_display() in page.content.decode()
