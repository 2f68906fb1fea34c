"""One person is counted once, however many therapists, cares, dispositifs and séances: random histories, lived in the
database and counted again in plain Python."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from observatory.facts.cube import Cube
from observatory.tally import people
from referrals.activity import people_between, year_cells
from tests.observatory.facts.field import History, Session, counted, live

pytestmark = pytest.mark.usefixtures("portal")
YEAR = 2021

days = st.dates(date(2020, 11, 1), date(2022, 2, 28))
sessions = st.builds(
    Session,
    day=days,
    care=st.integers(0, 2),
    state=st.sampled_from(["realisee", "realisee", "absence", "absence_excusee", "annulee", "planifiee"]),
    modality=st.sampled_from(["presentiel", "visio", ""]),
    duration=st.sampled_from([None, 30, 60]),
    language=st.sampled_from([None, "prs", "som", ""]),
    said_by_mission=st.booleans(),
)
histories = st.builds(
    History,
    received=st.lists(days, max_size=3).map(tuple),
    sessions=st.lists(sessions, max_size=6).map(tuple),
    sex=st.sampled_from(["F", "M", ""]),
    birth_year=st.sampled_from([None, 1950, 2003, 2004, 2030]),
    country=st.sampled_from(["AFG", "SOM", ""]),
    languages=st.sampled_from([(), ("prs",), ("prs", "som"), ("som", "som")]),
    departement=st.sampled_from(["30", "34", ""]),
    situation=st.sampled_from(["refugie", "demandeur_asile", ""]),
    decision=st.sampled_from(["acceptee", "refusee", ""]),
    referrer_kind=st.sampled_from(["CADA", ""]),
    opposed=st.sampled_from([None, None, None, True, False]),
)
quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
THREE_THERAPISTS = History(
    received=(date(2021, 1, 5), date(2021, 2, 5)),
    sessions=tuple(Session(date(2021, 3, 1) + timedelta(weeks=n), care=n % 3) for n in range(6)),
)


def in_a_world_of(lived, ask):
    """What `ask` answers where these histories are lived; nothing of it stays."""
    with transaction.atomic():
        live(lived)
        answer = ask()
        transaction.set_rollback(True)
    return answer


@quick
@given(st.lists(histories, max_size=8))
@example([THREE_THERAPISTS] * 2)
@example([])
def test_cells_are_those_of_a_plain_count(lived):
    cells = in_a_world_of(lived, lambda: year_cells(YEAR))
    told = {
        (cell.population, cell.dims, cell.answers): (cell.people, cell.acts, cell.minutes)
        for cell in cells
        if cell.population != "appels" and (cell.dims or cell.population == "orientations") and cell.acts != 0
    }
    assert told == counted(lived, YEAR)
    assert len(told) == len({cell[:3] for cell in cells if cell.population != "appels" and cell.dims}) + (
        ("orientations", (), ()) in told
    )


@quick
@given(st.lists(histories, max_size=8))
def test_each_person_once_in_every_table(lived):
    """The file active is the number of people met, and each register holds each of them once."""
    cube = Cube(in_a_world_of(lived, lambda: year_cells(YEAR)))
    met = [
        one
        for one in lived
        if not one.opposed and any(s.state == "realisee" and s.day.year == YEAR for s in one.sessions)
    ]
    figures = people(cube)
    assert figures["file_active"] == len(met)
    assert figures["pays"] == len({one.country for one in met} - {""})
    assert figures["par_langue"] == Counter(
        key for one in met for key in set(one.languages or ("non_renseigne",))
    )
    for counts in cube.margins().values():
        assert sum(counts.values()) == len(met)
    for name in ("par_sexe", "par_tranche_age", "par_departement", "par_situation"):
        assert sum(figures[name].values()) == len(met)


@quick
@given(st.lists(histories, max_size=6))
def test_the_median_delay_is_that_of_the_first_seance_that_follows(lived):
    cells = in_a_world_of(lived, lambda: year_cells(YEAR))
    delays, seen = [], set()
    for number, one in enumerate(lived):
        held = [session.day for session in one.sessions if session.state == "realisee"]
        for received in () if one.opposed else one.received:
            after = [day - received for day in held if day >= received]
            if received.year == YEAR and after:
                delays.append(min(after).days)
                seen.add(number)
    whole = Cube(cells).whole("orientations")
    assert whole.extra.get("median_delay") == (median(delays) if delays else None)
    assert whole.extra["seen"] == len(seen)


@quick
@given(st.lists(histories, max_size=6), days, days)
@example([THREE_THERAPISTS] * 2, date(2020, 11, 1), date(2022, 2, 28))
def test_people_between_two_days_are_counted_once_across_years(lived, one, other):
    first, last = sorted((one, other))
    met = Counter(
        tuple(sorted({s.day.year for s in who.sessions if s.state == "realisee" and first <= s.day <= last}))
        for who in lived
        if not who.opposed
    )
    met.pop((), None)
    assert in_a_world_of(lived, lambda: people_between(first, last)) == met
