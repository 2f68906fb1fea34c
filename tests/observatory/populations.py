"""Invented years: people, their séances and orientations, calls. Counted in plain Python, apart from the database."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import median

from observatory import tally
from observatory.disclosure import protect
from observatory.facts.cube import Cube
from referrals.activity import Cell
from referrals.hotline import tally as hotline

YEAR = 2021
SITUATIONS = ["demandeur_asile", "refugie", "deboute", "mineur_isole", "non_renseigne"]
LANGUAGES = ["som", "prs", "ara", "fra"]
BANDS = tally.AGE_BANDS
VOCABULARY = {"departement": ["30", "34"], "langue": LANGUAGES, "orienteur_type": ["CADA", "PASS"]}


def people(random: Random, size: int) -> list[dict]:
    """Skewed as real people are: a few common answers, many rare ones."""

    def rare(values):
        return random.choices(values, [3 ** (len(values) - rank) for rank in range(len(values))])[0]

    interpreted = random.choice([0, 0.3, 0.9, 1])
    return [
        {
            "sexe": rare(hotline.SEXES),
            "tranche_age": rare(BANDS),
            "departement": rare(["34", "30", "11"]),
            "situation": rare(SITUATIONS),
            "languages": set(random.sample(LANGUAGES, random.choice([0, 1, 1, 2]))),
            "country": rare(["AFG", "SOM", "GIN"]),
            "new": (new := random.random() < 0.6),
            "sessions": [
                {
                    "interpreted": random.random() < interpreted,
                    "modality": rare(["presentiel", "telephone", "visio"]),
                    "duration": random.choice([None, 45, 60]),
                    "language": rare(LANGUAGES),
                }
                for _ in range(random.randint(1, 6))
            ],
            "missed": [rare(["absence", "absence_excusee", "annulee"]) for _ in range(random.randint(0, 2))],
            "referrals": [
                {"decision": rare(["acceptee", "liste_attente", "refusee"]), "kind": rare(["CADA", "PASS"])}
                for _ in range(random.randint(int(new), 2))  # who is new was sent by somebody this year
            ],
        }
        for _ in range(size)
    ]


def cell(population: str, dims=(), answers=(), people=None, acts=None, minutes=None, **extra) -> Cell:
    return Cell(population, tuple(dims), tuple(answers), people, acts, minutes, extra)


def people_cells(everybody: list[dict]) -> list[Cell]:
    countries = len({one["country"] for one in everybody})
    return [cell("personnes", people=len(everybody), countries=countries)] + [
        cell("personnes", dims, answers, count)
        for dims, counts in margins(everybody).items()
        for answers, count in counts.items()
    ]


def session_cells(everybody: list[dict]) -> list[Cell]:
    groups = defaultdict(list)
    for person, one in enumerate(everybody):
        for session in one["sessions"]:
            groups["statut", "realisee"].append((person, session["duration"]))
            groups["modalite", session["modality"]].append((person, session["duration"]))
            groups["interprete", "oui" if session["interpreted"] else "non"].append(
                (person, session["duration"])
            )
            if session["interpreted"]:
                groups["langue", session["language"]].append((person, session["duration"]))
        for state in one["missed"]:
            groups["statut", state].append((person, None))
    return [
        cell(
            "seances",
            (dim,),
            (answer,),
            len({person for person, _ in rows}),
            len(rows),
            tally.total(duration for _, duration in rows),
            timed=len({person for person, duration in rows if duration is not None}),
        )
        for (dim, answer), rows in groups.items()
    ]


def referral_cells(everybody: list[dict], random: Random) -> list[Cell]:
    rows = [
        (person, one["decision"], one["kind"], random.choice([None, 5, 30]))
        for person, somebody in enumerate(everybody)
        for one in somebody["referrals"]
    ]
    groups = defaultdict(list)
    for row in rows:
        groups[("decision",), (row[1],)].append(row)
        groups[("orienteur_type",), (row[2],)].append(row)
    groups[(), ()] = rows
    return [
        cell(
            "orientations",
            dims,
            answers,
            len({row[0] for row in some}),
            len(some),
            seen=len({row[0] for row in some if row[3]}),
            **({"median_delay": median(delays)} if (delays := [row[3] for row in some if row[3]]) else {}),
        )
        for (dims, answers), some in groups.items()
    ]


def call_cells(called: list[dict]) -> list[Cell]:
    """What the protection asks of them; the figures themselves are made from the rows."""
    return [cell("appels", acts=len(called), called_back=sum((row["call_backs"] or 0) > 0 for row in called))]


def calls(random: Random, size: int) -> list[dict]:
    return [
        {
            "day": date(YEAR, 3, 1) + timedelta(days=random.randint(0, 60)),
            "sex": random.choice(["F", "F", "F", "M", ""]),
            "age": random.choice([None, 20, 64]),
            "introducer": random.choice(["", "", "CMP", "UDAF"]),
            "outcome": random.choice(["", "psychologue", "psychologue", "urgences_psychiatriques"]),
            "call_backs": random.choice([None, 0, 1, 4]),
        }
        for _ in range(size)
    ]


CROSSED = (
    ("sexe", "tranche_age"),
    ("departement", "sexe"),
    ("departement", "tranche_age"),
    ("departement", "situation"),
)


def crossings(everybody: list[dict], figures: dict) -> dict:
    """`croisements`: every label of the one-way breakdowns of `figures` (section `personnes`) in both directions."""
    tables = {}
    for row, column in CROSSED:
        counts = Counter((one[row], one[column]) for one in everybody)
        rows, columns = figures[f"par_{row}"], figures[f"par_{column}"]
        tables[f"{row}_{column}"] = {key: {other: counts[key, other] for other in columns} for key in rows}
    return tables


def margins(everybody: list[dict]) -> dict[tuple[str, ...], dict[tuple[str, ...], int]]:
    """The true whole counts that the protection works from; yes/no dimensions answer oui or non."""

    def yes(truth: bool) -> str:
        return "oui" if truth else "non"

    answers = [
        {name: one[name] for name in ("departement", "sexe", "tranche_age", "situation")}
        | {
            "nouvelle": yes(one["new"]),
            "interprete": yes(any(session["interpreted"] for session in one["sessions"])),
        }
        for one in everybody
    ]
    spoken = [one["languages"] or {"non_renseigne"} for one in everybody]
    found = {
        dims: dict(Counter(tuple(one[dim] for dim in dims) for one in answers))
        for dims in (
            ("departement", "sexe", "tranche_age"),
            ("departement", "situation", "nouvelle"),
            ("interprete",),
        )
    }
    for key in sorted(set().union(*spoken)):
        found[(f"langue:{key}",)] = dict(Counter((yes(key in some),) for some in spoken))
    return found


@dataclass(frozen=True)
class Year:
    """An invented year: who came, who called, the exact document (with `croisements`), what its protection needs."""

    people: list[dict]
    calls: list[dict]
    exact: dict
    margins: dict
    behind: dict


def year_of(everybody: list[dict], called: list[dict], random: Random) -> Year:
    """The year of these people and calls."""
    shift_days = {call["day"] for call in called}
    cells = people_cells(everybody) + referral_cells(everybody, random) + session_cells(everybody)
    cube = Cube(cells + call_cells(called))
    persons = tally.people(cube)
    exact = {
        "annee": YEAR,
        "mode": "exact",
        "seuil": 11,
        "appels": hotline.calls(called, shift_days),
        "personnes": persons,
        "orientations": tally.referrals(cube),
        "seances": tally.sessions(cube, persons["file_active"]),
        "interpretariat": tally.interpreting(cube),
        "croisements": crossings(everybody, persons),
    }
    return Year(everybody, called, exact, margins(everybody), tally.behind(cube))


def invented_year(seed: int, size: int) -> Year:
    random = Random(seed)
    everybody = people(random, size)
    return year_of(everybody, calls(random, random.randint(0, 2 * size)), random)


def documents(seed: int, size: int) -> tuple[dict, dict]:
    """The exact and the public document of an invented year, one-way tables alone."""
    year = invented_year(seed, size)
    exact = {name: figures for name, figures in year.exact.items() if name != "croisements"}
    return exact, protect(exact, year.behind, VOCABULARY)
