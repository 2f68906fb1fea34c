"""No page of the groups opens on somebody else's row: each address says which row it is about, or the first test fails.

The doors without an account, whose address bears a token, are in the tests of their rooms.
"""

import pytest
from django.urls import get_resolver, reverse

from centre.context import acting_as, acting_as_system
from practice_groups.attendance.models import AttendanceSheet
from practice_groups.models import (
    AgendaPoint,
    GroupPoll,
    LoggedHours,
    PlacementDay,
    PlacementDocument,
    Receipt,
    SituationTurn,
)
from tests.people import browser_of
from tests.practice_groups.world import build

OBJECT_OF = {
    "attestation": "attestation_document revoke_attestation",
    "cycle": "attestations issue_attestations evaluation evaluate cycle_attendance ask_attendance_sheet my_meetings"
    " manage_cycle edit_cycle publish_cycle unpublish_cycle rotation propose_rotation propose_situations training"
    " edit_training postpone_training enter_contacts leave_contacts roster enrol change_seats withdraw answer_offer"
    " cycle_file",
    "sheet": "attendance_sheet attendance_sheet_file",
    "meeting": "minutes write_minutes attendance move_meeting cancel_meeting restore_meeting postpone_meeting"
    " date_postponed set_visit assign_host meeting_file",
    "seat": "host_wishes fee unregister accept_for",
    "receipt": "receipt_document my_receipt",
    "turn": "answer_hosting mark_hosted",
    "situation": "answer_situation note_situation place_situation",
    "group": "edit_group close_group reopen_group new_cycle working_group edit_working_group add_member plan_meeting"
    " poll_members",
    "member": "edit_member end_member",
    "poll": "keep_polled_date",
    "planned": "working_meeting note_presences add_point add_situation my_working_meeting resend_minutes",
    "point": "settle_point move_point remove_point",
    "placement": "placement convention convention_document convention_progress settle_convention reopen_convention"
    " cancel_placement placement_days start_immersion interrupt_placement send_notebook placement_grid"
    " placement_evaluation",
    "day": "remove_placement_day",
    "signature": "signature send_signature_again sign_on_paper signature_scan",
    "session": "placement_preparation add_placement_document add_placement_forms placement_restitution"
    " placement_summary placement_summary_file placement_session edit_placement_session cancel_placement_session"
    " adopt_wishes match_wishes matching_progress confirm_pairs",
    "document": "placement_document remove_placement_document",
    "wish": "correct_wish withdraw_wish place_wish",
    "hours": "remove_member_hours remove_hours",
    "person": "member_hours",
    "experiment": "edit_experiment evaluate_experiment transfer_experiment stop_experiment",
}
KIND = {name: kind for kind, names in OBJECT_OF.items() for name in names.split()}

# What is announced is everybody's to read: seats and dates, no name and, where participants host, no place.
# An experiment names nobody either: whoever facilitates reads it (`experiments/test_views.py`).
ANNOUNCED = {"cycle", "register", "public_cycle", "public_register", "experiment"}

# Who has the right that the door asks for, and nothing to do with the row.
STRANGERS = {
    "register": ("otto", "hugo", "fred", "tara"),
    "groups": ("fred",),
    "profile": ("tara",),
    "networks": ("paula", "fanny", "hana", "tara"),
}


def _with_argument(resolver, namespace=""):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _with_argument(one, one.namespace or namespace)
        elif (
            namespace == "practice_groups"
            and one.pattern.converters
            and "token" not in one.pattern.converters
        ):
            yield one.name, one


DOORS = dict(_with_argument(get_resolver()))


def test_every_address_says_which_row_it_is_about():
    assert set(DOORS) - ANNOUNCED == set(KIND)


@pytest.fixture
def world(people):
    return build(people)


@pytest.fixture
def rows(world):
    hers, placement = world.hers, world.placement
    with acting_as(hers.leader):
        sheet = AttendanceSheet.objects.get(cycle=hers.cycle)
    with acting_as_system():
        return {
            "attestation": hers.attestation, "cycle": hers.cycle, "sheet": sheet, "meeting": hers.coming,
            "seat": hers.seat, "receipt": Receipt.objects.get(registration=hers.seat), "turn": hers.turn,
            "situation": SituationTurn.objects.get(registration=hers.seat), "group": hers.group,
            "member": hers.member, "poll": GroupPoll.objects.get(group=hers.group), "planned": hers.planned,
            "point": AgendaPoint.objects.get(meeting=hers.planned), "placement": placement,
            "day": PlacementDay.objects.get(placement=placement), "signature": placement.signatures.first(),
            "session": placement.session, "document": PlacementDocument.objects.get(kind=""),
            "wish": placement.wish, "hours": LoggedHours.objects.get(user=world.cast["paula"]),
            "person": world.cast["paula"], "experiment": world.experiment,
        }  # fmt: skip


def _address(name: str, rows) -> str:
    known = {"pk": rows[KIND[name]].pk, "item": rows["member"].pk}
    return reverse(
        f"practice_groups:{name}", kwargs={key: known[key] for key in DOORS[name].pattern.converters}
    )


def test_a_stranger_is_told_that_the_page_does_not_exist(world, rows):
    browsers = {name: browser_of(user) for name, user in world.cast.items()}
    wrong = []
    for name in sorted(KIND):
        url, right = _address(name, rows), DOORS[name].callback.right
        for who in STRANGERS[right]:
            for verb in ("get", "post"):
                status = getattr(browsers[who], verb)(url).status_code
                if status not in (404, 405):
                    wrong.append(f"{who} {verb} {name}: {status}")
    assert not wrong, "; ".join(wrong)


def test_the_addresses_above_are_right(world, rows):
    """Whoever the row concerns is let in, by nearly all of them: a page that does not exist hides nothing."""
    alice, paula = browser_of(world.cast["alice"]), browser_of(world.cast["paula"])
    shut = {
        name
        for name in KIND
        if alice.get(_address(name, rows)).status_code == 404
        and paula.get(_address(name, rows)).status_code == 404
    }
    assert len(shut) <= 20, shut
