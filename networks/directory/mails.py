"""What the annuaire writes to structures."""

from centre.mail import post
from networks.directory import access, links
from networks.models import Structure


def ask_verification(structure: Structure) -> int:
    """To the structure's own address, else to each of its members who has an account; how many mails."""
    if structure.email:
        post(structure.email, "structure_verify", token=links.make(structure, None))
        return 1
    people = [place.user for place in access.people_of(structure) if not place.user.has_ended]
    for user in people:
        post(user, "structure_verify", token=links.make(structure, user))
    return len(people)
