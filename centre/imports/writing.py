"""Bulk upserts: bring a table to what a sheet says, in few statements, touching only the rows that differ."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

_NATURAL = uuid.UUID("6b1f2f0a-6c3e-5a55-9d0e-3f6a8a3c2d71")
_BATCH = 2000


def natural_key(*parts: object) -> uuid.UUID:
    """A UUID derived from these parts: the same at each import."""
    return uuid.uuid5(_NATURAL, "\x1f".join(str(part) for part in parts))


@dataclass
class Settled:
    """Records by key, and the keys of those created or updated."""

    records: dict[Any, models.Model] = field(default_factory=dict)
    created: set = field(default_factory=set)
    updated: set = field(default_factory=set)


def stored(model: type[models.Model], key: str, keys: Iterable) -> dict[Any, models.Model]:
    """Key → record, for the records that have one of these keys."""
    keys = list(keys)
    return {
        getattr(record, key): record
        for start in range(0, len(keys), _BATCH)
        for record in model.objects.filter(**{f"{key}__in": keys[start : start + _BATCH]})
    }


def settle(
    model: type[models.Model], key: str, wanted: Mapping[Any, Mapping], *, born: Mapping | None = None
) -> Settled:
    """Create the missing records, update those that differ. `wanted`: key → values; `born`: values set at creation
    only."""
    records = stored(model, key, wanted)
    new = {
        value: model(**{key: value}, **(born or {}), **values)
        for value, values in wanted.items()
        if value not in records
    }
    model.objects.bulk_create(new.values(), batch_size=_BATCH)
    changed = amend(model, {record: wanted[value] for value, record in records.items()})
    updated = {getattr(record, key) for record in changed}
    return Settled({**records, **new}, set(new), updated)


def amend(model: type[models.Model], wanted: Mapping[models.Model, Mapping]) -> list[models.Model]:
    """Update the stored records whose values differ; returns those updated."""
    fields, changed = set(), []
    for record, values in wanted.items():
        differing = {name: value for name, value in values.items() if getattr(record, name) != value}
        if not differing:
            continue
        for name, value in differing.items():
            setattr(record, name, value)
        fields |= differing.keys()
        changed.append(record)
    if changed:  # an upsert on the primary key: one statement for thousands of rows, unlike bulk_update
        model.objects.bulk_create(
            changed,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=sorted(model._meta.get_field(name).name for name in fields),
        )
    return changed


def settle_parts(model: type[models.Model], names: tuple[str, ...], owners: Iterable, wanted: set) -> set:
    """Make the parts of these owners exactly `wanted` (tuples of `names`, the owner's id first).

    Returns the ids of the owners whose parts changed.
    """
    present = {
        part: pk
        for pk, *values in model.objects.filter(**{f"{names[0]}__in": list(owners)}).values_list("pk", *names)
        for part in [tuple(values)]
    }
    extra = present.keys() - wanted
    missing = wanted - present.keys()
    model.objects.filter(pk__in=[present[part] for part in extra]).delete()
    model.objects.bulk_create(
        (model(**dict(zip(names, part, strict=True))) for part in sorted(missing)), batch_size=_BATCH
    )
    return {part[0] for part in extra | missing}


def settle_labels(model: type[models.Model], name: str, labels: Iterable[str], **values) -> dict[str, int]:
    """Label → id; unknown labels are created."""
    wanted = sorted({label for label in labels if label})
    settled = settle(model, name, {label: {} for label in wanted}, born=values)
    return {label: record.pk for label, record in settled.records.items()}
