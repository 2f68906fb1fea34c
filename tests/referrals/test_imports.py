"""What the sheets about people become: pseudonyms, past referrals, past cares, past sessions, past missions."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import F
from django.utils import timezone

from networks.models import Mission
from referrals.models import Call, Care, Dispositif, Identity, Person, Referral, Shift, TherapySession
from tests.sheets import INTERPRETER, PERSON, REFERRAL, SESSION, THERAPIST, YEAR, folder, import_year

DECIDED = REFERRAL | {
    "dispositif": "C.A.P.E.",
    "orienteur_type": "CADA",
    "orienteur": "CADA du Gard",
    "motifs": "anxiete;sommeil",
    "urgence": "rapide",
    "decision": "acceptee",
    "date_decision": "2020-01-20",
    "therapeute": "T-1",
}
HELD = SESSION | {
    "heure": "10:00",
    "duree_min": "45",
    "modalite": "presentiel",
    "interprete": "I-1",
    "langue": "pus",
}


@pytest.fixture
def year(portal, tmp_path):
    """`year(seances=[…])`: import the usual people with these sheets; the lines of the answer."""

    def bring_in(**sheets):
        usual = {"personnes": [PERSON], "therapeutes": [THERAPIST], "interpretes": [INTERPRETER]}
        answer = import_year(folder(tmp_path, **usual, **sheets))
        assert answer.errors == []
        return answer.out

    return bring_in


def test_a_person_has_a_pseudonym_and_no_identity(year):
    year()
    person = Person.objects.get()
    assert (person.code, person.birth_year, person.country, person.languages) == (
        "P-1",
        1990,
        "AFG",
        ["pus", "prs"],
    )
    assert (person.situation, person.departement) == ("", "")
    assert person.created_by.email == "systeme@portail.invalid"
    assert not Identity.objects.exists()


def test_a_past_referral_and_its_care(year):
    year(orientations=[DECIDED])
    referral = Referral.objects.get()
    assert referral.imported and referral.state == referral.decision == "acceptee"
    assert (referral.received_on, referral.decided_on) == (date(2020, 1, 6), date(2020, 1, 20))
    assert (referral.motives, referral.referrer_kind) == (["anxiete", "sommeil"], "CADA")
    assert referral.dispositif.label == "C.A.P.E."
    care = Care.objects.get()
    assert (care.referral, care.person, care.therapist.code) == (referral, referral.person, "T-1")
    assert care.imported and care.state == "terminee" and care.ended_on == date(2020, 1, 20)
    assert care.proposed_at == datetime(2020, 1, 20, 11, tzinfo=UTC)
    assert care.therapist.active_cares == 0


def test_a_referral_without_a_decision_is_still_open(year):
    year(orientations=[REFERRAL])
    referral = Referral.objects.get()
    assert (referral.state, referral.decision) == ("a_l_etude", "")
    assert referral.due_at == datetime(
        2020, 1, 16, 11, tzinfo=UTC
    )  # ten days after it was received: late, and said so


def test_what_was_moved_in_the_portal_since_stays(year):
    year(orientations=[REFERRAL])
    Referral.objects.update(state="en_concertation", version=F("version") + 1)
    assert year(orientations=[REFERRAL | {"urgence": "rapide"}])[-1].endswith("1 inchangées")
    assert Referral.objects.get().state == "en_concertation"


def test_a_referral_of_the_portal_is_never_written_over(year, tmp_path):
    year()
    Referral.objects.create(
        reference="O-1", person=Person.objects.get(), received_on="2024-01-01", due_at=timezone.now()
    )
    answer = import_year(folder(tmp_path, orientations=[DECIDED]))
    assert answer.errors == [
        "orientations.csv:2:reference: cette référence est celle d'une orientation reçue dans le portail"
    ]


def test_a_corrected_therapist_corrects_the_care(year, tmp_path):
    year(orientations=[DECIDED], seances=[SESSION])
    right = {"orientations": [DECIDED | {"therapeute": "T-2"}], "seances": [SESSION | {"therapeute": "T-2"}]}
    import_year(folder(tmp_path, therapeutes=[THERAPIST | {"code": "T-2"}], **right))
    assert Care.objects.get(referral__reference="O-1").therapist.code == "T-2"


def test_a_session_with_an_interpreter(year):
    year(orientations=[DECIDED], seances=[HELD])
    session = TherapySession.objects.get()
    assert session.care == Care.objects.get(referral__reference="O-1")
    assert session.care.ended_on == session.day == date(2020, 2, 3)
    assert session.starts_at == datetime(2020, 2, 3, 9, tzinfo=UTC)
    assert session.ends_at == datetime(2020, 2, 3, 9, 45, tzinfo=UTC)
    mission = session.mission
    assert (mission.interpreter.code, mission.language, mission.duration) == ("I-1", "pus", 45)
    assert (mission.state, mission.client_label, mission.imported) == ("validee", "P-1", True)


def test_a_session_without_an_hour_or_a_length(year):
    year(seances=[SESSION, SESSION | {"heure": "10:00"}, SESSION | {"duree_min": "30"}])
    hours = TherapySession.objects.values_list("starts_at", "ends_at", "duration")
    assert sorted(hours, key=str) == [(None, None, 30), (None, None, None), (None, None, None)]
    care = Care.objects.get()
    assert (care.referral, care.ended_on) == (None, date(2020, 2, 3))


def test_a_session_that_was_not_held_has_a_cancelled_mission(year):
    year(seances=[HELD | {"statut": "absence"}])
    assert Mission.objects.get().state == "annulee"


def test_the_same_sessions_again_change_nothing(year):
    twins = [HELD, HELD, HELD | {"date": "2020-10-25", "heure": "02:30"}]  # an hour that came twice that day
    year(orientations=[DECIDED], seances=twins)
    lines = year(orientations=[DECIDED], seances=twins)
    assert lines[-1] == "seances: 3 lues, 0 créées, 0 mises à jour, 3 inchangées"
    assert lines[-2] == "orientations: 1 lues, 0 créées, 0 mises à jour, 1 inchangées"
    assert (TherapySession.objects.count(), Mission.objects.count(), Care.objects.count()) == (3, 3, 1)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("statut", "absence"),
        ("duree_min", "60"),
        ("interprete", ""),
        ("langue", "prs"),
        ("modalite", "visio"),
    ],
)
def test_one_changed_cell_is_one_session_brought_up_to_date(year, column, cell):
    year(seances=[HELD, HELD | {"date": "2020-02-10"}])
    changed = [HELD | {column: cell}, HELD | {"date": "2020-02-10"}]
    assert year(seances=changed)[-1] == "seances: 2 lues, 0 créées, 1 mises à jour, 1 inchangées"


def test_an_interpreter_who_was_not_there_leaves_a_cancelled_mission(year):
    year(seances=[HELD])
    year(seances=[HELD | {"interprete": ""}])
    assert TherapySession.objects.get().mission is None
    assert Mission.objects.get().state == "annulee"


def test_a_mission_on_a_pay_statement_changes_no_more(year):
    year(seances=[HELD])
    Mission.objects.update(state="relevee")
    year(seances=[HELD | {"duree_min": "60"}])
    assert TherapySession.objects.get().duration == 60
    assert (Mission.objects.get().state, Mission.objects.get().duration) == ("relevee", 45)


def test_sessions_go_to_the_care_of_their_time(year):
    later = DECIDED | {"reference": "O-2", "date_reception": "2021-03-01", "date_decision": "2021-03-02"}
    sessions = [SESSION, SESSION | {"date": "2021-03-09"}, SESSION | {"date": "2019-12-02"}]
    year(orientations=[DECIDED, later], seances=sessions)
    told = TherapySession.objects.order_by("day").values_list("day__year", "care__referral__reference")
    assert list(told) == [(2019, "O-1"), (2020, "O-1"), (2021, "O-2")]
    assert list(Care.objects.order_by("proposed_at").values_list("ended_on", flat=True)) == [
        date(2020, 2, 3),
        date(2021, 3, 9),
    ]


def test_a_care_that_was_never_one_is_read_by_nobody(year):
    year(orientations=[DECIDED])
    assert "1 mises à jour" in year(orientations=[DECIDED | {"therapeute": ""}])[-1]
    assert Care.objects.get().state == "declinee"


def test_people_of_the_portal_may_be_referred_to(year, tmp_path):
    year()
    answer = import_year(folder(tmp_path / "later", seances=[HELD]))
    assert answer.out == ["seances: 1 lues, 1 créées, 0 mises à jour, 0 inchangées"]


def test_a_code_whose_row_is_wrong_is_not_said_to_be_missing(portal, tmp_path):
    path = folder(tmp_path, personnes=[PERSON | {"sexe": "H"}], therapeutes=[THERAPIST], seances=[SESSION])
    assert import_year(path).errors == ["personnes.csv:2:sexe: « H » n'est pas une valeur permise (F, M, X)"]


def test_calls_and_shifts(portal):
    import_year(YEAR)
    call = Call.objects.get(reference="AP-03")
    assert (call.sex, call.age, call.introducer) == ("", None, "Croix Rouge chez vous")
    assert (call.problems, call.outcome) == (["solitude", "suivi interrompu"], "psychologue")
    assert (call.call_backs, call.redirections) == (3, ["reprise du suivi"])
    assert Call.objects.get(reference="AP-01").call_backs is None
    assert Shift.objects.filter(keeper="PSY-10").first().status == "institutionnel"
    assert not Dispositif.objects.get().open_to_intake


def test_two_shifts_alike_are_two(portal, tmp_path):
    shift = {"date": "2020-04-02", "debut": "09:00", "fin": "12:00", "intervenant": "PSY-1"}
    path = folder(tmp_path, permanences=[shift, shift])
    assert import_year(path).out == ["permanences: 2 lues, 2 créées, 0 mises à jour, 0 inchangées"]
    assert import_year(path).out == ["permanences: 2 lues, 0 créées, 0 mises à jour, 2 inchangées"]
