"""A folder in the import format, of an invented centre over two years: every sheet, with the holes real ones have."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.sheets import folder

LANGUAGES = ("pus", "urd", "som", "ara", "prs", "pes", "fra", "tir", "amh", "ful")
COUNTRIES = ("AFG", "PAK", "SOM", "SYR", "IRN", "ERI", "ETH", "GIN", "SDN", "TUR")
PLACES = ("30", "34", "48") * 4 + ("11", "31", "13", "2A")
SITUATIONS = (
    *("demandeur_asile", "refugie", "protection_subsidiaire", "deboute", "dubline", "mineur_isole"),
    *("titre_sejour", "sans_titre", "autre"),
)
MODALITIES = ("presentiel", "telephone", "visio")
RUBRICS = ("0", "1", "2", "3", "3.1", "3.2", "3.2.1", "4", "4.1")
TYPES = (
    *("reunion", "comite_pilotage", "rencontre_partenariale", "participation", "groupe_travail", "formation"),
    *("sensibilisation", "evenement", "pro_usagers", "groupe_parole", "permanence_partenaire"),
    *("coordination", "atelier"),
)
STATUSES = ("benevole", "liberal", "institutionnel", "salarie")
DECISIONS = (*("acceptee",) * 4, "liste_attente", "reorientee", "refusee", "retiree")
OUTCOMES = (*("realisee",) * 6, "absence_excusee", "absence", "annulee")
CALLED = (*("psychologue",) * 2, "urgences_psychiatriques")


class Invented:
    """`write(path)` the sheets of `people` people; the seed decides everything."""

    def __init__(self, seed: int, year: int, people: int):
        self.draw, self.year, self.many = Random(seed), year, people

    def write(self, path: Path) -> Path:
        people, therapists, interpreters = self.people(), self.therapists(), self.interpreters()
        referrals = self.referrals(people, therapists)
        return folder(
            path,
            plan=[{"rubrique": rubric, "titre": f"Partie {rubric}"} for rubric in RUBRICS],
            actions=self.activities(),
            sollicitations=self.solicitations(),
            appels=self.calls(),
            permanences=self.shifts(),
            personnes=people,
            therapeutes=therapists,
            interpretes=interpreters,
            orientations=referrals,
            seances=self.sessions(people, therapists, interpreters, referrals),
        )

    def activities(self) -> list[dict]:
        rows = []
        for number in range(self.draw.randrange(40, 80)):
            held = (state := self.draw.choice(("tenue",) * 6 + ("annulee", "reportee"))) == "tenue"
            professionals, users = (self._perhaps(self.draw.randrange(30), 0.5) if held else "" for _ in "pu")
            whole = self._perhaps((professionals or 0) + (users or 0) + 2, 0.8) if held else ""
            rows.append(
                {
                    "reference": f"AC-{number}",
                    "date": self._imprecise(self._day(8)),
                    "type": self.draw.choice(TYPES),
                    "intitule": f"Rencontre {number}",
                    "rubrique": self.draw.choice(RUBRICS),
                    "reseau": self.draw.choice(("", "Réseau du nord", "Réseau du sud")),
                    "modalite": self._perhaps(self.draw.choice(MODALITIES), 0.3),
                    "statut": state,
                    "hote": self._perhaps(self.draw.choice(("Maison verte", "Le Phare")), 0.5),
                    "professionnels": professionals,
                    "usagers": users,
                    "participants": whole,
                    "excuses": self._perhaps(self.draw.randrange(8), 0.7) if held else "",
                }
            )
        return rows

    def solicitations(self) -> list[dict]:
        rows = []
        for number in range(self.draw.randrange(6, 15)):
            asked = self._day(4)
            later = asked + timedelta(days=self.draw.randrange(20))
            rows.append(
                {
                    "reference": f"SO-{number}",
                    "date_demande": asked.isoformat()[: self.draw.choice((7, 10))],
                    "date_intervention": self._perhaps(later.isoformat(), 0.5),
                    "demandeur": f"Association {number % 4}",
                    "objet": "Soutien",
                    "reponses": ";".join(f"Réponse {one}" for one in range(self.draw.randrange(4))),
                }
            )
        return rows

    def calls(self) -> list[dict]:
        return [
            {
                "reference": f"AP-{number}",
                "date": self._day(6).isoformat(),
                "dispositif": "Cellule d’écoute",
                "sexe": self._perhaps(self.draw.choice("FMX")),
                "age": self._perhaps(self.draw.randrange(8, 95), 0.3),
                "adresseur": self._perhaps(self.draw.choice(("médecin", "CADA", "école")), 0.5),
                "problematiques": ";".join(self.draw.sample(("angoisse", "sommeil", "deuil"), 2)),
                "orientation": self._perhaps(self.draw.choice(CALLED), 0.4),
                "rappels": self._perhaps(self.draw.randrange(1, 6), 0.5),
            }
            for number in range(self.draw.randrange(20, 60))
        ]

    def shifts(self) -> list[dict]:
        holidays = (date(self.year, 5, 1), date(self.year, 5, 8), date(self.year, 12, 25))
        rows = {}
        for _ in range(self.draw.randrange(15, 40)):
            day, who = self.draw.choice((self._day(8), *holidays)), self.draw.randrange(8)
            start = self.draw.randrange(8, 18)
            rows[day, who] = {
                "date": day.isoformat(),
                "debut": f"{start:02}:{self.draw.choice(('00', '15', '30'))}",
                "fin": f"{start + self.draw.randrange(1, 5):02}:30",
                "dispositif": "Cellule d’écoute",
                "intervenant": f"PSY-{who}",
                "profession": "psychologue",
                "statut": STATUSES[who % 4],
            }
        return list(rows.values())

    def people(self) -> list[dict]:
        rows = []
        for number in range(self.many):
            situation = self._perhaps(self.draw.choice(SITUATIONS))
            minor = situation == "mineur_isole"
            age = self.draw.randrange(13, 17) if minor else self.draw.randrange(1, 80)
            rows.append(
                {
                    "code": f"P-{number:04}",
                    "annee_naissance": self._perhaps(self.year - age, 0 if minor else 0.15),
                    "sexe": self._perhaps(self.draw.choice("FFFMMMMMX")),
                    "pays": self._perhaps(self.draw.choice(COUNTRIES)),
                    "langues": ";".join(self.draw.sample(LANGUAGES, self.draw.randrange(4))),
                    "departement": self._perhaps(self.draw.choice(PLACES)),
                    "situation": situation,
                }
            )
        return rows

    def therapists(self) -> list[dict]:
        return [
            {
                "code": f"TH-{number}",
                "profession": "psychologue",
                "statut": STATUSES[number % 4],
                "departements": "30;34",
                "langues": "fra;ara",
                "capacite": self.many,
            }
            for number in range(6)
        ]

    def interpreters(self) -> list[dict]:
        languages = ";".join(LANGUAGES)
        return [
            {
                "code": f"IN-{number}",
                "langues": languages,
                "departements": "30;34",
                "taux_horaire": 30 + number,
            }
            for number in range(4)
        ]

    def referrals(self, people: list[dict], therapists: list[dict]) -> list[dict]:
        rows = []
        for person in people:
            for again in range(self.draw.choice((0, 1, 1, 1, 1, 2))):
                received, decision = self._day(3), self._perhaps(self.draw.choice(DECISIONS), 0.1)
                decided = received + timedelta(days=self.draw.randrange(30))
                ended = decision in ("reorientee", "refusee", "retiree")
                rows.append(
                    {
                        "reference": f"OR-{person['code']}-{again}",
                        "personne": person["code"],
                        "date_reception": received.isoformat(),
                        "dispositif": self.draw.choice(("C.A.P.E.", "Réseau")),
                        "orienteur_type": self.draw.choice(("cada", "pass", "association", "medecin")),
                        "decision": decision,
                        "date_decision": decided.isoformat() if decision else "",
                        "motif_decision": "Autre lieu" if ended else "",
                        "therapeute": self.draw.choice(therapists)["code"] if decision == "acceptee" else "",
                    }
                )
        return rows

    def sessions(self, people, therapists, interpreters, referrals) -> list[dict]:
        """Nobody in two places at once; who is followed is followed by her own therapist."""
        followed = {row["personne"]: row["therapeute"] for row in reversed(referrals) if row["therapeute"]}
        rows, busy = [], set()
        for person in people:
            therapist = followed.get(person["code"]) or self.draw.choice(therapists)["code"]
            for _ in range(self.draw.choice((0, 1, 1, 2, 3, 5, 9))):
                moment = (self._day(3), self.draw.randrange(8, 19))
                interpreter = self._perhaps(self.draw.choice(interpreters)["code"], 0.5)
                taken = {(moment, who) for who in (person["code"], therapist, interpreter) if who}
                if taken & busy:
                    continue
                busy |= taken
                held = (state := self.draw.choice(OUTCOMES)) == "realisee"
                rows.append(
                    {
                        "date": moment[0].isoformat(),
                        "heure": f"{moment[1]:02}:00",
                        "personne": person["code"],
                        "therapeute": therapist,
                        "duree_min": self.draw.choice((30, 45, 50, 60)) if held else "",
                        "statut": state,
                        "modalite": self._perhaps(self.draw.choice(MODALITIES), 0.1),
                        "interprete": interpreter,
                        "langue": self._perhaps(self.draw.choice(LANGUAGES), 0.2) if interpreter else "",
                    }
                )
        return rows

    def _perhaps(self, value, hole: float = 0.15):
        return "" if self.draw.random() < hole else value

    def _day(self, mostly: int) -> date:
        """A day of the year, once in a while of the year before."""
        year = self.draw.choice((self.year,) * mostly + (self.year - 1,))
        return date(year, 1, 1) + timedelta(days=self.draw.randrange(365))

    def _imprecise(self, day: date) -> str:
        later = day + timedelta(days=self.draw.randrange(1, 40))
        whole, month = day.isoformat(), day.isoformat()[:7]
        several = (f"{whole}/{later}", f"{month}/{(day + timedelta(days=70)).isoformat()[:7]}")
        return self.draw.choice((whole,) * 6 + (month, *several))
