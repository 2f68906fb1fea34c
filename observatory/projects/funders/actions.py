"""Every write about funders and the accounts that read on their behalf."""

from datetime import date

from django.db import IntegrityError, transaction

from centre.models import User
from centre.refusals import Refused
from observatory.projects.models import Funder, FunderMember


@transaction.atomic
def save_funder(funder: Funder | None = None, *, name: str, by: User) -> Funder:
    funder = funder or Funder()
    funder.name = name
    try:
        with transaction.atomic():
            funder.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise Refused(f"«\u00a0{name}\u00a0» est déjà un financeur.", field="name") from error
    return funder


@transaction.atomic
def add_member(funder: Funder, *, user: User, since: date, by: User) -> FunderMember:
    """Let an account read on behalf of a funder; an account that had stopped begins again."""
    funder = Funder.objects.select_for_update().get(pk=funder.pk)
    if not user.may("funded"):
        raise Refused("Ce compte n’a pas le rôle «\u00a0Financeur\u00a0».", field="user")
    member = FunderMember.objects.filter(funder=funder, user=user).first()
    if member is None:
        return FunderMember.objects.create(funder=funder, user=user, since=since)
    if member.until is None or member.until >= since:
        raise Refused("Ce compte a déjà accès aux fiches de ce financeur à cette date.", field="user")
    member.since, member.until = since, None
    member.save()
    return member


@transaction.atomic
def end_member(member: FunderMember, *, until: date, by: User) -> None:
    """`until`: the last day on which the account reads on behalf of the funder."""
    member = FunderMember.objects.select_for_update(of=["self"]).get(pk=member.pk)
    if until < member.since:
        raise Refused("Ce compte n’avait pas encore commencé à cette date.", field="until")
    member.until = until
    member.save()
