"""One row of every table of the referrals, about one person, and everybody who may want to look at it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from centre.context import acting_as
from centre.links import fingerprint
from centre.models import User
from networks.models import Membership, Mission, Structure
from referrals.models import (
    AgendaItem,
    Backup,
    Call,
    CallAnswer,
    CallBack,
    Caller,
    CaseReview,
    Consent,
    ConsentOverride,
    Dispositif,
    Exclusion,
    Grid,
    GridQuestion,
    Hotline,
    HotlineOpening,
    Person,
    Plan,
    PlanLine,
    Referral,
    ReferralDraft,
    Reorientation,
    ReviewMeeting,
    RightsRequest,
    SavedView,
    Shift,
    Talk,
    TalkingGroup,
    TeamMember,
    TextReview,
    TherapySession,
    Visit,
)
from tests.people import make_user
from tests.referrals import makers

AT = makers.AT
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@dataclass
class World:
    """`cast`: name → user. `objects`: kind → a row; they are Omar's to send, Tara's to follow, Hugo's to host."""

    cast: dict[str, User]
    objects: dict[str, object] = field(default_factory=dict)


def cast(people) -> dict[str, User]:
    named = ["alice", "omar", "olga", "tara", "theo", "ines", "victor", "anne", "felix", "ada"]
    others = {
        "lea": ("Léa", "ecoutant"),
        "hugo": ("Hugo", "accueil"),
        "hana": ("Hana", "accueil"),
        "amir": ("Amir", "ambassadeur"),
    }
    return {name: getattr(people, name) for name in named} | {
        name: make_user(*facts) for name, facts in others.items()
    }


def build(people, *, listening: bool = True) -> World:
    """Everything, once. `listening`: the hotline is open."""
    world = World(cast(people))
    who, it = world.cast, world.objects
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    theo = makers.therapist(people.theo)
    it |= {
        "care": care,
        "referral": care.referral,
        "person": care.person,
        "dispositif": care.referral.dispositif,
    }
    it["consent"] = Consent.objects.get(person=care.person)
    _of_the_file(world, care, theo)
    _of_the_meeting(world)
    _of_the_hotline(world, care, listening)
    _of_the_visit(world)
    makers.validated(who["omar"])
    return world


def _of_the_file(world: World, care, theo) -> None:
    who, it = world.cast, world.objects
    alice, tara, person = who["alice"], who["tara"], care.person
    partner = Structure.objects.create(name="CMP des Lices")
    mission = Mission.objects.create(
        interpreter=care.interpreter, language="prs", day=AT.date(), starts_at=AT, ends_at=AT + HOUR,
        duration=60, state="realisee", requested_by=tara, client_label=person.code,
    )  # fmt: skip
    it["session"] = TherapySession.objects.create(
        care=care, person=person, therapist=care.therapist, day=AT.date(), starts_at=AT, ends_at=AT + HOUR,
        duration=60, state="realisee", mission=mission, logged_by=tara, logged_at=AT + HOUR,
    )  # fmt: skip
    it["override"] = ConsentOverride.objects.create(
        person=person, scope="equipe", reason="Danger", given_at=NOW, until=NOW + HOUR, given_by=alice
    )
    it["right"] = RightsRequest.objects.create(
        kind="acces", person_code=person.code, received_on=AT.date(), due_on=AT.date(), recorded_by=alice
    )
    it["exclusion"] = Exclusion.objects.create(person=person, therapist=theo, added_by=alice, added_at=AT)
    it["reorientation"] = Reorientation.objects.create(
        referral=care.referral, person=person, structure=partner, asked_at=AT, asked_by=alice,
        due_on=AT.date(), token_hash=fingerprint("partner"),
    )  # fmt: skip
    it["backup"] = Backup.objects.create(
        care=care, person=person, therapist=care.therapist, kind="somatique", request="Dents.", asked_at=AT,
        asked_by=tara, due_at=AT,
    )  # fmt: skip
    with acting_as(who["omar"]):  # whose alone it is
        it["draft"] = ReferralDraft.objects.create(author=who["omar"], typed="{}")
    it["text"] = TextReview.objects.create(
        language="prs", version="1", reviewed_by=alice, reviewer="Une lectrice", reviewed_on=AT.date()
    )
    with acting_as(alice):
        it["view"] = SavedView.objects.create(user=alice, name="En retard", query="")
    it["plan"] = Plan.objects.create(requested_by=alice, requested_at=AT, state="pret")
    it["line"] = PlanLine.objects.create(plan=it["plan"], referral=care.referral, therapist=theo)


