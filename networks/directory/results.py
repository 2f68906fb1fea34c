"""One page of the annuaire: what answers, the map, and addresses that keep the filters."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from centre.models import User
from centre.reference import OCCITANIE, commune, departements, language_choices, language_name
from networks.choices import Approach
from networks.directory import access, maps, search
from networks.directory.forms import KINDS, SearchForm
from networks.models import labels

SIZE = 20
CAP = 1000
STRUCTURES, THERAPISTS, INTERPRETERS = "structures", "therapeutes", "interpretes"
TABS = {STRUCTURES: "Structures", THERAPISTS: "Thérapeutes", INTERPRETERS: "Interprètes"}


@dataclass
class Results:
    """`user` is None for a visitor, who is shown no interpreter."""

    form: SearchForm
    user: User | None
    tab: str
    number: int

    @classmethod
    def of(cls, query, user: User | None) -> "Results":
        tab = query.get("tab", STRUCTURES)
        known = [name for name in TABS if user or name != INTERPRETERS]
        number = query.get("page", "")
        last = CAP // SIZE
        number = min(int(number), last) if number.isascii() and number.isdigit() and len(number) < 5 else 1
        return cls(SearchForm(query), user, tab if tab in known else STRUCTURES, max(1, number))

    @cached_property
    def filters(self) -> dict[str, str]:
        return self.form.on

    @cached_property
    def active(self) -> int:
        return len(self.filters)

    @cached_property
    def found(self) -> QuerySet:
        """Without the filter on départements, since the map counts them all."""
        wanted = self.form.wanted
        if self.tab == THERAPISTS:
            return search.therapists(access.therapists(self.user), wanted)
        if self.tab == INTERPRETERS:
            return search.interpreters(access.interpreters(self.user), wanted)
        return search.structures(access.structures(self.user), wanted)

    @cached_property
    def rows(self) -> list:
        """Structures, or professionals with what their card shows: `shown_languages`, `_place`, `_approaches`."""
        rows = self._window[:SIZE]
        if not self.is_structures:
            for person in rows:
                person.shown_languages = [language_name(code) for code in person.languages]
                person.shown_approaches = labels(Approach, getattr(person, "approaches", []))
                towns = [town.name for town in map(commune, person.communes) if town]
                person.shown_place = ", ".join(
                    towns or (departements().get(code, code) for code in person.departements)
                )
        return rows

    @cached_property
    def _window(self) -> list:
        first = (self.number - 1) * SIZE
        return list(self.listed[first : first + SIZE + 1])

    @property
    def listed(self) -> QuerySet:
        return search.in_departement(self.found, self.form.wanted) if self.is_structures else self.found

    @property
    def is_structures(self) -> bool:
        return self.tab == STRUCTURES

    # ── How many ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def counts(self) -> dict[str, int]:
        return search.by_departement(self.found) if self.is_structures else {}

    @cached_property
    def _count(self) -> int:
        if not self.is_structures:
            return self.listed.order_by()[: CAP + 1].count()
        chosen = self.form.wanted.departement
        return self.counts.get(chosen, 0) if chosen else sum(self.counts.values())

    @property
    def count(self) -> int:
        return min(self._count, CAP)

    @property
    def capped(self) -> bool:
        return self._count > CAP

    # ── Where to go next ────────────────────────────────────────────────────────────────────────

    def _url(self, **changes) -> str:
        here = dict(self.filters)
        if not self.is_structures:
            here["tab"] = self.tab
        return "?" + urlencode({name: v for name, v in (here | changes).items() if v})

    @property
    def next_url(self) -> str:
        more = len(self._window) > SIZE and self.number < CAP // SIZE
        return self._url(page=self.number + 1) if more else ""

    @property
    def is_last_allowed(self) -> bool:
        return len(self._window) > SIZE and self.number == CAP // SIZE

    @property
    def previous_url(self) -> str:
        return self._url(page=self.number - 1 if self.number > 2 else "") if self.number > 1 else ""

    @property
    def tabs(self) -> list[dict]:
        known = [name for name in TABS if self.user or name != INTERPRETERS]
        return [
            {
                "label": TABS[name],
                "url": self._url(tab="" if name == STRUCTURES else name),
                "current": name == self.tab,
            }
            for name in known
        ]

    @property
    def query(self) -> str:
        """The filters alone, for the link to the export."""
        return urlencode(self.filters)

    @cached_property
    def map(self) -> list[dict]:
        """The départements of the region: how many structures match in each, and the URL that shows only those."""
        chosen, most = self.form.wanted.departement, max(self.counts.get(code, 0) for code in OCCITANIE)
        return [
            {
                "code": code,
                "name": departements()[code],
                "count": (count := self.counts.get(code, 0)),
                "shade": maps.shade(count, most),
                "chosen": code == chosen,
                "url": self._url(departement="" if code == chosen else code),
                **maps.outline(code),
            }
            for code in OCCITANIE
        ]

    @property
    def elsewhere(self) -> int:
        """Structures outside the region, or whose département is unknown."""
        return sum(count for code, count in self.counts.items() if code not in OCCITANIE)

    @property
    def widen(self) -> str:
        """What to relax when nothing matches: the narrowest filter first."""
        advice = {
            "commune": "Retirez la commune : une structure voisine répond peut-être.",
            "departement": "Élargissez à toute l’Occitanie : certaines structures travaillent à distance.",
            "language": "Retirez la langue : un interprète peut être demandé.",
            "receives": "Retirez le public reçu : toutes les fiches ne le disent pas.",
            "kind": "Retirez la sorte de structure.",
            "need": "Essayez un besoin voisin, ou retirez-le.",
            "q": "Essayez moins de mots, ou une autre façon de le dire.",
        }
        return " ".join([text for name, text in advice.items() if name in self.filters][:2])

    options = {"languages": [name for _, name in language_choices()], "kinds": KINDS}
