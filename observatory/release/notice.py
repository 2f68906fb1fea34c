"""What every file of an edition says about itself: what it is, how to read it, its licence."""

from dataclasses import dataclass

LICENCE = "Licence Ouverte 2.0 (Etalab)"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
INTERNAL = "interne – ne pas diffuser"
WITHHELD = "c\u00a0: masqué par le secret statistique, ce qui n’est pas forcément un petit nombre."


@dataclass(frozen=True)
class Notice:
    """What identifies an edition in one mode; `threshold` comes from its figures."""

    year: int
    edition: int
    centre: str
    is_public: bool
    threshold: int
    changes: str = ""

    @classmethod
    def of(cls, figures: dict, listing: dict, *, edition: int, changes: str = "") -> "Notice":
        is_public = figures["mode"] == "public"
        return cls(figures["annee"], edition, listing["centre"], is_public, figures["seuil"], changes)

    licence, licence_url = LICENCE, LICENCE_URL

    @property
    def title(self) -> str:
        suffix = "" if self.edition == 1 else f", édition {self.edition}"
        return f"Bilan d’activité {self.year}{suffix}"

    @property
    def rule(self) -> str:
        """The promise of the protection, with the threshold these figures were protected with."""
        return (
            "Aucun tableau publié, seul ou combiné à tous nos autres tableaux publiés sur la même population, ne "
            f"permet d’établir qu’un effectif masqué est compris entre 1 et {self.threshold - 1}, ni qu’il n’est "
            "pas nul. Un «\u00a0c\u00a0» n’est pas forcément un petit nombre. Pour chaque effectif protégé, nous "
            "gardons la preuve\u00a0: des jeux de données fictifs complets donnant exactement le même rapport, l’un "
            f"où il vaut 0, l’autre où il vaut au moins {self.threshold}."
        )

    limits = (
        "Cette promesse a deux limites. Un lecteur qui connaît déjà m personnes d’une case de k personnes n’a plus "
        "devant lui que k\u00a0−\u00a0m personnes. Et elle parle de ce que les tableaux obligent à conclure, non de "
        "ce qui est probable\u00a0: elle ne dit pas combien de «\u00a0c\u00a0» cachent de petits nombres."
    )

    @property
    def signs(self) -> str:
        withheld = "\u202f; c masqué par le secret statistique" if self.is_public else ""
        return f"Signes\u00a0: X annulé ou reporté\u202f; – non compté, ce qui n’est pas zéro{withheld}."

    def lines(self) -> list[str]:
        """« Lisez-moi », line by line."""
        named = [self.title, self.centre]
        if not self.is_public:
            internal = (
                f"{INTERNAL.capitalize()}. Effectifs exacts, même très petits\u00a0: la coordination seule."
            )
            return [*named, internal, self.signs]
        changed = [f"Ce qui change depuis l’édition précédente\u00a0: {self.changes}"] if self.changes else []
        cited = f"«\u00a0{self.centre}, {self.title}\u00a0»"
        reuse = f"{LICENCE}\u00a0: réutilisation libre en citant {cited}. Texte\u00a0: {LICENCE_URL}"
        return [*named, *changed, self.signs, self.rule, self.limits, reuse]