def _of_the_meeting(world: World) -> None:
    who, it = world.cast, world.objects
    it["member"] = TeamMember.objects.create(
        dispositif=it["dispositif"], user=who["tara"], since=date(2020, 1, 1)
    )
    it["meeting"] = ReviewMeeting.objects.create(
        minutes_sent_at=AT, dispositif=it["dispositif"], starts_at=NOW + 24 * HOUR, called_by=who["alice"]
    )
    discussed = makers.referral(who["omar"], last_name="Oztarkha")
    Referral.objects.filter(pk=discussed.pk).update(state="en_concertation")
    it["item"] = AgendaItem.objects.create(
        meeting=it["meeting"], referral=discussed, position=1, added_by=who["alice"]
    )
    it["review"] = CaseReview.objects.get()
    CaseReview.objects.update(meeting=it["meeting"])


def _of_the_hotline(world: World, care, listening: bool) -> None:
    who, it = world.cast, world.objects
    alice = who["alice"]
    line = Dispositif.objects.create(label="Cellule d’écoute", kind="ecoute")
    it["grid"] = Grid.objects.create(label="Grille", psychologist_from=3, emergency_from=6)
    it["question"] = GridQuestion.objects.create(grid=it["grid"], position=1, text="Angoisses", most=3)
    it["hotline"] = Hotline.objects.create(dispositif=line, starts="09:00", ends="18:00", grid=it["grid"])
    closed = {} if listening else {"closed_on": AT.date(), "closed_by": alice}
    it["opening"] = HotlineOpening.objects.create(
        hotline=it["hotline"], opened_on=AT.date(), opened_by=alice, **closed
    )
    it["caller"] = Caller.objects.create(
        dispositif=line, first_name="Ghezal", created_by=alice, created_at=AT
    )
    it["call"] = Call.objects.create(
        reference="A-1", day=AT.date(), dispositif=line, caller=it["caller"], referral=care.referral,
        grid=it["grid"], score=2, taken_by=alice,
    )  # fmt: skip
    it["answer"] = CallAnswer.objects.create(call=it["call"], question=it["question"], score=2)
    it["call_back"] = CallBack.objects.create(call=it["call"], due_on=AT.date(), asked_by=alice)
    it["shift"] = Shift.objects.create(
        day=NOW.date() + timedelta(days=3), starts="09:00", ends="12:00", dispositif=line
    )


def _of_the_visit(world: World) -> None:
    who, it = world.cast, world.objects
    huda, other = (Structure.objects.create(name=name, kind="HUDA") for name in ("Amandiers", "Lilas"))
    for user, structure in ((who["hugo"], huda), (who["hana"], other)):
        Membership.objects.create(user=user, structure=structure, validated_on="2024-01-01")
    it["visit"] = Visit.objects.create(
        structure=huda, asked_on=AT.date(), asked_by=who["hugo"], state="planifiee", starts_at=AT + 3 * HOUR,
        ends_at=AT + 4 * HOUR, keeper=who["tara"], request="Deux familles.", idempotency_key=uuid4(),
    )  # fmt: skip
    noted = {"visit": it["visit"], "noted_by": who["tara"], "noted_at": AT}
    it["talk"] = Talk.objects.create(**noted)
    it["group"] = TalkingGroup.objects.create(**noted, heads=8)


def somebody_else_s(people) -> Person:
    """Another person, sent by Olga, whom nobody follows."""
    return makers.referral(people.olga, last_name="Ambelnou").person
