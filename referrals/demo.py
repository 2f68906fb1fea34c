"""Three hundred invented people, two years of orientations and sessions, for the demonstration."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from centre.models import User
from networks.models import Structure
from referrals.backups import demo as backups
from referrals.care import demo as care
from referrals.choices import ConsentForm, ConsentScope, Motive, Sex, Situation, Urgency
from referrals.dispositifs import demo as dispositifs
from referrals.hotline import demo as hotline
from referrals.intake import demo as intake
from referrals.models import (
    CaseReview,
    Consent,
    Dispositif,
    Identity,
    Person,
    Referral,
    ReferralStep,
)
from referrals.outreach import demo as outreach
from referrals.pairing import demo as pairing
from referrals.people import demo as persons
from referrals.people.duplicates import fingerprints
from referrals.reorientations import demo as reorientations
from referrals.reviews import demo as reviews
from referrals.sessions import demo as sessions
from referrals.states import State, delay_of

PEOPLE = 300
RECENT = 40  # still on the board, most of them
_FIRST = [
    "Ariya",
    "Bahadur",
    "Dilnoza",
    "Eyasu",
    "Farzan",
    "Ghezal",
    "Hodan",
    "Ilhan",
    "Jamshid",
    "Kidane",
    "Laleh",
    "Mehret",
    "Nargis",
    "Okba",
    "Parwana",
    "Qadira",
    "Rahel",
    "Samira",
    "Tesfay",
    "Ulugh",
    "Vakhtang",
    "Wardak",
    "Xhevahire",
    "Yordanos",
    "Zalmay",
    "Anush",
    "Bintou",
    "Cheikhou",
    "Davit",
    "Esete",
]
# Surnames made of syllables: nobody bears them.
_SYLLABLES = (
    "zar",
    "bel",
    "nou",
    "kha",
    "mir",
    "dou",
    "sel",
    "tar",
    "ghi",
    "lor",
    "wen",
    "aby",
    "oss",
    "ran",
    "yel",
    "dji",
)
_ORIGINS = (
    ("AFG", ("prs", "pus")),
    ("SYR", ("ara",)),
    ("SOM", ("som",)),
    ("ERI", ("tir",)),
    ("GEO", ("kat", "rus")),
    ("UKR", ("ukr", "rus")),
    ("TUR", ("kmr", "tur")),
    ("COD", ("lin", "fra")),
    ("GIN", ("ful", "fra")),
    ("BGD", ("ben",)),
    ("PAK", ("urd",)),
    ("ALB", ("sqi",)),
)
_DEPARTEMENTS = ("30",) * 8 + ("34",) * 6 + ("31", "31", "66", "11", "81", "12", "65", "48")


def seed(*, at: datetime) -> None:
    chance = random.Random(300)
    cape = Dispositif.objects.create(label="C.A.P.E.")
    network = Dispositif.objects.create(label="Réseau de thérapeutes nîmois", requires_review=False)
    people = _people(chance, at)
    referrals = _referrals(chance, people, [cape, network], at)
    care.seed(chance, referrals, at=at)
    care.go_on(at=at)
    backups.seed(at=at)
    reorientations.seed(at=at)
    hotline.seed(at=at)
    dispositifs.seed(at=at)
    intake.seed(at=at)
    sessions.seed(at=at)
    outreach.seed(at=at)
    reviews.seed(at=at)
    persons.seed(at=at)
    pairing.seed(at=at)  # last: its plan reads who waits


def _code(chance: random.Random, prefix: str) -> str:
    return f"{prefix}-" + "".join(chance.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(7))


def _received(index: int, at: datetime) -> datetime:
    """The forty latest over two weeks, the others back to two years ago, in office hours."""
    days = index * 16 / RECENT if index < RECENT else 20 + (index - RECENT) * 700 / (PEOPLE - RECENT)
    day = timezone.localtime(at - timedelta(days=days))
    return min(day.replace(hour=9 + index % 8, minute=index % 12 * 5), at - timedelta(minutes=20))


def _people(chance: random.Random, at: datetime) -> list[Person]:
    author, coordinator = account("orienteur"), account("coordination")
    people, identities, consents = [], [], []
    for index in range(PEOPLE):
        country, languages = chance.choice(_ORIGINS)
        minor = index % 11 == 0
        created = _received(index, at)
        person = Person(
            id=demo_key("person", index),
            code=_code(chance, "P"),
            birth_year=None
            if index % 29 == 5
            else at.year - (chance.randint(15, 17) if minor else chance.randint(19, 63)),
            sex="" if index % 41 == 7 else chance.choices(Sex.values, [47, 51, 2])[0],
            country=country,
            languages=list(languages),
            departement=chance.choice(_DEPARTEMENTS),
            situation=Situation.MINOR
            if minor
            else chance.choice([one for one in Situation.values if one != Situation.MINOR]),
            created_by=author if index % 6 == 0 else coordinator,
            created_at=created,
        )
        people.append(person)
        first, last = chance.choice(_FIRST), "".join(chance.choice(_SYLLABLES) for _ in range(3)).capitalize()
        identities.append(
            Identity(
                person=person,
                first_name=first,
                last_name=last,
                phone=(phone := f"06 00 00 {index // 100:02} {index % 100:02}"),
                **fingerprints({"first_name": first, "last_name": last, "phone": phone}),
            )
        )
        if index % 9:
            consents.append(
                Consent(
                    person=person,
                    scope=ConsentScope.TEAM,
                    form=chance.choice(ConsentForm.values),
                    language=languages[0],
                    given_on=created.date(),
                    recorded_by=person.created_by,
                )
            )
    Person.objects.bulk_create(people)
    Identity.objects.bulk_create(identities)
    Consent.objects.bulk_create(consents)
    return people


_RECENT = (
    State.SENT,
    State.SENT,
    State.STUDIED,
    State.INCOMPLETE,
    State.REVIEWED,
    State.STUDIED,
    State.ACCEPTED,
    State.WAITING,
)
_PAST = (State.ACCEPTED,) * 7 + (State.REDIRECTED, State.REFUSED, State.WITHDRAWN)
_REASONS = {
    State.REDIRECTED: "Adressée au CMP de secteur, qui peut recevoir avec interprète.",
    State.REFUSED: "La demande relève d’un autre dispositif.",
    State.WITHDRAWN: "La personne a quitté la région.",
    State.WAITING: "Aucune place dans cette langue pour l’instant.",
}


def _referrals(chance, people: list[Person], dispositifs: list[Dispositif], at: datetime) -> list[Referral]:
    coordinator, orienteur = account("coordination"), account("orienteur")
    structures = list(Structure.objects.order_by("pk"))
    referrals, steps, reviews = [], [], []
    for index, person in enumerate(people):
        structure = (
            structures[0] if person.created_by_id == orienteur.pk else structures[index % len(structures)]
        )
        recent = index < RECENT
        state = _RECENT[index % len(_RECENT)] if recent else _PAST[index % len(_PAST)]
        since = min(
            person.created_at + timedelta(days=0 if state == State.SENT else chance.randint(1, 9)), at
        )
        urgency = Urgency.URGENT if index % 13 == 3 else Urgency.ORDINARY
        delay = delay_of(state, urgency)
        decided = state in (State.ACCEPTED, State.REDIRECTED, State.REFUSED, State.WITHDRAWN, State.WAITING)
        referral = Referral(
            id=demo_key("referral", index),
            reference=_code(chance, "O"),
            person=person,
            dispositif=dispositifs[index % 2],
            referrer=person.created_by if person.created_by_id == orienteur.pk else None,
            structure=structure,
            referrer_kind=structure.kind,
            referrer_label="" if person.created_by_id == orienteur.pk else "assistante sociale",
            motives=chance.sample(Motive.values, 1 + index % 3),
            vignette=chance.choice(_VIGNETTES),
            urgency=urgency,
            received_on=person.created_at.date(),
            state=state,
            state_since=since,
            due_at=since + delay if delay else None,
            owner=None if state == State.SENT else coordinator,
            decision=state if decided else "",
            decided_on=since.date() if decided else None,
            decision_reason=_REASONS.get(state, ""),
        )
        referrals.append(referral)
        steps.append(
            ReferralStep(referral=referral, state=State.SENT, at=person.created_at, by=person.created_by)
        )
        if state != State.SENT:
            steps.append(
                ReferralStep(referral=referral, state=state, at=since, by=coordinator, note=_note(state))
            )
        if decided and referral.dispositif.requires_review:
            reviews.append(_review(referral, coordinator, since, chance))
    Referral.objects.bulk_create(referrals)
    ReferralStep.objects.bulk_create(steps)
    CaseReview.objects.bulk_create(reviews)
    return referrals


_VIGNETTES = (
    "Sommeil très perturbé depuis plusieurs mois, se dit épuisée.",
    "Isolement, ne sort plus de sa chambre ; l’équipe du foyer s’inquiète.",
    "Souhaite parler à quelqu’un dans sa langue.",
    "Douleurs sans cause trouvée par le médecin, grande tension.",
    "",
)


def _note(state: str) -> str:
    if state == State.INCOMPLETE:
        return "La personne peut-elle se déplacer à Nîmes ?"
    return _REASONS.get(state, "")


def _review(referral: Referral, by: User, at: datetime, chance: random.Random) -> CaseReview:
    return CaseReview(
        referral=referral,
        held_on=at.date(),
        relevance="oui" if referral.decision in (State.ACCEPTED, State.WAITING) else "non",
        spoken_language=chance.choice(["oui", "a_preciser"]),
        availability="oui" if referral.decision == State.ACCEPTED else "non",
        decision=referral.decision,
        recorded_by=by,
        recorded_at=at,
    )
