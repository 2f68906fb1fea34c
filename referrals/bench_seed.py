"""The referrals' part of `seed_bench`: one referral in five is on the board, at every scale.

Every filter of the board has a value that fills a page from a thousand referrals on (`FULL_FILTERS`). Identities
are encrypted by the vault, as always, for the first people only: the database cannot encrypt for the others.
"""

from centre.bench_seed import OWNER, Size, draw, key, one_of, pick, user
from centre.vault import blind_index
from networks.bench_seed import DEPARTEMENTS, LANGUAGES, STRUCTURES, therapists_for
from referrals import bench_seed_care
from referrals.choices import Motive, Sex, Situation
from referrals.models import Identity, Person
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
FULL_FILTERS = ("state=envoyee", "mine=on", "late=on", "departement=30", "language=prs", "urgency=rapide")

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


def seed(cursor, size: Size) -> None:
    days = {"day": size.at.date(), "at": size.at}
    cursor.execute(_DISPOSITIF)
    cursor.execute(_PERSONS, days | {"count": size.persons})
    cursor.execute(_CONSENTS, days | {"count": size.persons})
    cursor.execute(_REFERRALS, days | {"count": size.referrals, "persons": size.persons})
    cursor.execute(_STEPS)
    _identities(min(size.persons, IDENTITIES))
    bench_seed_care.seed(cursor, size, therapists_for(size))


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


_DISPOSITIF = """
INSERT INTO referrals_dispositif (label, open_to_intake, requires_review, known_referrers_only)
VALUES ('Dispositif de mesure', true, true, true)
"""

_PERSONS = f"""
INSERT INTO referrals_person
    (id, code, birth_year, sex, country, languages, departement, situation, created_by_id, created_at)
SELECT {key("person")}, 'P-' || lpad(n::text, 8, '0'), extract(year FROM %(day)s::date)::int - 8 - {draw(60, 11)},
       {pick(Sex.values, 12)}, {pick(["AFG", "SYR", "GEO", "UKR", "COD", "GIN"], 13)}, ARRAY[{pick(LANGUAGES, 14)}],
       {pick(DEPARTEMENTS, 15)}, {pick(Situation.values, 16)},
       CASE WHEN {_SENT_BY_REFERRER} THEN {user("orienteur")} ELSE {user("coordination")} END,
       %(at)s::timestamptz - {draw(1000, 17)} * interval '1 day'
FROM generate_series(1, %(count)s) AS n
"""

_CONSENTS = f"""
INSERT INTO referrals_consent (person_id, scope, form, language, given_on, recorded_by_id)
SELECT {key("person")}, 'equipe', 'oral', 'prs', %(day)s::date - 1001, {user("coordination")}
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
INSERT INTO referrals_referral
    (id, reference, person_id, dispositif_id, referrer_id, structure_id, referrer_kind, referrer_label, motives,
     vignette, urgency, received_on, state, state_since, due_at, owner_id, decision, decided_on, decision_reason,
     version, imported)
SELECT {key("referral")}, 'O-' || lpad(n::text, 8, '0'), {key("person", "(1 + mod(n - 1, %(persons)s))")},
       (SELECT id FROM referrals_dispositif WHERE label = 'Dispositif de mesure'),
       CASE WHEN {_SENT_BY_REFERRER} THEN {user("orienteur")} END,
       (SELECT min(id) FROM networks_structure WHERE starts_with(name, 'Structure de mesure')) + mod(n, {STRUCTURES}),
       'CADA', '', ARRAY[{pick(Motive.values, 22)}],
       ''::bytea, {pick(_URGENCIES, 23)},
       (since - CASE state WHEN '{State.SENT}' THEN 0 ELSE {draw(9, 24)} END * interval '1 day')::date,
       state, since, CASE WHEN opened THEN since + delay END,
       CASE WHEN state = '{State.SENT}' THEN NULL
            WHEN mod(n / 100, 2) = 0 THEN {user("coordination")} ELSE {user("renfort")} END,
       CASE WHEN {_DECIDED} THEN state ELSE '' END, CASE WHEN {_DECIDED} THEN since::date END,
       CASE WHEN {_DECIDED} AND state <> '{State.ACCEPTED}' THEN '\\x00'::bytea ELSE ''::bytea END, 1, false
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
