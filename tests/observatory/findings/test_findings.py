"""*Constats*: a territory, never a person; noted, followed, published once read again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system, set_actor
from centre.reference import OCCITANIE
from centre.refusals import Refused
from networks.models import Activity
from observatory.content import Item
from observatory.drawings.blocks import shown
from observatory.findings import actions, pages
from observatory.findings.models import Finding, FindingOrigin, FindingStep
from observatory.findings.reading import findings_for
from observatory.findings.words import said
from observatory.listing import compile_listing
from practice_groups.models import Meeting
from practice_groups.states import MeetingState
from tests.observatory.drawings.documents import rich
from tests.people import browser_of
from tests.practice_groups.field import make_cycle
from tests.referrals import makers
from tests.statements import cost

AT = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Paris"))
FACTS = {
    "kind": "manque",
    "theme": "interpretariat",
    "title": "Aucun interprète en tigrinya en Lozère",
    "departements": ["48"],
    "seen_on": date(2026, 3, 2),
}


def record(by, **facts):
    with acting_as(by):
        return actions.record_finding(**FACTS | facts, by=by, at=AT)


def publish(finding, by):
    with acting_as(by):
        return actions.publish_finding(finding, read_again=True, version=finding.version, by=by, at=AT)


def held(day=date(2026, 3, 1), title="Groupe de travail", state="tenue"):
    with acting_as_system():
        number = Activity.objects.count()
        return Activity.objects.create(
            reference=f"R{number}", starts_on=day, ends_on=day, type="reunion", title=title, state=state
        )


def group_meeting():
    cycle = make_cycle(title="Groupe du lundi")
    with acting_as_system():
        return Meeting.objects.create(
            cycle=cycle,
            state=MeetingState.HELD,
            starts_at=AT - timedelta(days=9),
            ends_at=AT - timedelta(days=8),
        )


def url(name, *args):
    return reverse(f"observatory:{name}", args=args)


@pytest.fixture
def alice(people):
    return browser_of(people.alice)


@pytest.mark.parametrize(
    "text",
    [
        "Rappeler le 06 12 34 56 78",
        "Rappeler au 0612345678.",
        "Joindre +33 6 12 34 56 78",
        "écrire à quelquun@exemple.fr",
        "NIR 2 84 05 30 189 001 42",
        "étranger n° 9902345678",
    ],
)
def test_what_names_somebody_is_refused_by_the_form_and_by_the_action(people, alice, text):
    for field in ("title", "detail"):
        with pytest.raises(Refused, match="ne parle de personne") as refusal:
            record(people.alice, **{field: text})
        assert refusal.value.field == field
    sent = FACTS | {"detail": text, "seen_on": "2026-03-02"}
    page = alice.post(url("record_finding"), sent).content.decode()
    assert "ne parle de personne" in page and text in page
    finding = record(people.alice)
    with acting_as(people.alice), pytest.raises(Refused, match="ne parle de personne"):
        actions.add_step(finding, state="a_faire", text=text, day=date(2026, 3, 3), by=people.alice, at=AT)


@pytest.mark.parametrize(
    "text", ["De 2018 à 2022", "Entre 2018-2022, 1 250 nuitées", "100 000 € manquent", "article L. 3221-4-1"]
)
def test_years_and_amounts_are_not_numbers_of_somebody(people, text):
    assert record(people.alice, detail=text).detail == text


def test_a_constat_is_of_the_past_and_of_a_known_place(people):
    for facts, field in (
        ({"seen_on": date(2026, 11, 23)}, "seen_on"),
        ({"departements": ["20"]}, "departements"),
        ({"title": "  "}, "title"),
    ):
        with pytest.raises(Refused) as refusal:
            record(people.alice, **facts)
        assert refusal.value.field == field


def test_two_coordinators_change_it_the_second_is_told_and_keeps_her_words(people, alice):
    finding = record(people.alice)
    sent = FACTS | {"seen_on": "2026-03-02", "version": "1"}
    assert alice.post(url("edit_finding", finding.pk), sent | {"title": "Un"}).status_code == 302
    page = browser_of(people.chloe).post(url("edit_finding", finding.pk), sent | {"title": "Deux"})
    assert "a changé entre-temps" in page.content.decode() and "Deux" in page.content.decode()
    finding.refresh_from_db()
    assert (finding.title, finding.version) == ("Un", 2)


def test_publishing_asks_to_read_again_what_is_there_now(people, alice):
    finding = record(people.alice)
    page = alice.post(url("publish_finding", finding.pk), {"version": "1"}).content.decode()
    assert "cochez la case" in page
    with acting_as(people.alice):
        with pytest.raises(Refused, match="cochez la case"):
            actions.publish_finding(finding, read_again=False, version=1, by=people.alice, at=AT)
        actions.edit_finding(finding, **FACTS | {"title": "Autre"}, version=1, by=people.alice, at=AT)
    page = alice.post(
        url("publish_finding", finding.pk), {"version": "1", "read_again": "on"}
    ).content.decode()
    assert "relisez-le" in page
    assert alice.get(url("publish_finding", finding.pk)).status_code == 200
    assert (
        alice.post(url("publish_finding", finding.pk), {"version": "2", "read_again": "on"}).status_code
        == 302
    )
    finding.refresh_from_db()
    assert finding.published_by == people.alice
    assert "déjà publié" in alice.get(url("publish_finding", finding.pk)).content.decode()


def test_what_is_published_is_taken_back_before_it_is_removed(people, alice):
    finding = publish(record(people.alice), people.alice)
    page = alice.post(url("remove_finding", finding.pk), follow=True).content.decode()
    assert "retirez-le de la publication" in page
    alice.post(url("unpublish_finding", finding.pk))
    alice.post(url("remove_finding", finding.pk))
    assert not Finding.objects.exists()


# ── Where it comes from ─────────────────────────────────────────────────────────────────────────


def test_an_origin_is_an_activity_a_meeting_or_an_orientation(people, alice):
    finding, activity = record(people.alice), held()
    page = alice.get(url("finding_origin", finding.pk)).content.decode()
    assert "Groupe de travail" in page
    alice.post(url("finding_origin", finding.pk), {"key": f"activity:{activity.pk}"})
    assert "Groupe de travail" in alice.get(url("finding", finding.pk)).content.decode()
    with acting_as_system():
        sent = makers.referral(people.omar)
    alice.post(url("finding_origin", finding.pk), {"key": "", "reference": f" {sent.reference.lower()} "})
    assert sent.reference in alice.get(url("finding", finding.pk)).content.decode()
    alice.post(url("finding_origin", finding.pk), {"key": ""})
    assert "Pas encore indiqué" in alice.get(url("finding", finding.pk)).content.decode()


def test_a_meeting_of_a_group_is_an_origin_once_held(people, alice):
    finding, meeting = record(people.alice), group_meeting()
    choices = alice.get(url("finding_origin", finding.pk), {"q": "groupe"}).content.decode()
    assert f'value="meeting:{meeting.pk}"' in choices
    alice.post(url("finding_origin", finding.pk), {"key": f"meeting:{meeting.pk}"})
    assert str(meeting.cycle.group) in alice.get(url("finding", finding.pk)).content.decode()


def test_origins_that_are_not_are_refused(people, alice):
    finding = record(people.alice)
    cancelled = held(state="annulee")
    with acting_as(people.alice):
        for key in (
            "activity:999999",
            f"activity:{10**30}",
            f"activity:{cancelled.pk}",
            "user:1",
            "activity:²",
        ):
            with pytest.raises(Refused, match="choisissez-la"):
                actions.set_origin(finding, key=key, by=people.alice)
        with pytest.raises(Refused, match="Aucune orientation"):
            actions.set_origin(finding, reference="O-INCONNUE", by=people.alice)
        with pytest.raises(Refused, match="Une seule origine"):
            actions.set_origin(finding, key=f"activity:{held().pk}", reference="X", by=people.alice)
    sent = {"key": "", "reference": "O-INCONNUE"}
    page = alice.post(url("finding_origin", finding.pk), sent).content.decode()
    assert "Aucune orientation ne porte cette référence." in page and "O-INCONNUE" in page


def test_a_refused_origin_leaves_the_one_before(people, alice):
    finding = record(people.alice, origin=f"activity:{held().pk}")
    alice.post(url("finding_origin", finding.pk), {"key": "", "reference": "O-INCONNUE"})
    assert FindingOrigin.objects.get().activity is not None


def test_the_latest_activities_are_searched_by_their_title(people, alice):
    finding = record(people.alice)
    held(title="Comité de pilotage")
    held(title="Réunion des hébergeurs")
    page = alice.get(url("finding_origin", finding.pk), {"q": "heberge"}).content.decode()
    assert "Réunion des hébergeurs" in page and "Comité de pilotage" not in page


def test_an_old_origin_stays_chosen_when_the_form_is_sent_again(people, alice):
    old = held(day=date(2020, 1, 1), title="Très ancienne")
    for number in range(12):
        held(title=f"Récente {number}")
    finding = record(people.alice, origin=f"activity:{old.pk}")
    form = alice.get(url("finding_origin", finding.pk)).context["form"]
    assert "Très ancienne" in str(form) and form["key"].value() == f"activity:{old.pk}"
    alice.post(url("finding_origin", finding.pk), {"key": form["key"].value(), "reference": ""})
    assert FindingOrigin.objects.get().activity == old


def test_a_constat_noted_from_the_page_of_an_activity(people, alice):
    activity = held()
    page = alice.get(url("record_finding"), {"activite": activity.pk}).content.decode()
    assert f'value="activity:{activity.pk}"' in page
    sent = FACTS | {"seen_on": "2026-03-02", "origin": f"activity:{activity.pk}"}
    alice.post(url("record_finding"), sent)
    assert FindingOrigin.objects.get().activity_id == activity.pk


# ── What was done ───────────────────────────────────────────────────────────────────────────────


def test_steps_are_added_moved_removed(people, alice):
    finding = record(people.alice)
    today = timezone.localdate()
    later = {"text": "Chercher un local", "state": "faite", "day": (today + timedelta(days=3)).isoformat()}
    page = alice.post(url("add_step", finding.pk), later).content.decode()
    assert "a une date passée" in page and "Chercher un local" in page
    alice.post(url("add_step", finding.pk), later | {"state": "a_faire"})
    step = FindingStep.objects.get()
    alice.post(url("move_step", step.pk), {"state": "faite", "day": today.isoformat()})
    step.refresh_from_db()
    assert (step.state, step.day) == ("faite", today)
    alice.post(url("remove_step", step.pk))
    assert not FindingStep.objects.exists()


# ── Who reads ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", ["alice", "tara", "felix", "victor", "ada"])
def test_rows_published_to_whoever_has_an_account_origins_to_the_coordination_alone(people, reader):
    activity = held()
    for published in (True, False):
        finding = record(people.alice, origin=f"activity:{activity.pk}", title=f"{published}")
        with acting_as(people.alice):
            actions.add_step(
                finding, state="faite", text="Fait", day=FACTS["seen_on"], by=people.alice, at=AT
            )
        if published:
            publish(finding, people.alice)
    set_actor(getattr(people, reader).pk)
    seen = {table: _count(table) for table in ("finding", "findingstep", "findingorigin")}
    mine = 2 if reader == "alice" else 1
    assert seen == {
        "finding": mine,
        "findingstep": mine,
        "findingorigin": 2 if reader == "alice" else 0,
    }
    if reader != "alice":
        for table in seen:
            with connection.cursor() as cursor:
                column = "title" if table == "finding" else "finding_id"
                cursor.execute(f"UPDATE observatory_{table} SET {column} = {column}")
                assert cursor.rowcount == 0
                cursor.execute(f"DELETE FROM observatory_{table}")
                assert cursor.rowcount == 0


def _count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM observatory_{table}")
        return cursor.fetchone()[0]


def test_pages_are_the_coordination_s(people):
    finding = publish(record(people.alice), people.alice)
    for reader in (people.tara, people.felix, people.ada):
        browser = browser_of(reader)
        for name in ("finding", "edit_finding", "finding_origin", "publish_finding"):
            assert browser.get(url(name, finding.pk)).status_code == 404
        assert browser.get(url("export_findings")).status_code == 404


def test_an_origin_is_one_thing_in_the_database_too(people):
    finding, activity = record(people.alice), held()
    with acting_as(people.alice), pytest.raises(DatabaseError), transaction.atomic():
        FindingOrigin.objects.create(finding=finding)
    with acting_as(people.alice):
        FindingOrigin.objects.create(finding=finding, activity=activity)


# ── What is read ────────────────────────────────────────────────────────────────────────────────


def test_a_bilan_reads_the_published_ones_of_its_year_without_where_they_come_from(people):
    finding = record(people.alice, origin=f"activity:{held(title='Secret').pk}")
    with acting_as(people.alice):
        actions.add_step(finding, state="faite", text="Fait", day=date(2026, 4, 1), by=people.alice, at=AT)
    publish(finding, people.alice)
    publish(record(people.alice, title="De 2025", seen_on=date(2025, 12, 31)), people.alice)
    record(people.alice, title="Interne")
    publish(record(people.alice, title="Partout", departements=[], theme="reseau"), people.alice)
    with acting_as(people.alice):
        assert [one["title"] for one in findings_for(2026)] == [FACTS["title"], "Partout"]
    with acting_as(people.tara):
        first, second = findings_for(2026)
        assert [one["title"] for one in findings_for(2026, departement="30")] == ["Partout"]
        assert len(findings_for(2026, departement="48")) == 2
        assert [one["title"] for one in findings_for(2026, theme="reseau")] == ["Partout"]
    assert first == {
        "kind": "manque",
        "theme": "interpretariat",
        "title": FACTS["title"],
        "detail": "",
        "departements": ["48"],
        "seen_on": "2026-03-02",
        "steps": [{"state": "faite", "text": "Fait", "day": "2026-04-01"}],
    }
    assert said(second)["territory"] == "Toute la région" and "Secret" not in str(first)
    with acting_as(people.alice):
        assert compile_listing(2026)["findings"] == [first, second]


def test_a_bilan_and_the_public_page_say_it_in_the_same_words(people):
    detail = "Trois réunions de suite : rien\nPuis encore"
    finding = record(people.alice, detail=detail, departements=["34", "09", "30"])
    with acting_as(people.alice):
        actions.add_step(
            finding, state="en_cours", text="À l'essai", day=date(2026, 4, 1), by=people.alice, at=AT
        )
    publish(finding, people.alice)
    publish(
        record(people.alice, title="Autre chose", theme="autre", departements=list(OCCITANIE)), people.alice
    )
    publish(record(people.alice, title="Un levier d’abord", theme="acces_soins", kind="levier"), people.alice)
    public = browser_of().get(url("public_findings")).content.decode()
    with acting_as(people.alice):
        block = shown(Item("constats"), rich(2026) | {"annee": 2026}, compile_listing(2026), {})
    printed = render_to_string(block["template"], {"block": block})
    for words in (
        "Manque · Interprétariat · Ariège, Gard, Hérault",
        "Trois réunions de suite\u00a0: rien<br>Puis encore",
        "À l’essai",
        "Manque · Autre · Toute la région",
    ):
        assert words in printed and words in public
    for page in (printed, public):
        order = [page.index(words) for words in ("Un levier d’abord", FACTS["title"], "Autre chose")]
        assert order == sorted(order)


def test_the_list_is_filtered(people, alice):
    publish(record(people.alice, title="Lozère publiée"), people.alice)
    record(people.alice, title="Frein du Gard", kind="frein", theme="acces_soins", departements=["30"])
    record(people.alice, title="Partout", departements=[])
    for query, expected in (
        ({"kind": "frein"}, {"Frein du Gard"}),
        ({"theme": "interpretariat"}, {"Lozère publiée", "Partout"}),
        ({"departement": "48"}, {"Lozère publiée", "Partout"}),
        ({"published": "oui"}, {"Lozère publiée"}),
        ({"published": "non"}, {"Frein du Gard", "Partout"}),
        ({"q": "lozere"}, {"Lozère publiée"}),
        ({"kind": "x"}, {"Lozère publiée", "Frein du Gard", "Partout"}),
        ({"q": "introuvable"}, set()),
    ):
        found = {finding.title for finding in alice.get(url("findings"), query).context["findings"]}
        assert found == expected, query


def test_the_export_says_no_origin_and_runs_no_formula(people, alice):
    record(people.alice, title="=1+1", origin=f"activity:{held(title='Secret').pk}")
    answer = alice.get(url("export_findings"))
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith('attachment; filename="constats-')
    assert text.startswith(";".join(pages.COLUMNS)) and "Lozère" in text and "Secret" not in text
    assert ";=1+1" not in text


def test_the_list_asks_the_database_as_much_for_fifty_as_for_one(people, alice):
    finding = record(people.alice, origin=f"activity:{held().pk}")
    wanted = [url("findings"), url("finding", finding.pk), url("finding_origin", finding.pk)]
    before = [cost(alice, page) for page in wanted]
    for number in range(60):
        with acting_as(people.alice):
            other = actions.record_finding(**FACTS | {"title": f"Constat {number}"}, by=people.alice, at=AT)
            for one in (other, finding) if number < 9 else (other,):
                actions.add_step(
                    one, state="faite", text="Fait", day=FACTS["seen_on"], by=people.alice, at=AT
                )
    assert [cost(alice, page) for page in wanted] == before
    assert before[0] <= 6 and max(before) <= 8, before
    page = alice.get(url("findings")).content.decode()
    assert "?page=2" in page and len(alice.get(url("findings"), {"page": 2}).context["findings"]) == 11
