"""Who could follow this person, and with which interpreter: the best first, with the reasons in words.

Two statements whatever the size: therapists with room who cover the département, interpreters who could help.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from centre.context import acting_as_system
from centre.models import User
from centre.reference import language_name
from centre.refusals import Refused
from networks.models import Interpreter, NetworkSettings, Professional, Therapist
from referrals.models import Care, Exclusion, PairingSettings, Person
from referrals.pairing import rules
from referrals.states import CareState

SHOWN = 12


@dataclass
class Candidate:
    therapist: Therapist
    interpreters: list[Interpreter] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def needs_interpreter(self) -> bool:
        return bool(self.interpreters)


def therapists(person: Person):
    """Therapists who cover the person's département (or declare none) and may answer a proposal."""
    return Therapist.objects.active().covering(person.departement).filter(_may_answer("therapeute"))


def _may_answer(role: str) -> Q:
    """No account yet, or an open one that holds the role today."""
    return Q(user=None) | Q(user__in=User.objects.holding(role))


def may_answer(professional: Professional, role: str) -> bool:
    return type(professional).objects.filter(_may_answer(role), pk=professional.pk).exists()


def helpers(person: Person) -> list[Interpreter]:
    """Interpreters of the person's languages: on site first, then at a distance."""
    active = Interpreter.objects.active().filter(_may_answer("interprete"))
    speaking = active.speaking(person.languages).order_by("display_name", "pk")
    near = [one for one in speaking if one.covers(person.departement)]
    return near + [one for one in speaking if one.remote and one not in near]


def candidates(person: Person) -> list[Candidate]:
    """At most twelve therapists with room: those who speak her language first, then by free places."""
    interpreters = helpers(person)
    found = []
    for therapist in therapists(person).with_room().order_by("pk"):
        shared = [language for language in person.languages if language in therapist.languages]
        if not shared and not interpreters:
            continue
        found.append(
            Candidate(therapist, [] if shared else interpreters, _reasons(therapist, shared, interpreters))
        )
    found.sort(key=lambda one: (one.needs_interpreter, -(one.therapist.free_places or 0), one.therapist.pk))
    return found[:SHOWN]


def _reasons(therapist: Therapist, shared: list[str], interpreters: list[Interpreter]) -> list[str]:
    words = []
    if shared:
        words.append("parle " + " et ".join(language_name(code) for code in shared))
    else:
        count = len(interpreters)
        words.append(f"avec interprète ({count} possible{'s' if count > 1 else ''})")
    if therapist.free_places is not None:
        words.append(f"{therapist.free_places} place{'s' if therapist.free_places > 1 else ''}")
    if not therapist.departements:
        words.append("toute la région")
    return words


@transaction.atomic
def may_be_paired(person: Person, therapist: Therapist, interpreter: Interpreter | None) -> None:
    """Raise `Refused` (field "therapist" or "interpreter") unless every hard rule allows the three to be brought
    together now.

    To be called in the transaction that then proposes, the orientation already locked: it locks the therapist, so that
    two proposals count her places one after the other. The portal itself reads: exclusions bind whoever asks.
    """
    with acting_as_system():
        therapist = Therapist.objects.select_for_update(of=("self",)).get(pk=therapist.pk)
        _refuse(why_not_place(therapist), "therapist")
        _refuse(_why_no_account(therapist, "therapeute"), "therapist")
        settings = PairingSettings.current()
        _refuse(rules.why_not_therapist(therapist, person, farthest_km=settings.farthest_km), "therapist")
        excluded = Exclusion.objects.filter(person=person)
        if excluded.filter(therapist=therapist).exists():
            raise Refused("Une exclusion est notée entre cette personne et ce thérapeute.", field="therapist")
        if interpreter is None:
            _refuse(rules.why_not_alone(therapist, person), "interpreter")
            return
        interpreter = Interpreter.objects.get(pk=interpreter.pk)
        reached = NetworkSettings.current().on_site_departements
        _refuse(rules.why_not_interpreter(interpreter, person, reached=reached), "interpreter")
        _refuse(_why_no_account(interpreter, "interprete"), "interpreter")
        if excluded.filter(interpreter=interpreter).exists():
            raise Refused(
                "Une exclusion est notée entre cette personne et cet interprète.", field="interpreter"
            )


def why_not_place(therapist: Therapist) -> str:
    """Places are promised by open proposals as much as taken by cares."""
    if therapist.capacity is None:
        return ""
    promised = Care.objects.filter(therapist=therapist, state=CareState.PROPOSED, imported=False).count()
    if therapist.active_cares + promised < therapist.capacity:
        return ""
    return "Ce thérapeute n’a plus de place : choisissez-en un autre."


def _why_no_account(professional: Professional, role: str) -> str:
    if may_answer(professional, role):
        return ""
    kind = "Ce thérapeute" if role == "therapeute" else "Cet interprète"
    return f"{kind} n’a plus accès au portail : choisissez-en un autre."


def _refuse(reason: str, field: str) -> None:
    if reason:
        raise Refused(reason, field=field)
