"""Which mail after which action. A link shows; a button signs. None says what it is about, nor names anybody else."""

from centre.mail import post
from centre.models import User
from practice_groups.models import Placement, Signature


def to_sign(signature: Signature, token: str) -> None:
    _sign(signature, "placement_to_sign", token)


def sign_reminder(signature: Signature, token: str) -> None:
    _sign(signature, "placement_sign_reminder", token)


def signed_by_all(signature: Signature) -> None:
    if signature.email:
        post(_reader(signature), "placement_signed", name=signature.asked_name)


def notebook(placement: Placement, token: str) -> None:
    """To the trainee: her page, in her language when she has an account."""
    wish = placement.wish
    post(wish.user or wish.email, "placement_notebook", name=wish.trainee, token=token)


def cancelled(signature: Signature) -> None:
    if signature.email:
        post(_reader(signature), "placement_cancelled", name=signature.asked_name)


def _sign(signature: Signature, template: str, token: str) -> None:
    if signature.email:
        post(_reader(signature), template, name=signature.asked_name, token=token)


def _reader(signature: Signature) -> User | str:
    """The account of this address, for its language; else the address."""
    return User.objects.filter(email__iexact=signature.email).first() or signature.email
