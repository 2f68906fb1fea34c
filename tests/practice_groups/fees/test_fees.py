"""A fee from due to settled, receipts whose numbers follow each other, and nothing written of a card."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.fees import access, actions, tasks
from practice_groups.fees.cardnumbers import looks_like_a_card
from practice_groups.models import Receipt, Registration
from tests.people import make_user
from tests.practice_groups.fees import field
from tests.practice_groups.fees.field import EUROS, NOW, TODAY
from tests.practice_groups.field import join

VISA = "4111 1111 1111 1111"  # the usual example, of nobody


@pytest.fixture
def hers(people):
    return field.seated(field.intervision(), people.victor)


# ── What is due ─────────────────────────────────────────────────────────────────────────────────


def test_a_seat_owes_what_the_cycle_asks_on_its_day(people, hers):
    assert (hers.fee_state, hers.fee_amount) == ("due", EUROS)
    (line,) = field.lines()
    assert (line.due_on, line.overdue) == (date(2026, 10, 15), True)


def test_the_day_of_the_cycle_comes_first_unless_she_came_after_it(people):
    cycle = field.intervision(fee_due_on=date(2026, 12, 1))
    field.seated(cycle, people.victor)
    field.seated(cycle, people.ines, at=field.days_later(20))
    assert [line.due_on for line in field.lines()] == [date(2026, 12, 1), date(2027, 1, 9)]
    assert not any(line.overdue for line in field.lines())


def test_whoever_registers_online_owes_without_writing_it_herself(people):
    registration = join(field.intervision(), people.victor, at=field.CONFIRMED)
    assert field.fresh(registration).fee_amount == EUROS


def test_a_free_cycle_has_no_lines(people):
    free = field.seated(field.intervision(fee=0), people.victor)
    assert (free.fee_state, free.fee_amount) == ("", None)
    assert field.lines() == []


def test_whoever_leaves_owes_nothing_more(hers):
    gone = field.left(hers)
    assert (gone.fee_state, gone.fee_amount) == ("", None)
    assert field.lines() == []


def test_whoever_leaves_after_paying_is_to_be_refunded(people, hers):
    field.paid(hers, people.alice)
    field.left(hers)
    (line,) = field.lines(to_refund=True)
    assert (line.fee_state, line.fee_amount) == ("recue", EUROS)
    field.done(people.alice, "keep", hers, reason="A suivi six rencontres")
    assert field.lines(to_refund=True) == []
    assert field.receipts()[0].kept_why == "A suivi six rencontres"


# ── Received, exempted, refunded, by mistake ────────────────────────────────────────────────────


def test_a_fee_received_has_its_receipt(people, hers):
    receipt = field.paid(hers, people.alice, means="employeur", payer="CADA des Tilleuls")
    said = field.fresh(hers)
    assert (said.fee_state, said.fee_amount, said.fee_settled_on, said.fee_by, said.receipt) == (
        "recue",
        EUROS,
        TODAY,
        "employeur",
        1,
    )
    assert (receipt.number, receipt.holder, receipt.payer, receipt.amount) == (
        1,
        "Victor",
        "CADA des Tilleuls",
        EUROS,
    )


def test_received_twice_is_told(people, hers):
    field.paid(hers, people.alice)
    with pytest.raises(Refused, match="reçue le 20 novembre 2026, reçu n°\u00a01"):
        field.paid(hers, people.chloe)
    assert len(field.receipts()) == 1


@pytest.mark.parametrize(
    ("typed", "field_name"),
    [
        ({"amount": Decimal("120.01")}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(60)}, "reason"),
        ({"on": TODAY + timedelta(days=1)}, "received_on"),
        ({"on": date(2026, 9, 14)}, "received_on"),
        ({"means": "carte"}, "means"),
        ({"payer": VISA}, "payer"),
        ({"amount": Decimal(60), "reason": f"carte {VISA}"}, "reason"),
    ],
)
def test_what_cannot_be_received(people, hers, typed, field_name):
    with pytest.raises(Refused) as refusal:
        field.paid(hers, people.alice, **typed)
    assert refusal.value.field == field_name
    assert field.fresh(hers).fee_state == "due"
    assert field.receipts() == []


def test_less_with_a_reason_is_what_was_received(people, hers):
    field.paid(hers, people.alice, amount=Decimal("60.50"), reason="Prix réduit")
    assert (field.fresh(hers).fee_amount, field.fresh(hers).fee_reason) == (Decimal("60.50"), "Prix réduit")


def test_exempted_for_a_reason_then_asked_again(people, hers):
    with pytest.raises(Refused, match="pourquoi"):
        field.done(people.alice, "waive", hers, reason=" ")
    assert field.done(people.alice, "waive", hers, reason="Sans ressources").fee_state == "exoneree"
    again = field.done(people.alice, "owe", hers)
    assert (again.fee_state, again.fee_amount, again.fee_reason) == ("due", EUROS, "")


def test_refunded_in_part_the_receipt_bears_it(people, hers):
    field.paid(hers, people.alice)
    for typed, name in (
        ({"amount": Decimal("120.01"), "refunded_on": TODAY}, "amount"),
        ({"amount": Decimal(50), "refunded_on": TODAY - timedelta(days=1)}, "refunded_on"),
    ):
        with pytest.raises(Refused) as refusal:
            field.done(people.alice, "refund", hers, reason="Départ", **typed)
        assert refusal.value.field == name
    field.done(people.alice, "refund", hers, amount=Decimal(50), refunded_on=TODAY, reason="Départ")
    (receipt,) = field.receipts()
    assert (receipt.amount, receipt.refunded, receipt.refunded_on) == (EUROS, Decimal(50), TODAY)
    with pytest.raises(Refused, match="pas reçue\u00a0: remboursée, reçu n°\u00a01"):
        field.done(people.alice, "refund", hers, amount=Decimal(50), refunded_on=TODAY, reason="Encore")
    with acting_as_system():
        totals = access.totals(access.fees(TODAY))
    assert (totals["received"], totals["refunded"], totals["net"]) == (EUROS, Decimal(50), Decimal(70))


def test_noted_by_mistake_the_number_is_never_used_again(people, hers):
    field.paid(hers, people.alice)
    field.done(people.alice, "cancel_receipt", hers, reason="Mauvaise ligne")
    assert (field.fresh(hers).fee_state, field.fresh(hers).receipt) == ("due", None)
    assert field.paid(hers, people.alice).number == 2
    assert [one.cancelled_on is None for one in field.receipts()] == [False, True]


def test_a_mistake_about_whoever_left_leaves_nothing_due(people, hers):
    field.paid(hers, people.alice)
    field.left(hers)
    field.done(people.alice, "cancel_receipt", hers, reason="Mauvaise ligne")
    assert field.fresh(hers).fee_state == ""


def test_received_before_receipts_were_kept(people):
    old = field.seated(
        field.intervision(),
        people.victor,
        fee_state="recue",
        fee_amount=EUROS,
        fee_settled_on=date(2026, 9, 20),
    )
    with acting_as(people.alice):
        first = actions.issue_receipt(old, by=people.alice, at=NOW)
        assert actions.issue_receipt(old, by=people.alice, at=NOW) == first
    assert (first.number, first.received_on, field.fresh(old).receipt) == (1, date(2026, 9, 20), 1)


def test_several_at_once_are_all_noted_or_none(people, hers):
    second = field.seated(hers.cycle, people.ines)
    third = field.seated(hers.cycle, people.tara)
    field.paid(second, people.alice)
    with acting_as(people.alice):
        author = {"received_on": TODAY, "means": "cheque", "by": people.alice, "at": NOW}
        with pytest.raises(Refused, match="Inès\u00a0: Il n’y a rien à régler"), transaction.atomic():
            actions.receive_several([hers, second, third], **author)
    assert field.fresh(hers).fee_state == "due"
    with acting_as(people.alice):
        assert actions.receive_several([third, hers], **author) == 2
    assert [one.number for one in field.receipts()] == [1, 2, 3]


def test_no_gap_after_a_refusal_or_a_rollback(people, hers):
    with pytest.raises(RuntimeError), acting_as(people.alice), transaction.atomic():
        field.paid(hers, people.alice)
        raise RuntimeError
    assert field.paid(hers, people.alice).number == 1


# ── What the database holds ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "facts",
    [
        {"fee_state": "recue", "fee_settled_on": TODAY},
        {"fee_state": ""},
        {"fee_state": "exoneree", "fee_reason": "moi"},
        {"fee_amount": Decimal(1)},
        {"fee_amount": Decimal(0)},
        {"fee_reminded_on": date(2027, 1, 1)},
        {"receipt": 7},
    ],
)
def test_a_participant_writes_nothing_of_her_fee(people, hers, facts):
    with pytest.raises(DatabaseError), acting_as(people.victor):
        Registration.objects.filter(pk=hers.pk).update(**facts)
    assert field.fresh(hers).fee_amount == EUROS


@pytest.mark.parametrize("state", ["remboursee", ""])
def test_a_move_that_is_none_is_refused_to_the_coordination_too(people, hers, state):
    facts = {"fee_state": state, "fee_settled_on": TODAY, "fee_reason": "x"}
    with pytest.raises(IntegrityError), acting_as(people.alice):
        Registration.objects.filter(pk=hers.pk).update(**facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"amount": Decimal(1)},
        {"number": 9},
        {"holder": "Quelqu’un"},
        {"issuer": "Ailleurs"},
        {"received_on": date(2026, 1, 1)},
        {"pdf": b"other"},
    ],
)
def test_a_receipt_issued_never_changes(people, hers, facts):
    receipt = field.paid(hers, people.alice)
    with acting_as_system():
        Receipt.objects.filter(pk=receipt.pk).update(pdf=b"made")
    with pytest.raises(DatabaseError), acting_as(people.alice):
        Receipt.objects.filter(pk=receipt.pk).update(**facts)
    with acting_as(people.alice):
        assert Receipt.objects.filter(pk=receipt.pk).delete()[0] == 0
    assert len(field.receipts()) == 1


def test_the_number_is_the_databases_whatever_is_written(people, hers):
    receipt = field.paid(hers, people.alice)
    other = field.seated(hers.cycle, people.ines)
    with acting_as(people.alice):
        facts = {"title": "t", "amount": 1, "received_on": TODAY, "issued_at": NOW, "issued_by": people.alice}
        forged = Receipt.objects.create(registration=other, holder="Inès", number=500, **facts)
        forged.refresh_from_db()
        assert forged.number == receipt.number + 1


@pytest.mark.parametrize("who", ["victor", "anne", "tara", "ines", "ada", "felix"])
def test_nobody_else_writes_or_reads_a_receipt(people, hers, who):
    reader = getattr(people, who)
    field.paid(hers, people.alice)
    with acting_as(reader):
        assert Receipt.objects.count() == (1 if who == "victor" else 0)
        assert Receipt.objects.update(kept_why="x") == 0
    with pytest.raises(DatabaseError), acting_as(reader):
        facts = {"title": "t", "amount": 1, "received_on": TODAY, "issued_at": NOW, "issued_by": reader}
        Receipt.objects.create(registration=hers, holder="Victor", **facts)


# ── Card numbers ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        "4111111111111111",
        "carte 4111-1111-1111-1111 fin 12/28",
        "378282246310005",
        "4222222222222",
        "6304000000000000000",
        "n°4111.1111.1111.1111, merci",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "4111 1111 1111 1111 12/28 123",
    ],
)
def test_what_looks_like_a_card(text):
    assert looks_like_a_card(text)


@pytest.mark.parametrize(
    "text",
    ["", "chèque n° 1234567", "virement du 12/10/2026", "4111111111111112", "06 12 34 56 78", "120,00 €"],
)
def test_what_does_not(text):
    assert not looks_like_a_card(text)


@given(st.text(alphabet="0123456789", min_size=12, max_size=18), st.sampled_from(["", " ", "-", "."]))
def test_every_number_that_checks_is_seen_however_it_is_spaced(digits, between):
    for check in "0123456789":
        number = digits + check
        total = sum(
            d if n % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d)
            for n, d in enumerate(map(int, reversed(number)))
        )
        spaced = between.join(number[n : n + 4] for n in range(0, len(number), 4))
        if total % 10 == 0:
            assert looks_like_a_card(f"voir {spaced} svp")


# ── Totals ──────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["due", "paid", "left", "waived", "refunded"]),
            st.integers(1, 12000),
            st.integers(1, 12000),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_totals_are_the_sum_of_what_happened_to_the_cent(people, story):
    crowd, _ = _crowd(), people.alice
    with transaction.atomic():
        expected = dict.fromkeys(["due", "received", "waived", "refunded", "to_refund"], Decimal(0))
        cycle = field.intervision(title=f"Groupe {len(story)}")
        for person, (what, one, other) in zip(crowd, story, strict=False):
            registration = field.seated(cycle, person)
            amount, back = Decimal(one) / 100, Decimal(min(one, other)) / 100
            if what == "due":
                expected["due"] += EUROS
            elif what == "waived":
                field.done(people.alice, "waive", registration, reason="r")
                expected["waived"] += EUROS
            else:
                field.paid(registration, people.alice, amount=amount, reason="r")
                expected["received"] += amount
            if what == "left":
                field.left(registration)
                expected["to_refund"] += amount
            if what == "refunded":
                field.done(people.alice, "refund", registration, amount=back, refunded_on=TODAY, reason="r")
                expected["refunded"] += back
        with acting_as_system():
            totals = access.totals(access.fees(TODAY))
        assert {name: totals[name] for name in expected} == expected
        assert totals["net"] == expected["received"] - expected["refunded"]
        assert totals["count"] == len(story)
        transaction.set_rollback(True)


def _crowd():
    from centre.models import User

    found = list(User.objects.filter(email__startswith="payeur").order_by("pk"))
    return found or [make_user(f"Payeur {n}", "benevole") for n in range(6)]


# ── Reminders ───────────────────────────────────────────────────────────────────────────────────


def mails() -> list[OutgoingMail]:
    with acting_as_system():
        return list(OutgoingMail.objects.order_by("queued_at"))


def test_a_reminder_says_neither_what_nor_how_much_and_comes_again_after_thirty_days(people, hers):
    field.done(people.alice, "remind", hers)
    (mail,) = mails()
    assert mail.to == people.victor.email
    assert "120" not in mail.body and "Intervision" not in mail.subject + mail.body
    assert "/groupes/mes-recus/" in mail.body
    for later in (0, 29):
        with pytest.raises(Refused, match="Relancée le 20 novembre 2026"):
            field.done(people.alice, "remind", hers, at=field.days_later(later))
    field.done(people.alice, "remind", hers, at=field.days_later(30))
    assert len(mails()) == 2


def test_nobody_is_reminded_before_the_day(people):
    early = field.seated(field.intervision(fee_due_on=TODAY), people.victor)
    with pytest.raises(Refused, match="à régler jusqu’au 20 novembre 2026"):
        field.done(people.alice, "remind", early)
    field.done(people.alice, "remind", early, at=field.days_later(1))


def test_all_who_are_late_are_reminded_once(people, hers):
    field.seated(hers.cycle, people.ines, at=NOW)  # not late
    gone = field.seated(hers.cycle, people.tara)
    with acting_as_system():
        people.tara.is_active = False
        people.tara.save(update_fields=["is_active"])
    with acting_as(people.alice):
        assert actions.remind_all(by=people.alice, at=NOW) == 1
        assert actions.remind_all(by=people.alice, at=NOW) == 0
    assert [mail.to for mail in mails()] == [people.victor.email]
    with pytest.raises(Refused, match="fermé"):
        field.done(people.alice, "remind", gone)


def test_by_itself_twice_at_most_and_not_twice_a_day(people, hers, monkeypatch):
    sent = []
    for day in range(0, 120):
        at = field.CONFIRMED + timedelta(days=25 + day)
        monkeypatch.setattr(tasks.timezone, "now", lambda at=at: at)
        tasks.remind_fees()
        tasks.remind_fees()
        if len(mails()) > len(sent):
            sent.append(day)
    assert sent == [6, 36]  # the day after it was due, thirty days later, then the coordination decides
