"""From typed names to structures and contacts: existing ones, and new ones once confirmed."""

from collections import defaultdict

from centre.refusals import Refused
from networks.choices import Presence
from networks.life import access
from networks.life.models import Activity, ActivityAttendance, ActivityStructure, Contact
from networks.life.words import plain
from networks.models import Structure

Person = tuple[str, str, str]  # name, function, structure


def structures_named(names: list[str], *, create: bool) -> dict[str, Structure]:
    """Plain name → structure. Names that differ only by case or accents are the same structure.

    New ones are created with `create`; otherwise the refusal lists them, each with similar names.
    """
    wanted = {plain(name): name for name in names if name}
    if not wanted:
        return {}
    found = {plain(one.name): one for one in Structure.objects.order_by("-pk") if plain(one.name) in wanted}
    new = {key: name for key, name in wanted.items() if key not in found}
    if new and not create:
        raise Refused(_are_new(list(new.values())), field="create_structures")
    return found | {key: Structure.objects.create(name=name) for key, name in new.items()}


def _are_new(names: list[str]) -> str:
    sentences = []
    for name in names[:5]:
        close = access.close_names(name)
        said = f" (voulez-vous dire {' ou '.join(f'« {one} »' for one in close)} ?)" if close else ""
        sentences.append(f"« {name} »{said}")
    more = f" et {len(names) - 5} autres" if len(names) > 5 else ""
    which = "Nouvelles structures" if len(names) > 1 else "Nouvelle structure"
    return f"{which} : {', '.join(sentences)}{more}. Corrigez le nom, ou cochez pour créer."


def set_structures(activity: Activity, *, present: list, excused: list, known: dict[str, Structure]) -> bool:
    """Make the structures of `activity` exactly these; returns whether anything changed."""
    wanted = {(known[plain(name)].pk, True) for name in present} | {
        (known[plain(name)].pk, False) for name in excused
    }
    stored = {
        (one.structure_id, one.present): one.pk for one in ActivityStructure.objects.filter(activity=activity)
    }
    gone = [stored[key] for key in stored.keys() - wanted]
    ActivityStructure.objects.filter(pk__in=gone).delete()
    ActivityStructure.objects.bulk_create(
        ActivityStructure(activity=activity, structure_id=pk, present=there)
        for pk, there in sorted(wanted - stored.keys())
    )
    return stored.keys() != wanted


def set_people(activity: Activity, people: dict[str, list[Person]], known: dict[str, Structure]) -> bool:
    """Make the named attendance exactly these (presence → people); unknown people become contacts."""
    wanted: dict[str, str] = {}
    contacts = _contacts_called([person[0] for some in people.values() for person in some])
    for presence, some in people.items():
        for person in some:
            contact = _contact(person, contacts, known)
            if wanted.setdefault(contact.pk, presence) != presence:
                raise Refused(
                    f"« {contact.name} » a deux présences : gardez-en une.",
                    field=f"people_{_FIELDS[presence]}",
                )
    stored = {one.contact_id: one for one in ActivityAttendance.objects.filter(activity=activity)}
    same = {pk: one.presence for pk, one in stored.items()} == wanted
    if not same:
        ActivityAttendance.objects.filter(activity=activity).delete()
        ActivityAttendance.objects.bulk_create(
            ActivityAttendance(activity=activity, contact_id=pk, presence=presence)
            for pk, presence in wanted.items()
        )
    return not same


_FIELDS = {Presence.PRESENT: "present", Presence.EXCUSED: "excused", Presence.ABSENT: "absent"}


def _contacts_called(names: list[str]) -> dict[str, list[Contact]]:
    wanted = {plain(name) for name in names}
    found = defaultdict(list)
    if wanted:
        for contact in Contact.objects.select_related("structure").order_by("name", "pk"):
            if plain(contact.name) in wanted:
                found[plain(contact.name)].append(contact)
    return found


def _contact(person: Person, contacts: dict[str, list[Contact]], known: dict[str, Structure]) -> Contact:
    """The contact a line refers to: matched by name, then structure, then function. A homonym elsewhere is another
    contact."""
    name, function, structure = person
    place = known[plain(structure)] if structure else None
    homonyms = contacts[plain(name)]
    if place:
        homonyms = [one for one in homonyms if one.structure_id in (None, place.pk)]
    if len(homonyms) > 1 and function:
        homonyms = [one for one in homonyms if plain(one.function) == plain(function)] or homonyms
    if len(homonyms) > 1:
        raise Refused(
            f"Plusieurs contacts s’appellent « {name} » : précisez la fonction et la structure.",
            field="people_present",
        )
    if not homonyms:
        created = Contact.objects.create(name=name, function=function, structure=place)
        contacts[plain(name)].append(created)
        return created
    _complete(homonyms[0], function, place)
    return homonyms[0]


def _complete(contact: Contact, function: str, place: Structure | None) -> None:
    """Fill in what was unknown about a contact; known values stay."""
    learnt = {}
    if function and not contact.function:
        learnt["function"] = function
    if place and contact.structure_id is None:
        learnt["structure"] = place
    for field, value in learnt.items():
        setattr(contact, field, value)
    if learnt:
        contact.save(update_fields=list(learnt))
