"""A sheet in words, as lists and pages show it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from centre.months import hour_words
from centre.reference import commune, departements, language_name
from networks.choices import Approach, Modality, Public, Standing
from networks.models import Absence, Professional, Therapist, WeeklySlot, labels
from networks.profiles.models import WEEKDAYS

TONES = {Standing.ACTIVE: "good", Standing.SUSPENDED: "waiting", Standing.LEFT: "neutral"}
NBSP, THIN = "\u00a0", "\u202f"


def hours(slot: WeeklySlot) -> str:
    return f"{hour_words(slot.starts)}\u2009–\u2009{hour_words(slot.ends)}"


@dataclass(frozen=True)
class Sheet:
    profile: Professional

    @property
    def network(self) -> str:
        return "therapeutes" if isinstance(self.profile, Therapist) else "interpretes"

    @property
    def url(self) -> str:
        name = "therapist" if self.network == "therapeutes" else "interpreter"
        return reverse(f"networks:{name}", args=[self.profile.pk])

    @property
    def list_url(self) -> str:
        return reverse(f"networks:{'therapists' if self.network == 'therapeutes' else 'interpreters'}")

    @property
    def title(self) -> str:
        return "Thérapeute" if self.network == "therapeutes" else "Interprète"

    @property
    def standing_tone(self) -> str:
        return TONES[self.profile.standing]

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """Each language with its level in a word (« maternelle »), or ""."""
        levels = self.profile.language_levels
        return [(language_name(code), levels.get(code, "")) for code in self.profile.languages]

    @property
    def territory(self) -> str:
        names = [f"{departements().get(code, code)} ({code})" for code in self.profile.departements]
        if not names and self.network == "therapeutes":
            return "Toute la région"
        return ", ".join(names)

    @property
    def communes(self) -> str:
        known = [commune(code) for code in self.profile.communes]
        return ", ".join(str(one) for one in known if one)

    @property
    def publics(self) -> list[str]:
        return labels(Public, self.profile.publics)

    @property
    def approaches(self) -> list[str]:
        return labels(Approach, self.profile.approaches)

    @property
    def modalities(self) -> list[str]:
        return labels(Modality, self.profile.modalities)

    @property
    def places(self) -> str:
        """« 2 libres sur 6 »; "" when nobody said how many."""
        if self.profile.capacity is None:
            return ""
        free = self.profile.free_places
        return f"{free or 'aucune'} libre{'s' if free > 1 else ''} sur {self.profile.capacity}"

    @property
    def week(self) -> list[tuple[str, list[tuple[WeeklySlot, str]]]]:
        """Seven days, each with its slots in order and in words."""
        slots = [(slot, hours(slot)) for slot in self.profile.weeklyslots.all()]
        return [(name, [one for one in slots if one[0].weekday == day]) for day, name in WEEKDAYS]

    @property
    def week_words(self) -> list[tuple[str, str]]:
        """The days that have hours, in words."""
        return [(name, ", ".join(words for _, words in slots)) for name, slots in self.week if slots]

    def absences_from(self, day: date) -> list[Absence]:
        return [one for one in self.profile.absences.all() if one.ends_on >= day]
