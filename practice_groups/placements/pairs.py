"""Writes about pairs: asking for them, writing what was computed, changing a row, confirming.

Nothing leaves the coordination before `confirm`. Pairs are derived from who goes where: they are rebuilt at each
change, so that placements which cross are always shown as crossed.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.models import Structure
from practice_groups.choices import MatchingState, PlacementState
from practice_groups.choices import PlacementSessionState as State
from practice_groups.models import Matching, Pair, Placement, PlacementSession, Wish
from practice_groups.placements import access, distances, mails
from practice_groups.placements.matching import (
    Hosts,
    House,
    Problem,
    Trainee,
    pairs_of,
    reasons,
    why_not,
    why_unplaced,
)

LEFT_OUT = "laissé sans place par la coordination"
UNDER_WAY = [MatchingState.WAITING, MatchingState.RUNNING]


# ── Asked of the worker ─────────────────────────────────────────────────────────────────────────


@transaction.atomic
def request_matching(session: PlacementSession, *, by: User, at: datetime) -> Matching:
    """Ask for the pairs to be computed; returns the computation under way, if there is one."""
    session = locked(session)
    refuse_unless_accepting(session)
    if not session.wishes.living().exists():
        raise Refused("Aucun vœu pour l’instant : il n’y a personne à apparier.")
    under_way = session.matchings.filter(state__in=UNDER_WAY).first()
    asked = under_way or Matching.objects.create(session=session, requested_by=by, requested_at=at)
    from practice_groups.placements.tasks import compute_matching

    transaction.on_commit(lambda: enqueue(compute_matching, str(asked.pk)))
    return asked


def problem_of(session: PlacementSession) -> Problem:
    """The session's open wishes and the places offered, as input of the matching."""
    wishes = list(session.wishes.living().prefetch_related("wants").order_by("asked_at", "pk"))
    offers: dict[int, int] = {}
    for one in wishes:
        offers[one.structure_id] = offers.get(one.structure_id, 0) + one.offers
    structures = list(Structure.objects.filter(pk__in=offers))
    return Problem(
        [
            Trainee(
                one.pk, one.structure_id, one.sector, tuple(want.structure_id for want in one.wants.all())
            )
            for one in wishes
        ],
        [House(one.pk, offers[one.pk], one.sector) for one in structures],
        distances.between(structures),
    )


def write(session: PlacementSession, problem: Problem, hosts: Hosts) -> dict[str, str]:
    """Replace the proposed pairs of the locked `session`; `unplaced`: why each other wish has no place."""
    held = {one.wish_id: one for one in _drafts(session)}
    Placement.objects.filter(pk__in=[one.pk for one in held.values()]).update(pair=None)
    session.pairs.all().delete()
    Placement.objects.filter(pk__in=[one.pk for wish, one in held.items() if wish not in hosts]).delete()
    trainees = {one.id: one for one in problem.trainees}
    for first, second in pairs_of(problem, hosts):
        both = [wish for wish in (first, second) if wish is not None]
        said = {
            str(wish): reasons(problem, trainees[wish], hosts[wish], crossed=second is not None)
            for wish in both
        }
        pair = Pair.objects.create(
            session=session, first_id=first, second_id=second, crossed=second is not None, reasons=said
        )
        for wish in both:
            _place(session, pair, trainees[wish], hosts[wish], held.get(wish))
    if session.state == State.OPEN and hosts:
        session.state = State.PAIRED
    session.version += 1
    session.save(update_fields=["state", "version"])
    return {str(one.id): why_unplaced(problem, one, hosts) for one in problem.trainees if one.id not in hosts}


def _place(
    session: PlacementSession, pair: Pair, trainee: Trainee, host: int, held: Placement | None
) -> None:
    if held is None:
        Placement.objects.create(
            session=session, pair=pair, wish_id=trainee.id, own_id=trainee.own, host_id=host
        )
        return
    held.pair, held.host_id = pair, host
    held.version += 1
    held.save(update_fields=["pair", "host", "version"])


# ── Decided by the coordination ─────────────────────────────────────────────────────────────────


@transaction.atomic
def place(wish: Wish, *, host: Structure | None, version: int, by: User, at: datetime) -> Wish:
    """Change a row: `wish` goes to `host`, or nowhere. `version`: the session's, as it was read."""
    session = _changing(wish, version)
    problem, hosts = problem_of(session), hosts_of(session)
    if wish.pk not in {one.id for one in problem.trainees}:
        raise Refused("Ce vœu a été retiré depuis : rechargez la page.")
    hosts.pop(wish.pk, None)
    if host is not None:
        if host.pk == wish.structure_id:
            raise Refused("Personne n’est accueilli dans sa propre structure.", field="host")
        offered = problem.house[host.pk].offers if host.pk in problem.house else 0
        taken = sum(one == host.pk for one in hosts.values())
        if taken >= offered:
            raise Refused(_no_place(host, offered), field="host")
        hosts[wish.pk] = host.pk
    unplaced = write(session, problem, hosts)
    latest = session.matchings.filter(state=MatchingState.READY).first()
    if latest:
        kept = {pk for pk, why in latest.unplaced.items() if why == LEFT_OUT}
        kept |= {str(wish.pk)} if host is None else set()
        latest.unplaced = {pk: LEFT_OUT if pk in kept else why for pk, why in unplaced.items()}
        latest.save(update_fields=["unplaced"])
    return wish


