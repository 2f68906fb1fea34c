"""What any reader knows about the figures whatever the year, as equations over the published numbers.

Left out, because true in life but not always in the records: a mission in a language does not prove that somebody
declared that language (the interpreter's language is recorded apart from the person's).
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from observatory.audit.people import JointTables
from observatory.audit.program import Expression, Program, combine, together
from observatory.audit.published import COUNTS, CROSSED, Path, Published

YES, NO, UNKNOWN = "oui", "non", "non_renseigne"
OTHERS = "Autres"
ALONE, GROWN = "mineur_isole", ("25-34", "35-44", "45-59", "60+")
ONE_ANSWER = ("sexe", "tranche_age", "departement", "situation")
MOST = 1_000_000  # acts in a year, where nothing printed says less


@dataclass
class Knowledge:
    """`figures`: path of a printed or withheld number → its expression; `unsaid`: the same for numbers never printed.
    `groups`: path of a number of people → the answers they share. `young`: whether « mineur isolé » implies being
    under 25."""

    published: Published
    young: bool
    program: Program = field(default_factory=Program)
    figures: dict[Path, Expression] = field(default_factory=dict)
    unsaid: dict[Path, Expression] = field(default_factory=dict)
    groups: dict[Path, dict[str, list[str]]] = field(default_factory=dict)
    joint: JointTables = field(init=False)

    def figure(self, *path: str) -> Expression:
        """A figure that is not the sum of others gets an unknown of its own."""
        if path not in self.figures:
            self.figures[path] = self.program.unknown()
        return self.figures[path]

    def group(self, *path: str, **answers: list[str]) -> None:
        """The figure is the number of people who gave these answers."""
        self.figures[path] = self.joint.people(**answers) if answers else self.joint.everybody()
        self.groups[path] = answers

    def parts(self, whole: Expression, *table: str) -> list[Expression]:
        """The cells of a table sum to the whole; a table that is not printed says nothing."""
        cells = [self.figure(*path) for path in self.published.tables.get(table, [])]
        if cells:
            self.program.equal(whole, together(cells))
        return cells

    def part(self, whole: Expression, path: Path, rest: Path) -> tuple[Expression, Expression]:
        """A part of a whole; the rest is never printed."""
        part = self.figure(*path)
        self.unsaid[rest] = combine((1, whole), (-1, part))
        self.program.state(self.unsaid[rest], least=0)
        return part, self.unsaid[rest]

    def mean(self, sum_: Expression, people: Expression, *path: str) -> None:
        """A mean rounded to one decimal, halves up; the count is 0 when there is nobody."""
        mean = self.published.number(*path)
        if self.published.says_nothing_counted(*path):
            self.program.state(people, 0, 0)
        elif mean is not None:
            self.program.state(people, least=1)
            tenths = round(Fraction(str(mean)) * 10)
            self.program.state(combine((20, sum_), (1 - 2 * tenths, people)), least=0)
            self.program.state(combine((2 * tenths + 1, people), (-20, sum_)), least=1)

    def exists(self, people: Expression, *path: str) -> None:
        """A measure that is printed and not 0 implies at least one person."""
        if self.published.number(*path):
            self.program.state(people, least=1)


def learn(published: Published, *, young: bool = True) -> Knowledge:
    known = Knowledge(published, young)
    everybody = _persons(known)
    _spoken(known, everybody)
    _acts(known, everybody)
    _calls(known)
    for path, expression in list(known.figures.items()):
        if isinstance(number := published.numbers.get(path), int):
            known.program.state(expression, number, number)
    return known


# ── People ──────────────────────────────────────────────────────────────────────────────────────


def _persons(known: Knowledge) -> Expression:
    published = known.published
    questions = {name: _answers(published, name) for name in ONE_ANSWER}
    questions = {name: answers for name, answers in questions.items() if answers}
    questions |= {"nouvelle": [YES, NO], "interprete": [YES, NO]}
    tables = [
        dims for name, dims in CROSSED.items() if any(path[1:2] == (name,) for path in published.tables)
    ]
    if "situation" in questions:
        tables.append(("nouvelle", "situation"))
    known.joint = joint = JointTables(known.program, questions, tables)
    everybody = joint.everybody()
    known.group("personnes", "file_active")
    known.group("personnes", "nouvelles", nouvelle=[YES])
    known.group("personnes", "avec_interprete", interprete=[YES])
    if "tranche_age" in questions:
        known.group("personnes", "mineures", tranche_age=["0-17"])
    else:
        known.part(everybody, ("personnes", "mineures"), ("personnes", "majeures"))
    for name in ONE_ANSWER:
        for label in published.labels("personnes", f"par_{name}"):
            known.group("personnes", f"par_{name}", label, **{name: [label]})
        if published.labels("personnes", f"par_{name}"):
            _nobody_else(known, name, questions[name], published.labels("personnes", f"par_{name}"))
    _newcomers(known)
    _crossings(known)
    _young(known)
    _never_printed(known, everybody)
    return everybody


def _answers(published: Published, name: str) -> list[str]:
    """Every answer shown by some table."""
    answers = dict.fromkeys(published.labels("personnes", f"par_{name}"))
    if name == "situation":
        answers |= dict.fromkeys(published.labels("personnes", "nouvelles_par_situation"))
    for table, questions in CROSSED.items():
        if name in questions:
            axis = published.axes(table)[questions.index(name)]
            answers |= dict.fromkeys(axis if not answers else [one for one in axis if one != OTHERS])
    return list(answers)


def _nobody_else(known: Knowledge, name: str, answers: list[str], shown: list[str]) -> None:
    """Nobody gave an answer that its own table does not show."""
    for answer in set(answers) - set(shown):
        known.program.state(known.joint.people(**{name: [answer]}), 0, 0)


def _newcomers(known: Knowledge) -> None:
    table = ("personnes", "nouvelles_par_situation")
    shown = known.published.labels(*table)
    for label in shown:
        known.group(*table, label, nouvelle=[YES], situation=[label])
    if shown:
        for label in known.joint.questions["situation"]:
            if label not in shown:
                known.program.state(known.joint.people(nouvelle=[YES], situation=[label]), 0, 0)


def _crossings(known: Knowledge) -> None:
    """Crossed tables; their row or column « Autres » is every answer without one of its own."""
    for table, (one, other) in CROSSED.items():
        rows, columns = known.published.axes(table)
        for path in [path for path in known.published.tables if path[:2] == ("croisements", table)]:
            here = _meant(path[2], rows, known.joint.questions[one])
            for label in known.published.labels(*path):
                there = _meant(label, columns, known.joint.questions[other])
                known.group(*path, label, **{one: here, other: there})


def _meant(label: str, axis: list[str], answers: list[str]) -> list[str]:
    if label != OTHERS or label in answers:
        return [label]
    return [answer for answer in answers if answer not in axis]


def _young(known: Knowledge) -> None:
    """Nobody aged 25 or more is « mineur isolé », in total and in each département where both are known."""
    joint = known.joint
    if not {"situation", "tranche_age"} <= set(joint.questions) or not known.young:
        return
    young = [band for band in joint.questions["tranche_age"] if band not in GROWN]
    known.program.at_most(joint.people(situation=[ALONE]), joint.people(tranche_age=young))
    if joint.margin("departement", "situation") and joint.margin("departement", "tranche_age"):
        for place in joint.questions["departement"]:
            known.program.at_most(
                joint.people(departement=[place], situation=[ALONE]),
                joint.people(departement=[place], tranche_age=young),
            )


def _never_printed(known: Knowledge, everybody: Expression) -> None:
    """What no table prints but the joint tables determine: combinations of answers, and complements of an answer."""
    shown = {tuple(sorted(expression.items())) for expression in known.figures.values()}
    for some in known.joint.combinations():
        for answers, people in known.joint.margin(*some).items():
            if tuple(sorted(people.items())) not in shown:
                known.unsaid["personnes", " et ".join(some), " et ".join(answers)] = people
        if len(some) == 1:
            for (answer,), people in known.joint.margin(*some).items():
                known.unsaid["personnes", f"hors {some[0]}", answer] = combine((1, everybody), (-1, people))


def _spoken(known: Knowledge, everybody: Expression) -> None:
    """Everybody speaks one language or more, or did not say; only « yes » is printed for each language."""
    table = ("personnes", "par_langue")
    labels = known.published.labels(*table)
    silent = known.figure(*table, UNKNOWN) if UNKNOWN in labels else {}
    speakers = combine((1, everybody), (-1, silent))
    spoken = [known.figure(*table, label) for label in labels if label != UNKNOWN]
    for label in labels:
        people = known.figure(*table, label)
        known.program.at_most(people, everybody if label == UNKNOWN else speakers)
        known.unsaid["personnes", "hors langue", label] = combine((1, everybody), (-1, people))
    if labels:
        known.program.at_most(speakers, together(spoken))


# ── Acts ────────────────────────────────────────────────────────────────────────────────────────


def _acts(known: Knowledge, everybody: Expression) -> None:
    program, published = known.program, known.published
    interpreted = known.figures["personnes", "avec_interprete"]
    received = known.figure("orientations", "recues")
    known.parts(received, "orientations", "par_decision")
    known.parts(received, "orientations", "par_orienteur_type")
    program.at_most(known.figures["personnes", "nouvelles"], received)
    known.exists(received, "orientations", "delai_median_premiere_seance_jours")
    held = known.figure("seances", "realisees")
    known.parts(held, "seances", "par_modalite")
    known.mean(held, everybody, "seances", "moyenne_par_personne")
    program.at_most(everybody, held)
    _somebody(known, held, everybody, "seances", "realisees")
    if countries := published.number("personnes", "pays"):
        program.state(everybody, least=countries)
    missions, without = known.part(held, ("interpretariat", "missions"), ("seances", "sans_interprete"))
    known.figures["seances", "avec_interprete"] = missions
    known.parts(missions, "interpretariat", "par_langue")
    program.at_most(interpreted, missions)
    program.at_most(combine((1, everybody), (-1, interpreted)), without)
    _somebody(known, missions, interpreted, "interpretariat", "missions")
    _hours(known, held, missions, without)
    for section in ("seances", "orientations"):
        for name in COUNTS[section].split():
            known.figure(section, name)


def _somebody(known: Knowledge, acts: Expression, people: Expression, *path: str) -> None:
    """No act without at least one person."""
    number = known.published.number(*path)
    if number is None and path[0] == "interpretariat":
        number = known.published.number("seances", "avec_interprete")
    if number:
        known.program.state(people, least=1)
    elif number is None:
        held = known.published.number("seances", "realisees")
        known.program.implies(acts, people, MOST if held is None else max(held, 1))


def _hours(known: Knowledge, held: Expression, missions: Expression, without: Expression) -> None:
    """Hours come from séances, each at most a day long."""
    all_, interpreted = (
        known.published.number("seances", "heures"),
        known.published.number("interpretariat", "heures"),
    )
    for hours, acts in ((all_, held), (interpreted, missions)):
        if hours:
            known.program.state(acts, least=max(1, ceil(hours / 24 - 0.01)))
    if all_ is not None and interpreted is not None and all_ - interpreted > 0.02:
        known.program.state(without, least=1)


# ── Calls: each is a person, who calls twice is not known ───────────────────────────────────────


def _calls(known: Knowledge) -> None:
    program, published = known.program, known.published
    total = known.figure("appels", "total")
    for name in ("par_sexe", "par_orientation", "par_semaine"):
        known.parts(total, "appels", name)
    alone, sent = known.figure("appels", "spontanes"), known.figure("appels", "adresses")
    program.equal(total, combine((1, alone), (1, sent)))
    if (kinds := published.number("appels", "adresseurs")) is not None:
        program.state(sent, kinds, None if kinds else 0)
    aged, _ = known.part(total, ("appels", "age_connus"), ("appels", "age_inconnus"))
    known.exists(aged, "appels", "age_moyen")
    if published.says_nothing_counted("appels", "age_moyen"):
        program.state(aged, 0, 0)
    _called_back(known, total)
    days, by_day = published.number("appels", "jours"), published.number("appels", "par_jour")
    if days and by_day is not None:
        hundredths = round(Fraction(str(by_day)) * 100)
        least, over = Fraction((2 * hundredths - 1) * days, 200), Fraction((2 * hundredths + 1) * days, 200)
        program.state(total, ceil(least), ceil(over) - 1)


def _called_back(known: Knowledge, total: Expression) -> None:
    program, published = known.program, known.published
    called = known.unsaid["appels", "rappeles"] = program.unknown()
    known.unsaid["appels", "non_rappeles"] = combine((1, total), (-1, called))
    program.at_most(called, total)
    if published.says_nothing_counted("appels", "rappels_total"):
        program.state(called, 0, 0)
        return
    calls_back = known.figure("appels", "rappels_total")
    program.at_most(called, calls_back)
    number = published.number("appels", "rappels_total")
    if number:
        program.state(called, least=1)
    elif number is None:
        program.implies(calls_back, called, MOST)
    known.mean(calls_back, called, "appels", "rappels_moyenne")
