"""Who opens which page, and who may press which button: everybody else is told that it does not exist."""

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from practice_groups.attendance import actions as sheets
from practice_groups.attendance.attestations import actions as attestations
from practice_groups.attendance.minutes import actions as minutes
from practice_groups.models import Attestation
from tests.people import make_user
from tests.practice_groups.attendance.makers import AT, held, season
from tests.practice_groups.attendance.test_evaluations import crowd, opened


@pytest.fixture
def field(people):
    """A cycle that is over, its sheet asked for, attested, evaluated, told; and another cycle beside."""
    six = crowd()
    people.brice = make_user("Brice", "animation")
    people.member, people.stranger = six[0], people.victor
    cycle = season(*six, facilitators=[people.anne])
    season(people.victor, facilitators=[people.brice], title="Intervision du mardi")
    monday = held(cycle, present=six, days=-3)
    opened(cycle, people.anne)
    with acting_as(people.anne):
        minutes.write_minutes(monday, version=0, text="Le cadre.", send=True, by=people.anne, at=AT)
        issued = attestations.issue_attestations(cycle, by=people.anne, at=AT)
        sheet = sheets.ask_sheet(cycle, by=people.anne, at=AT)
    with acting_as_system():
        Attestation.objects.update(pdf=b"%PDF-1.7")
    hers = next(one for one in issued if one.registration.user_id == people.member.pk)
    return {"cycle": cycle.pk, "meeting": monday.pk, "attestation": hers.pk, "sheet": sheet.pk}


COORDINATION, FACILITATOR, MEMBER = {"alice"}, {"anne"}, {"member"}
PREPARE = COORDINATION | FACILITATOR
EVERYBODY = ["alice", "anne", "brice", "member", "stranger", "tara", "ada", "felix"]
PAGES = {
    "cycle_attendance": ("cycle", PREPARE),
    "attendance": ("meeting", PREPARE),
    "attendance_sheet": ("sheet", FACILITATOR),  # whoever asked for it
    "attestations": ("cycle", PREPARE),
    "attestation_document": ("attestation", COORDINATION | MEMBER),
    "revoke_attestation": ("attestation", COORDINATION),
    "evaluation": ("cycle", PREPARE),
    "evaluate": ("cycle", MEMBER),
    "minutes": ("meeting", PREPARE | MEMBER),
    "write_minutes": ("meeting", PREPARE),
    "my_meetings": ("cycle", MEMBER),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_to_whom_it_concerns(people, field, browser_of, name):
    about, may = PAGES[name]
    url = reverse(f"practice_groups:{name}", args=[field[about]])
    opens = {who for who in EVERYBODY if browser_of(getattr(people, who)).get(url).status_code == 200}
    assert opens == may
    assert browser_of().get(url).status_code == 302


BUTTONS = {
    "ask_attendance_sheet": ("cycle", PREPARE),
    "issue_attestations": ("cycle", PREPARE),
    "attendance": ("meeting", PREPARE),
    "revoke_attestation": ("attestation", COORDINATION),
    "evaluation": ("cycle", PREPARE),
    "evaluate": ("cycle", MEMBER),
    "write_minutes": ("meeting", PREPARE),
}


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_answers_to_whom_it_concerns(people, field, browser_of, name):
    about, may = BUTTONS[name]
    url = reverse(f"practice_groups:{name}", args=[field[about]])
    answers = {who: browser_of(getattr(people, who)).post(url).status_code for who in EVERYBODY}
    assert {who for who, status in answers.items() if status in (200, 302)} == may
    assert {status for who, status in answers.items() if who not in may} <= {404}


def test_a_gone_facilitator_prepares_nothing_any_more(people, field, browser_of):
    url = reverse("practice_groups:attendance", args=[field["meeting"]])
    assert browser_of(people.anne).get(url).status_code == 200
    with acting_as_system():
        people.anne.grants.all().delete()
    assert browser_of(people.anne).get(url).status_code == 404
