"""One row at least in every table of the groups, twice: what is Paula's, and what is nobody's of hers.

Paula takes part, Otto takes part elsewhere; Fanny leads Paula's cycle, Fred leads Otto's; Hana receives for the
structure that welcomes Paula, Hugo for one that has nothing to do with it. Everybody is invented.
"""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from centre.context import acting_as, acting_as_system
from centre.links import fingerprint, new_token
from networks.models import DatePoll
from practice_groups.attendance.models import AttendanceSheet
from practice_groups.models import (
    AgendaPoint,
    Attestation,
    ContactEntry,
    Evaluation,
    EvaluationAnswer,
    GroupPoll,
    HostingSwap,
    HostingTurn,
    LoggedHours,
    Matching,
    MemberPresence,
    Minutes,
    MinutesLink,
    PlacementAnswers,
    PlacementDocument,
    Receipt,
    RegistrationRequest,
    SeasonReminder,
    SituationSwap,
    SituationTurn,
    TrainingFacts,
    WantedStructure,
)
from tests.people import make_user
from tests.practice_groups.attendance import makers
from tests.practice_groups.experiments import field as experiments
from tests.practice_groups.placements import world as stays
from tests.practice_groups.working import field as working

AT = makers.AT


def build(people) -> SimpleNamespace:
    cast = {
        "alice": people.alice,
        "tara": people.tara,
        "felix": people.felix,
        "ada": people.ada,
        "paula": make_user("Paula", "participant"),
        "otto": make_user("Otto", "participant"),
        "fanny": make_user("Fanny", "animation"),
        "fred": make_user("Fred", "animation"),
    }
    hers = _cycle(cast, "Intervision du mardi", cast["paula"], cast["fanny"])
    other = _cycle(cast, "Intervision du jeudi", cast["otto"], cast["fred"])
    placement = _placements(cast)
    experiment = experiments.create(cast["alice"], structure=experiments.place("Le Port"))
    return SimpleNamespace(cast=cast, hers=hers, other=other, placement=placement, experiment=experiment)


