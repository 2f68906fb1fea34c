"""What an interpreter is paid for a mission. Minutes are whole, money is Decimal euros to the cent; no database."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ROUNDED = {
    1: "à la minute",
    15: "au quart d’heure supérieur",
    30: "à la demi-heure supérieure",
    60: "à l’heure supérieure",
}


@dataclass(frozen=True)
class Rule:
    """`minimum` and `rounding` in minutes, `late_hours` in hours before the beginning."""

    minimum: int
    rounding: int
    late_hours: int

    @classmethod
    def of(cls, settings) -> "Rule":
        """The rule that a `NetworkSettings` says."""
        return cls(settings.minimum_minutes, settings.rounding_minutes, settings.late_hours)

    def billed(self, minutes: int) -> int:
        """Minutes that are paid for `minutes` done: rounded up to the step, never under the minimum."""
        return max(self.minimum, -(-minutes // self.rounding) * self.rounding)

    def example(self, minutes: int) -> tuple[str, str]:
        """What is done and what is paid for it, in words."""
        return in_words(minutes), in_words(self.billed(minutes))

    @property
    def sentence(self) -> str:
        """The rule in French, as screens and statements print it."""
        step = ROUNDED.get(self.rounding, f"aux {self.rounding}\u00a0minutes supérieures")
        if self.minimum:
            length = (
                f"Toute mission est payée au moins {in_words(self.minimum)}\u202f; "
                f"au-delà, la durée est arrondie {step}."
            )
        else:
            length = f"La durée d’une mission est arrondie {step}."
        return (
            f"{length} Le taux horaire et le forfait de déplacement sont ceux du jour de la mission\u202f; le "
            "déplacement est payé quand l’interprète s’est rendu sur place. Une mission annulée moins de "
            f"{self.late_hours}\u00a0h avant son début est payée pour sa durée prévue, sans déplacement."
        )


def amount(*, hourly: Decimal, billed: int, travel: Decimal) -> Decimal:
    """Euros for `billed` minutes at `hourly` and the allowance for the journey; half a cent goes up."""
    return (hourly * billed / 60).quantize(CENT, ROUND_HALF_UP) + travel


def in_words(minutes: int) -> str:
    """45 → « 45 min », 60 → « 1 h », 75 → « 1 h 15 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")


def in_euros(amount: Decimal, *, signed: bool = False) -> str:
    """1234.5 → « 1 234,50 € », -12 → « −12,00 € »; `signed` writes the plus too."""
    sign = "\u2212" if amount < 0 else "+" if signed else ""
    text = f"{abs(amount):,.2f}".replace(",", "\u202f").replace(".", ",")
    return f"{sign}{text}\u00a0€"