def _no_place(host: Structure, offered: int) -> str:
    if not offered:
        return f"{host} n’offre aucune place à cette session."
    if offered == 1:
        return f"La place de {host} est déjà prise : déplacez d’abord la personne qui l’occupe."
    return f"Les {offered} places de {host} sont déjà prises : déplacez d’abord quelqu’un."


@transaction.atomic
def confirm(session: PlacementSession, *, version: int, by: User, at: datetime) -> PlacementSession:
    """Confirm the proposed pairs: everybody is told, structures see who comes, those without a place wait for the next
    session."""
    session = locked(session)
    if session.state in access.DECIDED:
        when = timezone.localtime(session.confirmed_at)
        raise Refused(
            f"Ces binômes ont déjà été retenus par {session.confirmed_by}, le {when:%d/%m/%Y à %H h %M}."
        )
    refuse_unless_accepting(session)
    refuse_stale(session, version)
    _refuse_under_way(session)
    problem, hosts = problem_of(session), hosts_of(session)
    if not hosts:
        raise Refused("Aucun binôme n’est proposé : calculez-les, ou placez quelqu’un.")
    if why_not(problem, hosts):
        raise Refused(
            "Des places offertes ont été retirées depuis : refaites les binômes, ou changez une ligne."
        )
    placed, left = keep(session, hosts, by=by, at=at)
    mails.confirmed(session, placed, left, timezone.localdate(at))
    return session


def keep(session: PlacementSession, hosts: Hosts, *, by: User, at: datetime) -> tuple[list[Wish], list[Wish]]:
    """Mark the locked `session` as running: those placed, those left to the next one. Sends no mail."""
    wishes = {one.pk: one for one in session.wishes.living()}
    placed = [wishes[pk] for pk in hosts]
    for one in placed:
        one.received_by_id = hosts[one.pk]
        one.save(update_fields=["received_by"])
    left = [one for pk, one in wishes.items() if pk not in hosts]
    to_the_list(session.wishes.filter(pk__in=[one.pk for one in left]))
    session.pairs.update(confirmed_at=at)
    session.state, session.confirmed_by, session.confirmed_at = State.RUNNING, by, at
    session.version += 1
    session.save(update_fields=["state", "confirmed_by", "confirmed_at", "version"])
    return placed, left


# ── Under the lock of the session ───────────────────────────────────────────────────────────────


def locked(session: PlacementSession) -> PlacementSession:
    """The session as it is now, locked until the end of the transaction."""
    return (
        PlacementSession.objects.select_for_update(of=["self"])
        .select_related("confirmed_by")
        .get(pk=session.pk)
    )


def hosts_of(session: PlacementSession) -> Hosts:
    return {one.wish_id: one.host_id for one in _drafts(session)}


def drop(session: PlacementSession, wish: Wish) -> None:
    """Remove a withdrawn wish's proposed placement; the other pairs are rebuilt."""
    hosts = hosts_of(session)
    if hosts.pop(wish.pk, None) is not None:
        write(session, problem_of(session), hosts)


def to_the_list(wishes) -> int:
    """Leave open wishes to the next session, except those of people already waiting for it; returns how many."""
    waiting = Wish.objects.listed().values("email")
    return wishes.exclude(email__in=waiting).update(session=None)


def forget(session: PlacementSession) -> None:
    """Remove the proposed pairs, and cancel any computation."""
    session.matchings.filter(state__in=UNDER_WAY).update(
        state=MatchingState.FAILED, failure="La session a été annulée."
    )
    _drafts(session).update(pair=None)
    session.pairs.all().delete()
    _drafts(session).delete()


def refuse_unless_accepting(session: PlacementSession) -> None:
    if session.state not in access.ACCEPTING:
        raise Refused(
            f"Cette session est « {session.get_state_display().lower()} » : ses binômes ne changent plus."
        )


def refuse_stale(session: PlacementSession, version: int) -> None:
    if session.version != version:
        raise Refused(
            "Cette session vient d’être modifiée par quelqu’un d’autre : rechargez la page et comparez."
        )


def _changing(wish: Wish, version: int) -> PlacementSession:
    if wish.session_id is None:
        raise Refused("Ce vœu attend la prochaine session : reprenez-le d’abord dans celle-ci.")
    session = locked(PlacementSession(pk=wish.session_id))
    refuse_unless_accepting(session)
    refuse_stale(session, version)
    _refuse_under_way(session)
    return session


def _refuse_under_way(session: PlacementSession) -> None:
    if session.matchings.filter(state__in=UNDER_WAY).exists():
        raise Refused("Un calcul des binômes est en cours : attendez qu’il soit terminé.")


def _drafts(session: PlacementSession):
    return Placement.objects.filter(session=session, state=PlacementState.DRAFT).defer("pdf")
