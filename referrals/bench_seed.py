"""The referrals' part of `seed_bench`: one referral in five is on the board, at every scale.

Every filter of the board has a value that fills a page from a thousand referrals on (`FULL_FILTERS`). Identities
are encrypted by the vault, as always, for the first people only: the database cannot encrypt for the others.
"""

from centre.bench_seed import OWNER, Size, draw, key, one_of, pick, user, with_blanks
from centre.vault import blind_index
from networks.bench_seed import DEPARTEMENTS, LANGUAGES, STRUCTURES, therapists_for
from referrals import bench_seed_care, bench_seed_year
from referrals.choices import Motive, Sex, Situation
from referrals.models import Consent, Dispositif, Identity, Person, Referral
from referrals.states import DELAYS, State

TABLES = (
    "referrals_dispositif",
    "referrals_person",
    "referrals_identity",
    "referrals_consent",
    "referrals_referral",
    "referrals_referralstep",
    "referrals_care",
    "referrals_therapysession",
)
IDENTITIES = 1000
FULL_FILTERS = (
    "state=envoyee",
    "owner=moi",
    "late=on",
    "departement=30",
    "language=prs",
    "urgency=rapide",
    "origin=professionnel",
)

_OPEN = (
    (State.SENT,) * 7
    + (State.STUDIED,) * 5
    + (State.INCOMPLETE,) * 2
    + (State.REVIEWED,) * 3
    + (State.WAITING,) * 3
)
_PAST = (State.ACCEPTED,) * 7 + (State.REDIRECTED, State.REFUSED, State.WITHDRAWN)
_URGENCIES = ("ordinaire",) * 5 + ("rapide",) * 4 + ("urgente",)
_SENT_BY_REFERRER = "mod(n, 10) IN (3, 5)"
_REFERRER, _COORDINATOR, _COLLEAGUE = user("orienteur"), user("coordination"), user("renfort")
_A_BYTE = "'\\x00'::bytea"


def seed(cursor, size: Size) -> None:
    days = {"day": size.at.date(), "at": size.at}
    cursor.execute(_DISPOSITIF)
    cursor.execute(_PERSONS, days | {"count": size.persons})
    cursor.execute(_CONSENTS, days | {"count": size.persons})
    cursor.execute(_REFERRALS, days | {"count": size.referrals, "persons": size.persons})
    cursor.execute(_STEPS)
    _identities(min(size.persons, IDENTITIES))
    bench_seed_care.seed(cursor, size, therapists_for(size))
    if size.year:
        bench_seed_year.seed(cursor, size)


def _identities(count: int) -> None:
    people = Person.objects.using(OWNER).filter(code__startswith="P-0").order_by("code")[:count]
    Identity.objects.using(OWNER).bulk_create(
        [
            Identity(
                person_id=pk,
                first_name="Personne",
                last_name=code,
                phone="06 00 00 00 00",
                name_index=blind_index(f"Personne {code}"),
            )
            for pk, code in people.values_list("pk", "code")
        ]
    )


_DISPOSITIF = f"""
INSERT INTO referrals_dispositif {
    with_blanks(
        Dispositif,
        label="'Dispositif de mesure'",
        open_to_intake="true",
        requires_review="true",
        known_referrers_only="true",
    )
}
"""

_PERSONS = f"""
INSERT INTO referrals_person {
    with_blanks(
        Person,
        id=key("person"),
        code="'P-' || lpad(n::text, 8, '0')",
        birth_year=f"extract(year FROM %(day)s::date)::int - 8 - {draw(60, 11)}",
        sex=pick(Sex.values, 12),
        country=pick(["AFG", "SYR", "GEO", "UKR", "COD", "GIN"], 13),
        languages=f"ARRAY[{pick(LANGUAGES, 14)}]",
        departement=pick(DEPARTEMENTS, 15),
        situation=pick(Situation.values, 16),
        created_by_id=f"CASE WHEN {_SENT_BY_REFERRER} THEN {_REFERRER} ELSE {_COORDINATOR} END",
        created_at=f"%(at)s::timestamptz - {draw(1000, 17)} * interval '1 day'",
    )
}
FROM generate_series(1, %(count)s) AS n
"""

