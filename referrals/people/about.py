"""Every row about a person, found by following the foreign keys that lead to her: a new table is covered without being
named."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import SET_NULL, Model, QuerySet
from pghistory.models import Event

from networks.models import Mission, MissionOffer
from referrals.people.models import Person


def paths(*, linked: bool = True) -> dict[type[Model], list[str]]:
    """Model → the lookups that lead from it to the person, the shortest first (`referral__person`…).

    `linked`: also follow nullable keys (a call that led to an orientation). Without it: only rows that are hers alone,
    and are deleted with her. Histories are left out.
    """
    found: dict[type[Model], list[str]] = {Person: ["pk"]}
    waiting = [(Person, "")]
    while waiting:
        model, lookup = waiting.pop(0)
        for relation in model._meta.get_fields(include_hidden=True):
            other = relation.related_model
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or not _is_ours(
                other
            ):
                continue
            if other is model or (not linked and relation.on_delete is SET_NULL):
                continue
            path = relation.field.name + (f"__{lookup}" if lookup else "")
            begun = other in found
            found.setdefault(other, []).append(path)
            if not begun:
                waiting.append((other, path))
    return found


def _is_ours(model: type[Model]) -> bool:
    own = model._meta.app_label == "referrals" and not model._meta.auto_created
    return own and not issubclass(model, Event)


def rows_about(person: Person, *, linked: bool = True) -> Iterator[tuple[type[Model], QuerySet]]:
    """Each table's rows about this person, ordered from her own row to those that depend on others."""
    for model, lookups in paths(linked=linked).items():
        ids = set()
        for lookup in lookups:
            ids |= set(model.objects.order_by().filter(**{lookup: person.pk}).values_list("pk", flat=True))
        yield model, model.objects.filter(pk__in=ids)


def missions_of(person: Person) -> QuerySet:
    """The interpreter missions of her séances, which have no key to her."""
    sessions = apps.get_model("referrals", "TherapySession").objects.filter(person=person)
    return Mission.objects.filter(pk__in=sessions.exclude(mission=None).values("mission_id"))


def offers_of(person: Person) -> QuerySet:
    return MissionOffer.objects.filter(mission__in=missions_of(person).values("pk"))
