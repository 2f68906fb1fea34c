"""Histories told by a centre's sheets: people, their orientations, their séances in several cares and dispositifs."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from centre.models import User
from networks.models import Mission, Therapist
from referrals.models import Care, Consent, Dispositif, Person, Referral, TherapySession

AT = datetime(2022, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Session:
    day: date
    care: int = 0
    state: str = "realisee"
    modality: str = "presentiel"
    duration: int | None = 45
    language: str | None = None  # of the interpreter; None: nobody interprets
    said_by_mission: bool = False


@dataclass(frozen=True)
class History:
    """One person. `opposed`: None, True (refused to be counted) or False (refused, then agreed again)."""

    received: tuple[date, ...] = ()
    sessions: tuple[Session, ...] = ()
    sex: str = "F"
    birth_year: int | None = 1990
    country: str = "AFG"
    languages: tuple[str, ...] = ("prs",)
    departement: str = "30"
    situation: str = "refugie"
    decision: str = "acceptee"
    referrer_kind: str = "CADA"
    opposed: bool | None = None
    made: list = field(default_factory=list, compare=False)


def live(histories: list[History]) -> None:
    """Write them: each care of a person has its own therapist, and its own dispositif where she was sent again."""
    by = User.objects.get(email="systeme@portail.invalid")
    for number, history in enumerate(histories):
        _person(number, history, by)


def _person(number: int, history: History, by: User) -> None:
    person = Person.objects.create(
        code=f"H-{number}",
        created_by=by,
        created_at=AT,
        languages=list(history.languages),
        **{
            name: getattr(history, name)
            for name in ("sex", "birth_year", "country", "departement", "situation")
        },
    )
    history.made.append(person)
    if history.opposed is not None:
        told = {"person": person, "scope": "statistiques", "form": "oral", "recorded_by": by}
        Consent.objects.create(given_on=date(2020, 1, 1), withdrawn_on=date(2020, 2, 1), **told)
        if not history.opposed:
            Consent.objects.create(given_on=date(2020, 3, 1), **told)
    referrals = [_referral(number, rank, day, person, history) for rank, day in enumerate(history.received)]
    if history.sessions and not referrals:
        referrals = [_referral(number, 0, date(2015, 1, 1), person, history)]
    cares = {
        rank: _care(rank, person, referrals, by) for rank in sorted({one.care for one in history.sessions})
    }
    for one in history.sessions:
        _session(one, cares[one.care], person, by)


def _referral(number: int, rank: int, day: date, person: Person, history: History) -> Referral:
    return Referral.objects.create(
        reference=f"O-{number}-{rank}",
        person=person,
        dispositif=Dispositif.objects.get_or_create(label=f"Dispositif {rank % 2}")[0],
        referrer_kind=history.referrer_kind,
        received_on=day,
        state="acceptee",
        state_since=AT,
        decision=history.decision,
        decided_on=day if history.decision else None,
        imported=True,
    )


def _care(rank: int, person: Person, referrals: list[Referral], by: User) -> Care:
    return Care.objects.create(
        person=person,
        referral=referrals[min(rank, len(referrals) - 1)],
        therapist=Therapist.objects.get_or_create(code=f"T-{rank}", defaults={"capacity": 99})[0],
        state="terminee",
        proposed_at=AT,
        proposed_by=by,
        ended_on=date(2022, 1, 1),
        imported=True,
    )


def _session(one: Session, care: Care, person: Person, by: User) -> None:
    mission = None
    if one.language is not None:
        mission = Mission.objects.create(
            language=one.language if one.said_by_mission else "",
            day=one.day,
            state="realisee",
            duration=one.duration or 1,
            requested_by=by,
            imported=True,
        )
    TherapySession.objects.create(
        care=care,
        person=person,
        therapist=care.therapist,
        day=one.day,
        duration=one.duration,
        state=one.state,
        modality=one.modality,
        language="" if one.language is None or one.said_by_mission else one.language,
        mission=mission,
        logged_by=by,
        logged_at=AT,
        imported=True,
    )


# ── The same counted in plain Python ────────────────────────────────────────────────────────────


def yes(truth: bool) -> str:
    return "oui" if truth else "non"


def band(history: History, year: int) -> str:
    if history.birth_year is None:
        return "non_renseigne"
    limits = ((18, "0-17"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (60, "45-59"), (999, "60+"))
    return next(name for limit, name in limits if year - history.birth_year < limit)


def counted(histories: list[History], year: int) -> dict[tuple, tuple]:
    """{(population, dims, answers): (people, acts, minutes)} of a year."""
    found: dict[tuple, list] = {}

    def add(population, dims, answers, person, minutes=None):
        who, known = found.setdefault((population, dims, answers), [[], []])
        who.append(person)
        known.append(minutes)

    active = []
    for number, history in enumerate(histories):
        if history.opposed:
            continue
        told = [one for one in history.sessions if one.day.year == year and one.state != "planifiee"]
        held = [one for one in told if one.state == "realisee"]
        for one in told:
            add("seances", ("statut",), (one.state,), number, one.duration)
        for one in held:
            add("seances", ("modalite",), (one.modality or "non_renseigne",), number, one.duration)
            add("seances", ("interprete",), (yes(one.language is not None),), number, one.duration)
            if one.language is not None:
                add("seances", ("langue",), (one.language or "non_renseigne",), number, one.duration)
        received = history.received or ((date(2015, 1, 1),) if history.sessions else ())
        for day in received:
            if day.year == year:
                add("orientations", (), (), number)
                add("orientations", ("decision",), (history.decision or "non_renseigne",), number)
                add("orientations", ("orienteur_type",), (history.referrer_kind or "non_renseigne",), number)
        if held:
            active.append((number, history, held, received))
    spoken = {key for _, history, *_ in active for key in history.languages or ("non_renseigne",)}
    for number, history, held, received in active:
        sex, situation = history.sex or "non_renseigne", history.situation or "non_renseigne"
        departement = history.departement or "non_renseigne"
        new = yes(bool(received) and min(received).year == year)
        for dims, answers in (
            (("departement", "sexe", "tranche_age"), (departement, sex, band(history, year))),
            (("departement", "situation", "nouvelle"), (departement, situation, new)),
            (("interprete",), (yes(any(one.language is not None for one in held)),)),
            *(
                ((f"langue:{key}",), (yes(key in (history.languages or ("non_renseigne",))),))
                for key in sorted(spoken)
            ),
        ):
            add("personnes", dims, answers, number)
    return {key: _measures(key[0], who, known) for key, (who, known) in found.items()}


def _measures(population: str, who: list, known: list) -> tuple:
    if population == "personnes":
        assert len(who) == len(set(who))
        return len(who), None, None
    minutes = [one for one in known if one is not None]
    return len(set(who)), len(who), sum(minutes) if minutes else None