_CONSENTS = f"""
INSERT INTO referrals_consent {
    with_blanks(
        Consent,
        person_id=key("person"),
        scope="'equipe'",
        form="'oral'",
        language="'prs'",
        given_on="%(day)s::date - 1001",
        recorded_by_id=user("coordination"),
    )
}
FROM generate_series(1, %(count)s) AS n WHERE mod(n, 9) <> 0
"""

_DELAY = "CASE state {} ELSE interval '0' END".format(
    " ".join(f"WHEN '{state.value}' THEN interval '{delay.days} days'" for state, delay in DELAYS.items())
)
# The golden ratio spreads numbers evenly over any interval, however many there are.
_EVENLY = "mod({} * 0.6180339887498949, 1)::float8"

# Open ones: in their state since between twelve days more than its delay allows, and just now.
_DRAWN = f"""
SELECT n, opened, state, delay,
       %(at)s::timestamptz - CASE
           WHEN opened THEN {_EVENLY.format("n / 5")} * (delay + interval '12 days')
           ELSE interval '30 days' + {_EVENLY.format("n")} * interval '1000 days'
       END AS since
FROM (
    SELECT n, state, mod(n, 5) = 0 AS opened, {_DELAY} AS delay
    FROM (
        SELECT n, CASE WHEN mod(n, 5) = 0 THEN {one_of(_OPEN, "mod(n / 5, 20)")}
                       ELSE {pick(_PAST, 21)} END AS state
        FROM generate_series(1, %(count)s) AS n
    ) AS stated
) AS delayed
"""

_DECIDED = f"state NOT IN ('{State.SENT}', '{State.STUDIED}', '{State.INCOMPLETE}', '{State.REVIEWED}')"

_REFERRALS = f"""
INSERT INTO referrals_referral {
    with_blanks(
        Referral,
        id=key("referral"),
        reference="'O-' || lpad(n::text, 8, '0')",
        person_id=key("person", "(1 + mod(n - 1, %(persons)s))"),
        dispositif_id="(SELECT id FROM referrals_dispositif WHERE label = 'Dispositif de mesure')",
        referrer_id=f"CASE WHEN {_SENT_BY_REFERRER} THEN {_REFERRER} END",
        structure_id="(SELECT min(id) FROM networks_structure WHERE starts_with(name, 'Structure de mesure'))"
        f" + mod(n, {STRUCTURES})",
        referrer_kind="'CADA'",
        referrer_label="''",
        motives=f"ARRAY[{pick(Motive.values, 22)}]",
        vignette="''::bytea",
        urgency=pick(_URGENCIES, 23),
        received_on=f"(since - CASE state WHEN '{State.SENT}' THEN 0 ELSE {draw(9, 24)} END * interval '1 day')::date",
        state="state",
        state_since="since",
        due_at="CASE WHEN opened THEN since + delay END",
        owner_id=f"CASE WHEN state = '{State.SENT}' THEN NULL WHEN mod(n / 100, 2) = 0"
        f" THEN {_COORDINATOR} ELSE {_COLLEAGUE} END",
        decision=f"CASE WHEN {_DECIDED} THEN state ELSE '' END",
        decided_on=f"CASE WHEN {_DECIDED} THEN since::date END",
        decision_reason=f"CASE WHEN {_DECIDED} AND state <> '{State.ACCEPTED}' THEN {_A_BYTE} ELSE ''::bytea END",
        version="1",
        imported="false",
    )
}
FROM ({_DRAWN}) AS drawn
"""

_STEPS = f"""
INSERT INTO referrals_referralstep (id, referral_id, state, at, note, by_id)
SELECT md5('bench step ' || state.value || id)::uuid, id, state.value,
       CASE state.value WHEN '{State.SENT}' THEN received_on::timestamptz ELSE state_since END, ''::bytea,
       {user("coordination")}
FROM referrals_referral
CROSS JOIN LATERAL (SELECT '{State.SENT}' UNION SELECT referrals_referral.state) AS state (value)
WHERE starts_with(reference, 'O-0')
"""
