"""Whatever is typed: a page that says what is wrong, never an error of the portal, never a script."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import Interpreter, Therapist
from referrals.intake.actions import LONGEST_DRAFT
from referrals.models import Care, Referral
from tests.practice_groups import field
from tests.referrals import makers

HUGE = "9" * 30
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% now 'Y' %}"
GARBAGE = ["", " ", "x", "\x00", "-1", HUGE, "²", "٣", "NaN", "1e9", "a" * 5000, "\u202e", "😀", SCRIPT]


def orientation(**typed) -> dict:
    return {
        "first_name": "Nour",
        "language": "prs",
        "departement": "30",
        "motives": "sommeil",
        "urgency": "ordinaire",
        "consent": "oral",
        "dispositif": str(makers.dispositif().pk),
        "idempotency_key": str(uuid.uuid4()),
    } | typed


@pytest.mark.parametrize("name", ["state", "mine", "late", "departement", "language", "urgency"])
def test_filters_take_any_garbage(people, browser_of, name):
    board = browser_of(people.alice)
    for value in GARBAGE:
        assert board.get(reverse("referrals:board"), {name: value}).status_code == 200, value


@pytest.mark.parametrize(
    "name",
    [
        "first_name",
        "last_name",
        "phone",
        "birth_year",
        "sex",
        "country",
        "language",
        "other_language",
        "departement",
        "situation",
        "dispositif",
        "motives",
        "vignette",
        "urgency",
        "consent",
        "consent_interpreter",
        "emergency",
        "idempotency_key",
    ],
)
def test_the_orientation_s_form_takes_any_garbage(people, browser_of, name):
    makers.validated(people.omar)
    omar = browser_of(people.omar)
    for value in GARBAGE:
        answer = omar.post(reverse("referrals:receive"), orientation(**{name: value}))
        assert answer.status_code in (200, 302), value


@pytest.mark.parametrize(
    "name", ["day", "hour", "state", "modality", "interpreter", "cancelled_by", "remark"]
)
def test_the_session_s_form_takes_any_garbage(people, browser_of, name):
    care = makers.care(people.omar, people.alice, makers.therapist(people.tara), makers.interpreter())
    tara = browser_of(people.tara)
    for value in [*GARBAGE, "0000-01-01", "99999-01-01", "2026-02-30", "25:00"]:
        typed = {"state": "realisee", "day": "2026-03-02", "hour": "10:00", "duration": "45"}
        typed |= {"modality": "presentiel", "idempotency_key": str(uuid.uuid4()), name: value}
        answer = tara.post(reverse("referrals:log_session", args=[care.pk]), typed)
        assert answer.status_code in (200, 302), value


def test_proposals_decisions_and_accounts_take_any_garbage(people, browser_of):
    accepted = makers.accepted(people.omar, people.alice)
    sent = makers.referral(people.omar)
    alice, ada = browser_of(people.alice), browser_of(people.ada)
    for value in GARBAGE:
        for door, typed in [
            ("propose", {"therapist": value, "interpreter": value}),
            ("decide", {"version": value, "decision": value, "reason": value}),
            ("review", {"version": value, "held_on": value, "participants": value, "relevance": value}),
            ("ask", {"version": value, "question": value}),
        ]:
            pk = accepted.pk if door == "propose" else sent.pk
            assert alice.post(reverse(f"referrals:{door}", args=[pk]), typed).status_code in (200, 302)
        typed = {"grant": 1, "role": value, "until": value}
        assert ada.post(reverse("account", args=[people.theo.pk]), typed).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "envoyee" and not Care.objects.exists()


@pytest.mark.parametrize("door", ["visit_figures", "visit_figures_csv"])
def test_a_period_takes_any_garbage_and_the_ends_of_the_calendar(people, browser_of, door):
    alice = browser_of(people.alice)
    for value in [*GARBAGE, "0001-01-01", "9999-12-31", "2026-02-30"]:
        for name in ("first", "last"):
            assert alice.get(reverse(f"referrals:{door}"), {name: value}).status_code in (200, 302, 404), (
                value
            )


@pytest.mark.parametrize("door", ["cycle", "register", "withdraw", "answer_offer", "roster"])
def test_a_number_too_big_for_the_database_is_an_unknown_page(people, browser_of, door):
    url = f"/groupes/{HUGE}/" + reverse(f"practice_groups:{door}", args=[1]).removeprefix("/groupes/1/")
    assert browser_of(people.alice).get(url).status_code == 404


def test_drafts_are_kept_as_typed_and_shown_again_without_harm(people, browser_of):
    omar = browser_of(people.omar)
    for value in GARBAGE:
        typed = {name: value for name in orientation()} | {"emergency": value, "birth_year": value}
        kept = omar.post(reverse("referrals:draft"), typed).status_code
        assert kept == (409 if sum(map(len, typed.values())) > LONGEST_DRAFT else 302)
        page = omar.get(reverse("referrals:receive"))
        assert page.status_code == 200 and "<script>alert" not in page.content.decode()


def test_a_body_too_big_is_refused_before_anything_reads_it(people, browser_of):
    omar = browser_of(people.omar)
    for body in (b"vignette=" + b"a" * 2_000_000, b"&".join(b"a%d=1" % rank for rank in range(2000))):
        kind = "application/x-www-form-urlencoded"
        assert omar.post(reverse("referrals:draft"), body, content_type=kind).status_code == 400


def test_markup_typed_anywhere_is_shown_as_typed(people, browser_of):
    """One hostile text in every field of the trip, read on every page that shows it."""
    therapist, interpreter = makers.therapist(people.tara), makers.interpreter(people.ines)
    Therapist.objects.update(display_name=SCRIPT)
    Interpreter.objects.update(display_name=SCRIPT)
    makers.validated(people.omar, name=SCRIPT)
    omar, alice, tara = browser_of(people.omar), browser_of(people.alice), browser_of(people.tara)
    typed = orientation(first_name=SCRIPT[:80], last_name=SCRIPT[:80], vignette=SCRIPT)
    omar.post(reverse("referrals:receive"), typed)
    pk = Referral.objects.get().pk
    alice.post(reverse("referrals:take", args=[pk]), {"version": 1})
    alice.post(reverse("referrals:ask", args=[pk]), {"version": 2, "question": SCRIPT})
    omar.post(reverse("referrals:referral", args=[pk]), {"answer": SCRIPT})
    review = dict.fromkeys(("relevance", "spoken_language", "availability"), "oui")
    review |= {
        "version": 5,
        "held_on": timezone.localdate().isoformat(),
        "participants": [people.alice.pk],
        "decision": "acceptee",
        "reason": SCRIPT,
        "dissent": SCRIPT,
    }
    alice.post(reverse("referrals:bring_to_review", args=[pk]), {"version": 4})
    alice.post(reverse("referrals:review", args=[pk]), review)
    propose = {"therapist": therapist.pk, "interpreter": interpreter.pk}
    pages = [alice.get(reverse("referrals:propose", args=[pk]))]
    alice.post(reverse("referrals:propose", args=[pk]), propose)
    care = Care.objects.get()
    pages.append(tara.get(reverse("referrals:care", args=[care.pk])))
    tara.post(reverse("referrals:accept_care", args=[care.pk]))
    session = {
        "state": "realisee",
        "day": timezone.localdate().isoformat(),
        "hour": "00:00",
        "duration": "45",
    }
    session |= {"modality": "presentiel", "remark": SCRIPT, "idempotency_key": str(uuid.uuid4())}
    tara.post(reverse("referrals:log_session", args=[care.pk]), session)
    cycle = field.make_cycle(at=timezone.now(), title=SCRIPT, facilitators=[people.alice])
    written = {"profession": SCRIPT[:80], "structure": SCRIPT, "expectations": SCRIPT, "charter": "on"}
    omar.post(
        reverse("practice_groups:register", args=[cycle.pk]), written | {"idempotency_key": str(uuid.uuid4())}
    )
    ada = browser_of(people.ada)
    pages += [
        omar.get(reverse("referrals:referral", args=[pk])),
        alice.get(reverse("referrals:file", args=[pk])),
        alice.get(reverse("referrals:board")),
        tara.get(reverse("referrals:cares")),
        tara.get(reverse("referrals:care", args=[care.pk])),
        alice.get(reverse("practice_groups:roster", args=[cycle.pk])),
        alice.get(reverse("practice_groups:catalogue")),
        omar.get(reverse("practice_groups:cycle", args=[cycle.pk])),
        ada.get(reverse("accounts")),
        ada.get(reverse("journal")),
    ]
    shown = 0
    for page in pages:
        body = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in body and "<img src=x" not in body and ">49<" not in body
        shown += "&lt;script&gt;alert" in body
    assert shown >= 6
