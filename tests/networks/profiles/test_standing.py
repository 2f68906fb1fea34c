"""The coordination's sheets: made, changed, suspended; what stops and what stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from centre.context import acting_as
from centre.models import Invitation, RoleGrant
from centre.refusals import Refused
from networks.models import Interpreter, InterpreterRate, Mission, Therapist
from networks.profiles import actions
from referrals.pairing import pool
from tests.networks.profiles.makers import AT, DAY, interpreter, therapist, typed
from tests.people import browser_of
from tests.referrals import makers


@pytest.fixture
def alice(people):
    return browser_of(people.alice)


def page(name, profile) -> str:
    network = "therapeutes" if isinstance(profile, Therapist) else "interpretes"
    return reverse(f"networks:{name}", args=[network, profile.pk])


# ── A sheet ─────────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_of_an_interpreter_says_what_the_coordination_needs(alice, people):
    ines = interpreter(people.ines, qualification="interprète assermenté", language_levels={"prs": "travail"})
    InterpreterRate.objects.create(interpreter=ines, hourly="32.50", travel="10", since="2026-01-01")
    Mission.objects.create(interpreter=ines, language="prs", day=DAY, state="payee", imported=True)
    text = alice.get(reverse("networks:interpreter", args=[ines.pk])).content.decode()
    for words in (
        "Interprète assermenté",
        "32,50\u00a0€ l’heure",
        "10,00\u00a0€ par déplacement",
        "Gard (30)",
    ):
        assert words in text
    assert alice.get(reverse("networks:interpreter", args=[ines.pk])).context["missions_done"] == 1


def test_what_is_unknown_is_not_found(alice):
    tara = therapist()
    for url in (
        reverse("networks:therapist", args=[tara.pk + 1]),
        reverse("networks:interpreter", args=[tara.pk]),
        reverse("networks:therapist", args=[2**70]),
        reverse("networks:change_profile", args=["ambassadeurs", tara.pk]),
        reverse("networks:add_profile", args=["ambassadeurs"]),
    ):
        assert alice.get(url).status_code == 404, url


@pytest.mark.parametrize("role", ["tara", "ines", "victor", "ada", "omar", "felix"])
def test_sheets_are_the_coordinations(people, role):
    tara = therapist(people.tara)
    ines = interpreter(people.ines)
    browser = browser_of(getattr(people, role))
    urls = [reverse("networks:therapist", args=[tara.pk]), reverse("networks:interpreter", args=[ines.pk])]
    urls += [
        page(name, one)
        for name in ("change_profile", "change_standing", "availability")
        for one in (tara, ines)
    ]
    urls += [reverse("networks:add_profile", args=["therapeutes"]), reverse("networks:network_settings")]
    for url in urls:
        assert browser.get(url).status_code == 404, url
        assert browser.post(url, {"standing": "parti"}).status_code == 404, url


def test_the_coordination_changes_every_part_of_a_sheet(alice):
    tara = therapist()
    sent = typed(tara, display_name="Tara Quercyne", profession="psychiatre", status="salarie", capacity="5")
    assert alice.post(page("change_profile", tara), sent).status_code == 302
    tara.refresh_from_db()
    assert (tara.display_name, tara.profession, tara.status, tara.capacity) == (
        "Tara Quercyne", "psychiatre", "salarie", 5,
    )  # fmt: skip


def test_a_qualification_that_an_import_said_is_kept(alice):
    ines = interpreter(qualification="traductrice jurée")
    assert alice.post(page("change_profile", ines), typed(ines)).status_code == 302
    ines.refresh_from_db()
    assert ines.qualification == "traductrice jurée"


# ── A new sheet ─────────────────────────────────────────────────────────────────────────────────
NEW = {"display_name": "Zélie Oustalet", "languages_native": "dari", "listing": "personne"}


def add(browser, network="therapeutes", **facts):
    return browser.post(reverse("networks:add_profile", args=[network]), NEW | facts)


def test_a_sheet_is_made_without_a_candidature(alice):
    assert add(alice, capacity="3", remote="on").status_code == 302
    made = Therapist.objects.get()
    assert (made.display_name, made.languages, made.capacity, made.user) == (
        "Zélie Oustalet",
        ["prs"],
        3,
        None,
    )
    assert made.code.startswith("TH-") and made.active and made.remote
    assert add(alice, "interpretes", modalities=["presentiel"]).status_code == 302
    assert Interpreter.objects.get().code.startswith("IN-") and not Interpreter.objects.get().remote


def test_an_address_without_account_is_invited(alice):
    assert add(alice, email="zelie@centre.example").status_code == 302
    made, sent = Therapist.objects.get(), Invitation.objects.get(email="zelie@centre.example")
    assert made.invitation == sent and sent.role == "therapeute"
    assert "Invitation envoyée" in alice.get(reverse("networks:therapist", args=[made.pk])).content.decode()


def test_an_account_that_is_there_gets_its_sheet_once(alice, people):
    victor = people.victor
    assert add(alice, "interpretes", email="Victor@centre.example").status_code == 302
    assert Interpreter.objects.get().user == victor
    assert RoleGrant.objects.filter(user=victor, role="interprete").exists()
    again = add(alice, "interpretes", email="victor@centre.example")
    assert "déjà une fiche" in str(again.context["form"].errors["email"])
    assert Interpreter.objects.count() == 1


def test_a_new_sheet_has_a_name_and_a_language(alice):
    errors = add(alice, display_name="", languages_native="").context["form"].errors
    assert set(errors) == {"display_name", "languages_native"} and Therapist.objects.count() == 0


# ── Suspended, left, back ───────────────────────────────────────────────────────────────────────


def test_suspended_then_back_with_the_whole_history(alice, people):
    tara = therapist(people.tara)
    sent = {"standing": "suspendu", "since": "2026-02-01", "reason": "Congé parental"}
    assert alice.post(page("change_standing", tara), sent).status_code == 302
    tara.refresh_from_db()
    assert (tara.active, tara.standing, tara.standing_reason) == (False, "suspendu", "Congé parental")
    text = alice.get(reverse("networks:therapist", args=[tara.pk])).content.decode()
    assert "1er février 2026" in text and "Congé parental" in text
    back = {"standing": "actif", "since": "2026-03-01"}
    assert alice.post(page("change_standing", tara), back).status_code == 302
    tara.refresh_from_db()
    assert (tara.active, tara.standing, tara.standing_reason) == (True, "actif", "")
    with connection.cursor() as sql:
        sql.execute(
            "SELECT standing FROM networks_therapistwriteevent WHERE id = %s ORDER BY pgh_id", [tara.pk]
        )
        assert [standing for (standing,) in sql.fetchall()] == ["actif", "suspendu", "actif"]


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"standing": "suspendu", "since": "2026-03-02"}, "reason", "Indiquez un motif."),
        (
            {"standing": "parti", "since": "2999-01-01", "reason": "x"},
            "since",
            "Le changement vaut tout de suite",
        ),
        ({"standing": "parti", "since": "31/02/2026", "reason": "x"}, "since", "Cette date n’existe pas"),
        ({"standing": "en vacances", "since": "2026-03-02"}, "standing", "valide"),
        ({"standing": "parti", "since": "2026-03-02", "reason": "06 12 34 56 78"}, "reason", "numéro"),
    ],
)
def test_a_change_of_standing_says_when_and_why(alice, sent, field, message):
    tara = therapist()
    answer = alice.post(page("change_standing", tara), sent)
    assert message in str(answer.context["form"].errors[field])
    tara.refresh_from_db()
    assert tara.active


def test_nobody_stopped_is_proposed_anymore(people):
    tara, ines = therapist(people.tara, languages=["prs"]), interpreter(people.ines)
    person = makers.referral(people.omar).person
    assert set(pool.therapists_for(person)) == {tara} and set(pool.interpreters_for(person)) == {ines}
    for one in (tara, ines):
        actions.change_standing(one, standing="suspendu", since=DAY, reason="Congé", by=people.alice, at=AT)
    assert not pool.therapists_for(person) and not pool.interpreters_for(person)


def test_what_is_in_hand_is_counted_before_confirming(alice, people):
    tara = therapist(active_cares=2)
    text = alice.get(page("change_standing", tara)).content.decode()
    assert "2 suivis en cours" in text
    ines = interpreter()
    from django.utils import timezone

    start = timezone.now() + timedelta(days=3)
    Mission.objects.create(
        interpreter=ines, language="prs", day=start.date(), starts_at=start, ends_at=start + timedelta(hours=1),
        state="confirmee", requested_by=people.alice, modality="telephone",
    )  # fmt: skip
    text = alice.get(page("change_standing", ines)).content.decode()
    assert "1 mission à venir" in text and "Interprétariat" in text
    assert (
        "Ce qui est en cours"
        not in alice.get(page("change_standing", therapist(code="TH-3"))).content.decode()
    )


def test_only_the_coordination_suspends(people):
    tara = therapist(people.tara)
    with acting_as(people.tara), pytest.raises(Exception, match="coordination"):
        actions.change_standing(tara, standing="parti", since=DAY, reason="x", by=people.tara, at=AT)
    with acting_as(people.ines), pytest.raises(Refused):
        actions.change_standing(tara, standing="parti", since=DAY, reason="x", by=people.ines, at=AT)


# ── The rules ───────────────────────────────────────────────────────────────────────────────────
RULES = {
    "on_site_departements": ["30", "34"],
    "late_hours": 48,
    "verify_months": 6,
    "document_notice_days": 20,
}


def test_the_coordination_sets_the_rules_and_the_journal_knows(alice, people):
    from networks.models import NetworkSettings

    url = reverse("networks:network_settings")
    assert alice.post(url, RULES | {"minimum_minutes": 1, "payer": "Moi"}).status_code == 302
    rules = NetworkSettings.current()
    assert (rules.late_hours, rules.verify_months, rules.document_notice_days) == (48, 6, 20)
    assert (rules.minimum_minutes, rules.payer) == (60, ""), "pay is the administration's"
    with connection.cursor() as sql:
        sql.execute("SELECT actor_id FROM networks_networksettingswriteevent ORDER BY pgh_id DESC LIMIT 1")
        assert sql.fetchone()[0] == people.alice.pk
    for name, value in (("late_hours", "-1"), ("verify_months", "0"), ("on_site_departements", ["20"])):
        answer = alice.post(url, RULES | {name: value})
        assert name in answer.context["form"].errors
    assert (
        "Corse\u00a0: 2A ou 2B" in alice.post(url, RULES | {"on_site_departements": ["20"]}).content.decode()
    )


@pytest.mark.parametrize("role", ["tara", "ines", "victor", "omar"])
def test_the_database_keeps_the_rules(people, role):
    with acting_as(getattr(people, role)), connection.cursor() as sql:
        sql.execute("SELECT late_hours FROM networks_networksettings")
        assert sql.fetchone() == (24,)
        sql.execute("UPDATE networks_networksettings SET late_hours = 0")
        assert sql.rowcount == 0