def _cycle(cast, title, who, leader) -> SimpleNamespace:
    """A cycle, with `who` seated in it, and a working group that `who` is a member of; `leader` leads both."""
    alice = cast["alice"]
    neighbour = make_user(f"Voisine de {who}", "participant")
    cycle = makers.season(
        who, neighbour, facilitators=[leader], title=title, kind="formation", fee=Decimal(40)
    )
    meeting = makers.held(cycle, present=[who], days=-20)
    coming, later = makers.meeting(cycle, days=20), makers.meeting(cycle, days=50)
    seat = makers.seat(cycle, who)
    group = working.make_group(alice, title=f"Groupe de travail ({title})", facilitators=[leader], at=AT)
    member = working.join(group, alice, who.display_name, email=who.email, at=AT)
    with acting_as(leader):
        AttendanceSheet.objects.create(cycle=cycle, asked_by=leader, asked_at=AT)
    with acting_as_system():
        session = group.cycles.get()
        planned = session.meetings.create(
            starts_at=AT + timedelta(days=9), ends_at=AT + timedelta(days=9, hours=2), place="12 rue Haute"
        )
        AgendaPoint.objects.create(meeting=planned, position=1, title="Le calendrier")
        MemberPresence.objects.create(meeting=planned, member=member, state="excuse")
        MinutesLink.objects.create(
            meeting=planned,
            member=member,
            token_hash=fingerprint(new_token()),
            expires_at=AT + timedelta(days=9),
        )
        poll = DatePoll.objects.create(title="Prochaine date", created_by=alice, created_at=AT)
        GroupPoll.objects.create(group=group, poll=poll)
        attestation = Attestation.objects.create(
            code=f"TEST-{seat.pk:04}", registration=seat, holder=who.display_name, title=title, hours=Decimal(3),
            meetings=1, first_day=date(2026, 1, 5), last_day=date(2026, 1, 5), issued_at=AT, issued_by=leader,
        )  # fmt: skip
        evaluation = Evaluation.objects.create(
            cycle=cycle, opened_at=AT, closes_at=AT + timedelta(days=9), opened_by=leader
        )
        EvaluationAnswer(evaluation=evaluation, useful=4, climate=4, organisation=4, again="oui").save()
        Minutes(
            meeting=meeting, text="On se revoit en mars.", written_by=leader, written_at=AT, sent_at=AT
        ).save()
        Minutes(meeting=coming, text="Un brouillon.", written_by=leader, written_at=AT).save()
        turn = HostingTurn.objects.create(meeting=coming, registration=seat, proposed_at=AT)
        situation = SituationTurn.objects.create(meeting=coming, registration=seat, proposed_at=AT)
        theirs = {"meeting": later, "registration": makers.seat(cycle, neighbour), "proposed_at": AT}
        HostingSwap.objects.create(mine=turn, wanted=HostingTurn.objects.create(**theirs), asked_at=AT)
        SituationSwap.objects.create(
            mine=situation, wanted=SituationTurn.objects.create(**theirs), asked_at=AT
        )
        TrainingFacts.objects.create(cycle=cycle)
        ContactEntry.objects.create(registration=seat, entered_at=AT)
        Receipt.objects.create(
            registration=seat, holder=who.display_name, title=title, amount=Decimal(40), received_on=AT.date(),
            issued_at=AT, issued_by=alice,
        )  # fmt: skip
        LoggedHours.objects.create(
            user=who, kind="supervision", day=AT.date(), hours=2, noted_by=who, noted_at=AT
        )
        SeasonReminder.objects.create(user=who, season=date(2026, 9, 1), sent_at=AT)
        RegistrationRequest(
            cycle=cycle, display_name="Quelqu’un", email="quelquun@mail.example", email_index=b"-", language="fr",
            profession="Éducatrice", sector="social", charter_accepted_at=AT, token_hash=fingerprint(new_token()),
            asked_at=AT, expires_at=AT + timedelta(days=3),
        ).save()  # fmt: skip
    return SimpleNamespace(
        cycle=cycle, meeting=meeting, coming=coming, seat=seat, group=group, planned=planned, turn=turn,
        attestation=attestation, evaluation=evaluation, leader=leader, member=member,
    )  # fmt: skip


def _placements(cast):
    """Paula's placement at Hana's, evaluated but for its end; Otto's wish, crossed with another, elsewhere."""
    alice = cast["alice"]
    host, own, far, near = map(stays.structure, ("La Passerelle", "Le Relais", "L’Escale", "La Halte"))
    cast["hana"], cast["hugo"] = (
        stays.host_of(host, "Hana"),
        stays.host_of(stays.structure("Le Port"), "Hugo"),
    )
    session = stays.session_of_2022(alice)
    placement = stays.draft(session, own, host, "Paula", user=cast["paula"])
    placement = stays.with_days(stays.ready(placement, alice), alice, date(2022, 9, 20))
    other = stays.crossed(session, (far, "Bruno Test"), (near, "Clara Test"))[0]
    stays.settled(other, alice)
    with acting_as_system():
        WantedStructure.objects.create(wish=placement.wish, structure=host, rank=1)
        WantedStructure.objects.create(wish=other.wish, structure=near, rank=1)
        for one in (placement.wish, other.wish):
            one.received_by = host if one == placement.wish else near
            one.save(update_fields=["received_by"])
        PlacementAnswers(placement=placement, kind="grille", answers="{}", written_at=AT).save()
        Matching.objects.create(session=session, requested_by=alice, requested_at=AT)
        PlacementDocument.objects.create(
            session=session, title="Charte", content=stays.PDF, added_by=alice, added_at=AT
        )
        PlacementDocument.objects.create(
            session=session, title="Bilan", kind="bilan", added_by=alice, added_at=AT
        )
    return placement
