"""What the sheets of the networks become."""

from datetime import date
from decimal import Decimal

from networks.models import (
    Activity,
    ActivityStructure,
    Interpreter,
    InterpreterRate,
    Solicitation,
    Structure,
    Therapist,
)
from tests.sheets import ACTION, INTERPRETER, THERAPIST, YEAR, folder, import_year

UNCHANGED = "0 créées, 0 mises à jour, 1 inchangées"
CHANGED = "0 créées, 1 mises à jour, 0 inchangées"


def test_not_counted_none_and_cancelled_are_three_things(portal, tmp_path):
    import_year(
        folder(
            tmp_path,
            actions=[
                ACTION | {"participants": "0"},
                ACTION | {"reference": "A-2"},
                ACTION | {"reference": "A-3", "statut": "annulee"},
            ],
        )
    )
    heads = Activity.objects.order_by("reference").values_list("state", "participants")
    assert list(heads) == [("tenue", 0), ("tenue", None), ("annulee", None)]


def test_days_months_and_periods(portal, tmp_path):
    dates = ["2020-04-02", "2020-02", "2020-01/2020-03", "2020-04-02/2020-04-03"]
    rows = [ACTION | {"reference": f"A-{n}", "date": day} for n, day in enumerate(dates)]
    import_year(folder(tmp_path, actions=rows))
    assert list(Activity.objects.order_by("reference").values_list("starts_on", "ends_on")) == [
        (date(2020, 4, 2), date(2020, 4, 2)),
        (date(2020, 2, 1), date(2020, 2, 29)),
        (date(2020, 1, 1), date(2020, 3, 31)),
        (date(2020, 4, 2), date(2020, 4, 3)),
    ]


def test_a_postponed_action_points_to_the_one_that_replaces_it(portal, tmp_path):
    import_year(YEAR)
    late = Activity.objects.get(reference="EX-2020-12-10")
    assert late.postponed_to.reference == "EX-2021-01-19"
    assert late.postponed_to.postponed_to is None
    again = ACTION | {"reference": "A-9", "statut": "reportee", "reportee_a": "EX-2021-01-19"}
    assert import_year(folder(tmp_path, actions=[again])).code == 0  # the portal knows the other
    assert Activity.objects.get(reference="A-9").postponed_to == late.postponed_to


def test_structures_are_created_once_and_may_be_present_and_excused(portal):
    import_year(YEAR)
    both = ActivityStructure.objects.filter(
        activity__reference="TR-2020-12-08", structure__name="MDPH du Gard"
    )
    assert sorted(both.values_list("present", flat=True)) == [False, True]
    assert Structure.objects.filter(name__startswith="MDPH").count() == 3


def test_solicitations_keep_their_answers_in_order(portal):
    import_year(YEAR)
    asked = Solicitation.objects.get(reference="SO-03")
    assert [answer.label for answer in asked.answers.all()] == [
        "Psychologue libérale",
        "Animatrices du centre social",
    ]
    assert (asked.asked_from, asked.asked_to) == (date(2020, 6, 1), date(2020, 6, 30))
    assert (asked.wanted_from, asked.wanted_to) == (date(2020, 7, 1), date(2020, 7, 31))
    assert Solicitation.objects.get(reference="SO-01").wanted_from is None


def test_a_therapist(portal, tmp_path):
    import_year(folder(tmp_path, therapeutes=[THERAPIST | {"departements": "9;2a"}]))
    therapist = Therapist.objects.get()
    assert (therapist.code, therapist.capacity, therapist.languages) == ("T-1", 3, ["fra"])
    assert therapist.departements == ["09", "2A"]
    assert therapist.display_name == ""


def test_capacity_never_falls_under_the_cares_of_the_portal(portal, tmp_path):
    Therapist.objects.create(code="T-1", capacity=5, active_cares=4)
    answer = import_year(folder(tmp_path, therapeutes=[THERAPIST]))
    assert answer.errors == ["therapeutes.csv:2:capacite: 4 suivis sont en cours dans le portail"]
    assert Therapist.objects.get().capacity == 5


def test_the_rate_of_an_interpreter_is_that_of_all_the_past(portal, tmp_path):
    import_year(folder(tmp_path, interpretes=[INTERPRETER]))
    rate = InterpreterRate.objects.get()
    assert (rate.hourly, rate.since) == (Decimal("35.50"), date(2000, 1, 1))
    assert UNCHANGED in import_year(folder(tmp_path, interpretes=[INTERPRETER])).out[0]
    dearer = folder(tmp_path, interpretes=[INTERPRETER | {"taux_horaire": "36"}])
    assert CHANGED in import_year(dearer).out[0]
    assert InterpreterRate.objects.get().hourly == 36


def test_a_dated_rate_of_the_portal_stands(portal, tmp_path):
    ines = Interpreter.objects.create(code="I-1", languages=["pus"], departements=["30"])
    InterpreterRate.objects.create(interpreter=ines, hourly=40, since="2024-01-01")
    assert UNCHANGED in import_year(folder(tmp_path, interpretes=[INTERPRETER])).out[0]
    assert InterpreterRate.objects.get().hourly == 40
