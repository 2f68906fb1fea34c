"""Four parties sign at once, real connections: each is kept, the convention closes once. A scanner signs nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import OutgoingMail
from practice_groups.models import Placement, Signature
from practice_groups.placements.stays import wording
from practice_groups.placements.stays.actions import conventions, signatures
from tests.people import People
from tests.practice_groups.placements import world
from tests.practice_groups.placements.conftest import Field
from tests.practice_groups.placements.test_together import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def asked() -> tuple[Placement, dict[str, str]]:
    """A convention sent to its four parties: the token of each by her role."""
    people = People()
    field = Field(people)
    placement = world.settled(field.placement, people.alice, moment=timezone.now())
    with acting_as_system():
        return placement, {one.role: world.link(one) for one in placement.signatures.all()}


@pytest.mark.parametrize("_round", range(3))
def test_four_parties_sign_at_once(_round):
    placement, tokens = asked()
    roles, before = list(tokens), placement.version

    def sign(number):
        role = roles[number]
        return signatures.sign(tokens[role], name=f"Qui signe {role}", accept=True, at=timezone.now())

    assert not refused(together(4, sign))
    with acting_as_system():
        now = Placement.objects.get(pk=placement.pk)
        kept = {one.role: one for one in now.signatures.all()}
    assert (now.state, now.version) == ("signee", before + 1)
    assert {role: one.name for role, one in kept.items()} == {role: f"Qui signe {role}" for role in roles}
    assert {bytes(one.text_digest) for one in kept.values()} == {wording.digest(now.convention_text)}
    with acting_as_system():
        assert OutgoingMail.objects.filter(subject="Le document est signé").count() == 4


def test_one_link_pressed_eight_times_at_once_is_one_signature():
    placement, tokens = asked()

    def sign(number):
        return signatures.sign(tokens["accueil"], name=f"Nom {number}", accept=True, at=timezone.now()).name

    assert len(set(together(8, sign))) == 1
    with acting_as_system():
        assert Signature.objects.exclude(signed_at=None).count() == 1
        assert Placement.objects.get(pk=placement.pk).state == "convention_a_signer"


def test_taken_back_or_signed_never_both():
    placement, tokens = asked()
    with acting_as_system():
        alice = placement.session.made_by

    def act(number):
        if number:
            return signatures.sign(tokens["accueil"], name="Odile", accept=True, at=timezone.now())
        with acting_as_system():
            return conventions.reopen_convention(
                placement, version=placement.version, by=alice, at=timezone.now()
            )

    assert len(refused(together(2, act))) == 1
    with acting_as_system():
        signed = Signature.objects.exclude(signed_at=None).count()
        state = Placement.objects.get(pk=placement.pk).state
    assert (state, signed) in {("brouillon", 0), ("convention_a_signer", 1)}


def test_a_scanner_of_mail_signs_nothing():
    """What opens links before people do: HEAD, GET twice, a prefetch, and a form sent without its token."""
    _placement, tokens = asked()
    door = reverse("practice_groups:sign_convention", args=[tokens["accueil"]])
    scanner = Client(enforce_csrf_checks=True)

    def everything():
        with acting_as_system():
            return [list(Signature.objects.order_by("pk").values()), list(Placement.objects.values())]

    before = everything()
    answers = [
        scanner.head(door).status_code,
        scanner.get(door).status_code,
        scanner.get(door).status_code,
        scanner.get(door, HTTP_SEC_PURPOSE="prefetch", HTTP_PURPOSE="prefetch").status_code,
        scanner.post(door, {"name": "Un automate", "accept": "on"}).status_code,
        scanner.put(door).status_code,
    ]
    assert answers == [200, 200, 200, 200, 403, 403]
    assert everything() == before
    with acting_as_system():
        assert not Signature.objects.exclude(signed_at=None).exists()
    page = Client().get(door).content.decode()
    assert "Ouvrir cette page ne signe rien" in page and "@signe.example" not in page
    assert "Rémi Castel" in page and "Direction" in page
