"""Who is available for pairing: therapists with room, interpreters, their hours, the weights. Few statements, no
ranking.

SQL keeps those whom the hard rules might allow; `rules` decides for each pair.
"""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from centre.models import User
from networks.models import Interpreter, NetworkSettings, Professional, Therapist
from referrals.models import Care, Exclusion, PairingSettings, Person
from referrals.pairing.hours import Week, weeks
from referrals.pairing.rules import only_remote
from referrals.states import CareState

_SHARED = ("code", "display_name", "gender", "languages", "departements", "communes", "active")


def may_answer_as(role: str) -> Q:
    """No account yet, or an open one that holds the role today."""
    return Q(user=None) | Q(user__in=User.objects.holding(role))


def may_answer(professional: Professional, role: str) -> bool:
    return type(professional).objects.filter(may_answer_as(role), pk=professional.pk).exists()


def promised():
    """SQL: places promised by open proposals to the therapist of the row outside."""
    open_ones = Care.objects.filter(
        therapist=OuterRef("pk"), state=CareState.PROPOSED, imported=False
    ).order_by()
    counted = open_ones.values("therapist").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def therapists_with_room():
    """Active, allowed to answer, with a place left once open proposals (`promised`) are counted."""
    return (
        Therapist.objects.active()
        .filter(may_answer_as("therapeute"))
        .annotate(promised=promised())
        .filter(Q(capacity=None) | Q(capacity__gt=F("active_cares") + F("promised")))
        .only(*_SHARED, "capacity", "active_cares", "remote", "publics")
    )


def therapists_for(person: Person):
    """Those allowed by the person's territory, wishes and exclusions; `declined`: she already declined her once."""
    said_no = Care.objects.filter(person=person, therapist=OuterRef("pk"), state=CareState.DECLINED)
    found = (
        therapists_with_room()
        .covering(person.departement)
        .filter(~_excluded(person, "therapist"))
        .annotate(declined=Exists(said_no.exclude(decline_kind="")))
    )
    if person.therapist_gender:
        found = found.filter(gender=person.therapist_gender)
    return found.filter(remote=True) if only_remote(person) else found


def interpreters():
    return (
        Interpreter.objects.active()
        .filter(may_answer_as("interprete"))
        .only(*_SHARED, "remote", "modalities")
        .order_by("display_name", "pk")
    )


def interpreters_for(person: Person):
    found = interpreters().speaking(person.languages).filter(~_excluded(person, "interpreter"))
    return found.filter(gender=person.interpreter_gender) if person.interpreter_gender else found


def _excluded(person: Person, who: str):
    return Exists(Exclusion.objects.filter(person=person, **{who: OuterRef("pk")}))


def free(therapist: Therapist) -> int | None:
    """Places left, promises counted; None if she declared no capacity. For a row annotated with `promised`."""
    if therapist.capacity is None:
        return None
    return max(0, therapist.capacity - therapist.active_cares - therapist.promised)


def weights() -> PairingSettings:
    """The weights, with `reached`: the départements where the centre's interpreters go. One statement."""
    reached = NetworkSettings.objects.filter(pk=1).values("on_site_departements")
    return PairingSettings.objects.annotate(reached=Subquery(reached)).get(pk=1)


@dataclass
class Hours:
    """Usual weeks by id; those who declared none are absent."""

    therapists: dict[int, Week] = field(default_factory=dict)
    interpreters: dict[int, Week] = field(default_factory=dict)


def hours_of(therapists, interpreters) -> Hours:
    """One statement."""
    return Hours(*weeks([one.pk for one in therapists], [one.pk for one in interpreters]))
