"""The screens of the network's life, through HTTP: rights, filters, forms that keep what was typed, the panel."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import Activity, Axis, Project, Solicitation, StaffTime, Structure
from tests.networks.life.makers import postpone, typed
from tests.networks.life.makers import record_now as record
from tests.sheets import YEAR, import_year

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def today():
    return timezone.localdate()


def get(browser, name, /, *args, **query):
    return browser.get(reverse(f"networks:{name}", args=args), query)


def post(browser, name, /, *args, **data):
    return browser.post(reverse(f"networks:{name}", args=args), data)


NAMES = (
    *("activity", "edit_activity", "cancel_activity", "postpone_activity"),
    *("edit_project", "edit_axis", "edit_staff_time", "edit_solicitation"),
)


@pytest.mark.parametrize("name", NAMES)
def test_what_takes_a_number_is_closed_to_others_and_404_when_unknown(people, browser_of, name):
    made = {
        "edit_project": lambda: Project.objects.create(name="CLS"),
        "edit_axis": lambda: Axis.objects.create(name="Accès"),
        "edit_staff_time": lambda: StaffTime.objects.create(network="Nîmes", fte="0.25", since="2026-01-01"),
        "edit_solicitation": lambda: Solicitation.objects.create(reference="S", recorded_by=people.alice),
    }.get(name, lambda: record(people.alice))()
    assert get(browser_of(people.alice), name, made.pk).status_code == 200
    assert get(browser_of(people.alice), name, 987654).status_code == 404
    for stranger in (people.tara, people.ines, people.victor, people.omar, people.felix, people.ada):
        assert get(browser_of(stranger), name, made.pk).status_code == 404
        assert post(browser_of(stranger), name, made.pk).status_code == 404


@pytest.fixture
def year(people):
    assert import_year(YEAR).code == 0


FILTERS = [
    ({"type": "comite_pilotage"}, 2),
    ({"type": "pro_usagers"}, 10),
    ({"state": "annulee"}, 19),
    ({"rubric": "4.4.2"}, 11),
    ({"modality": "telephone"}, None),
    ({"modality": "-"}, None),
    ({"network": "Santé mentale"}, None),
    ({"month": "3"}, None),
    ({"q": "creation"}, None),
    ({"q": "sensibilisation", "state": "annulee"}, None),
    ({"place": "besseges"}, 1),
    ({"year": "2019"}, 4),
    ({"year": "2016"}, 6),
]


@pytest.mark.parametrize(("query", "count"), FILTERS)
def test_filters_narrow_rows_and_totals_alike(year, people, browser_of, query, count):
    answer = get(browser_of(people.alice), "activities", **{"year": "2020"} | query)
    rows, total = answer.context["page"].rows, answer.context["totals"]["rows"]
    assert len(rows) == min(total, 50)
    assert count is None or total == count
    asked = {
        "type": "type",
        "state": "state",
        "rubric": "rubric",
        "network": "network",
        "modality": "modality",
    }
    for name, field in asked.items():
        if name in query:
            assert {getattr(row, field) for row in rows} <= {query[name].replace("-", "")}
    if "month" in query:
        assert {row.starts_on.month for row in rows} == {3}


def test_every_activity_of_the_year_is_reached_page_after_page_in_order(year, people, browser_of):
    browser, seen, query = browser_of(people.alice), [], "?year=2020"
    while query:
        page = browser.get(reverse("networks:activities") + query).context["page"]
        seen += [(row.starts_on, row.reference) for row in page.rows]
        query = page.next_url
    assert len(seen) == 117 and seen == sorted(set(seen), reverse=True)


def test_all_128_open_and_may_be_edited(year, people, browser_of):
    browser = browser_of(people.alice)
    assert Activity.objects.count() == 128
    for activity in Activity.objects.all():
        assert get(browser, "activity", activity.pk).status_code == 200
        form = get(browser, "edit_activity", activity.pk).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        sent = {
            name: form.fields[name].prepare_value(value)
            for name, value in sent.items()
            if value not in (None, "", False)
        }
        answer = post(browser, "edit_activity", activity.pk, **sent)
        assert answer.status_code == 302, (activity.reference, answer.context["form"].errors)
    assert import_year(YEAR).out[1] == "actions: 128 lues, 0 créées, 0 mises à jour, 128 inchangées"


@pytest.mark.parametrize(
    "query",
    [
        {"year": "abc"},
        {"year": "99999"},
        {"month": "13"},
        {"apres": "x|y"},
        {"project": "9'--"},
        {"q": "\x00"},
    ],
)
def test_a_strange_address_is_a_page(people, browser_of, query):
    record(people.alice)
    assert get(browser_of(people.alice), "activities", **query).status_code == 200


def test_project_and_axis_filter(people, browser_of, today):
    cls, axis = Project.objects.create(name="CLS"), Axis.objects.create(name="Accès aux soins")
    record(people.alice, project=cls, starts_on=today)
    record(people.alice, type="formation", axis=axis, starts_on=today)
    browser = browser_of(people.alice)
    for query in ({"project": cls.pk}, {"axis": axis.pk}):
        assert get(browser, "activities", year=today.year, **query).context["totals"]["rows"] == 1


# ── Recording ───────────────────────────────────────────────────────────────────────────────────


def test_the_last_of_its_type_is_already_written(people, browser_of, today):
    Structure.objects.create(name="CABA")
    record(people.alice, title="Réunion du mardi", rubric="3.1", structures_present=["CABA"])
    form = get(browser_of(people.alice), "record_activity", type="reunion").context["form"]
    assert form["title"].value() == "Réunion du mardi" and form["rubric"].value() == "3.1"
    assert form["starts_on"].value() == today and form["state"].value() == "tenue"
    assert form.fields["usual_structures"].choices == [("CABA", "CABA")]


def test_a_meeting_in_one_sending_then_another(people, browser_of):
    Structure.objects.create(name="CABA")
    browser = browser_of(people.alice)
    sent = typed(professionals="7", structures_present="caba", agenda="Points divers", again="1")
    answer = post(browser, "record_activity", **sent)
    assert answer.status_code == 302 and answer.url == reverse("networks:record_activity")
    made = Activity.objects.get()
    assert (made.professionals, made.users) == (7, None)
    page = get(browser, "activity", made.pk).content.decode()
    assert "Points divers" in page and "CABA" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts_on": "2026-02-31"}, "Cette date n’existe pas"),
        ({"starts_on": ""}, "Donnez la date"),
        ({"professionals": "-2"}, "n’est pas négatif"),
        ({"professionals": "beaucoup"}, "nombre entier"),
        ({"users": "1000000000"}, "vérifiez ce nombre"),
        ({"starts_on": "2999-01-01"}, "Vérifiez l’année"),
        ({"hour": "25:00"}, "Cette heure n’existe pas"),
        ({"title": "a\u202eb"}, "Caractère non autorisé"),
        ({"state": "annulee", "participants": "0"}, "Seule une activité tenue a un effectif"),
        ({"ends_on": "2001-11-01"}, "La fin doit être après le début"),
        ({"structures_present": "Nulle part"}, "Nouvelle structure"),
        ({"shares": "des élèves"}, "écrivez un nombre puis qui"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_what_was_typed_stays(people, browser_of, wrong, sentence):
    answer = post(browser_of(people.alice), "record_activity", **typed(remark="à garder") | wrong)
    html = answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert answer.status_code == 200 and sentence in html and "à garder" in html
    assert not Activity.objects.exists()


def test_a_probable_duplicate_is_told_before_it_is_written(people, browser_of):
    browser = browser_of(people.alice)
    post(browser, "record_activity", **typed())
    answer = post(browser, "record_activity", **typed(title="La même ?", decisions="On se revoit."))
    html = answer.content.decode()
    assert "same_anyway" in html and "On se revoit." in html
    post(browser, "record_activity", **typed(title="La même ?", same_anyway="on"))
    assert Activity.objects.count() == 2


# ── Editing ─────────────────────────────────────────────────────────────────────────────────────


def test_the_second_editor_sees_what_is_stored_beside_what_she_typed(people, browser_of):
    made = record(people.alice)
    stale = typed(version="1", title="Titre de Chloé")
    post(browser_of(people.alice), "edit_activity", made.pk, **typed(version="1", title="Titre d’Alice"))
    chloe = browser_of(people.chloe)
    answer = post(chloe, "edit_activity", made.pk, **stale)
    html = answer.content.decode()
    assert "modifiée par Alice" in html and "Titre de Chloé" in html and "Titre d’Alice" in html
    assert answer.context["form"].now == [("Intitulé", "Titre d’Alice")]
    again = answer.context["form"].data
    assert post(chloe, "edit_activity", made.pk, **again.dict()).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.version) == ("Titre de Chloé", 3)


def test_cancel_asks_then_counts_x(people, browser_of):
    made = record(people.alice, participants=9)
    browser = browser_of(people.alice)
    get(browser, "cancel_activity", made.pk)
    made.refresh_from_db()
    assert made.state == "tenue"
    post(browser, "cancel_activity", made.pk, version=1, reason="Grève des trains")
    html = get(browser, "activity", made.pk).content.decode()
    assert "Grève des trains" in html and "pas même 0" in html


def test_put_off_from_the_page_and_the_chain_reads_both_ways(people, browser_of, today):
    first = record(people.alice, state="prevue", starts_on=today + timedelta(days=10))
    later = today + timedelta(days=20)
    answer = post(
        browser_of(people.alice), "postpone_activity", first.pk, version=1, starts_on=later.isoformat()
    )
    second = Activity.objects.get(starts_on=later)
    assert answer.url == reverse("networks:activity", args=[second.pk])
    for pk in (first.pk, second.pk):
        html = get(browser_of(people.alice), "activity", pk).content.decode()
        assert f"Prévue le {first.when}, reportée au {second.when}" in " ".join(html.split())


def test_a_page_takes_as_many_statements_with_one_date_or_three(
    people, browser_of, today, django_assert_num_queries
):
    browser, counts = browser_of(people.alice), []
    first = record(people.alice, state="prevue", starts_on=today + timedelta(days=10))
    url = reverse("networks:activity", args=[first.pk])
    browser.get(url)
    for days in (0, 20, 30):
        if days:
            last = Activity.objects.order_by("-starts_on")[0]
            postpone(last, people.alice, at=timezone.now(), starts_on=today + timedelta(days=days))
        with django_assert_num_queries(12) as captured:
            browser.get(url)
        counts.append(len(captured))
    assert len(set(counts)) == 1


# ── The panel ───────────────────────────────────────────────────────────────────────────────────


def test_the_panel_says_what_is_to_come_what_to_mark_and_that_no_committee_met(people, browser_of, today):
    record(people.alice, title="À venir bientôt", state="prevue", starts_on=today + timedelta(days=3))
    past = record(people.alice, title="Oubliée", state="prevue", starts_on=today + timedelta(days=4))
    _move_to_the_past(past, today)
    html = get(browser_of(people.alice), "activities_panel").content.decode()
    assert "À renseigner" in html and "Oubliée" in html and "À venir bientôt" in html
    assert "Aucun comité de pilotage tenu cette année" in html
    record(people.alice, type="comite_pilotage", starts_on=today)
    assert "Aucun comité" not in get(browser_of(people.alice), "activities_panel").content.decode()


def _move_to_the_past(activity, today):
    day = today - timedelta(days=3)
    Activity.objects.filter(pk=activity.pk).update(starts_on=day, ends_on=day)


# ── Projects, axes, staff time ──────────────────────────────────────────────────────────────────


def test_projects_axes_and_time_are_added_and_renamed(people, browser_of):
    browser = browser_of(people.alice)
    post(
        browser, "add_project", name="Interreg", funder="FEDER", starts_on="2026-01-01", ends_on="2027-12-31"
    )
    post(browser, "edit_project", Project.objects.get().pk, name="Interreg VI", funder="FEDER")
    post(browser, "add_axis", name="Axe 2 : accès aux soins")
    post(browser, "add_staff_time", network="Nîmes", fte="0,25", since="2026-01-01")
    html = get(browser, "life_settings").content.decode()
    assert "Interreg VI" in html and "Axe 2" in html and "0,25" in html
    assert str(StaffTime.objects.get().fte) == "0.25"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("add_project", {"name": "CLS"}, "est déjà un projet"),
        ("add_axis", {"name": "Accès"}, "est déjà un axe"),
        (
            "add_project",
            {"name": "X", "starts_on": "2026-02-01", "ends_on": "2026-01-01"},
            "La fin doit être",
        ),
        ("add_staff_time", {"network": "N", "fte": "0", "since": "2026-01-01"}, "plus grand que zéro"),
        ("add_staff_time", {"network": "N", "fte": "0,255", "since": "2026-01-01"}, "Deux chiffres"),
        (
            "add_staff_time",
            {"network": "N", "fte": "1", "since": "2026-02-01", "until": "2026-01-01"},
            "La fin",
        ),
    ],
)
def test_what_cannot_be_set_is_a_sentence(people, browser_of, name, data, sentence):
    Project.objects.create(name="CLS")
    Axis.objects.create(name="Accès")
    answer = post(browser_of(people.alice), name, **data)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert (Project.objects.count(), Axis.objects.count(), StaffTime.objects.count()) == (1, 1, 0)


# ── Solicitations ───────────────────────────────────────────────────────────────────────────────


def test_a_solicitation_with_vague_dates_and_answers_in_order(people, browser_of):
    browser = browser_of(people.alice)
    sent = {"requester": "Collège d’Anduze", "subject": "Dangers des écrans", "asked": "juillet 2020"}
    answers = {"answer_0": "ANPAA 30", "answer_1": "", "answer_7": "Les petits débrouillards"}
    more = post(browser, "record_solicitation", **sent, answer_0="ANPAA 30", more="1")
    assert len(more.context["form"].answers) == 3 and not Solicitation.objects.exists()
    post(browser, "record_solicitation", **sent, wanted="09/2020", **answers)
    post(browser, "record_solicitation", **sent, wanted="09/2020", **answers)  # sent twice
    made = Solicitation.objects.get()
    assert made.reference == "S-2020-0001"
    assert (made.asked_from, made.asked_to) == (date(2020, 7, 1), date(2020, 7, 31))
    assert [answer.label for answer in made.answers.all()] == ["ANPAA 30", "Les petits débrouillards"]
    html = get(browser, "solicitations", year=2020).content.decode()
    assert "juillet 2020" in html and "septembre 2020" in html


def test_two_editors_of_one_solicitation(people, browser_of):
    browser = browser_of(people.alice)
    post(browser, "record_solicitation", requester="PJJ", asked="04/2020", answer_0="EMPP")
    pk = Solicitation.objects.get().pk
    stale = get(browser, "edit_solicitation", pk).context["form"]["seen"].value()
    post(browser, "edit_solicitation", pk, seen=stale, requester="PJJ", answer_0="EMPP", answer_1="RAIA")
    refused = post(browser, "edit_solicitation", pk, seen=stale, requester="PJJ du Gard", answer_0="EMPP")
    assert "modifiée entre-temps" in refused.content.decode() and "PJJ du Gard" in refused.content.decode()
    assert [answer.label for answer in Solicitation.objects.get().answers.all()] == ["EMPP", "RAIA"]
    fresh = refused.context["form"]["seen"].value()
    post(browser, "edit_solicitation", pk, seen=fresh, requester="PJJ du Gard", answer_0="EMPP")
    assert Solicitation.objects.get().requester == "PJJ du Gard"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Dites au moins qui demande"),
        ({"requester": "PJJ", "asked": "31/02/2020"}, "cette date n’existe pas"),
        ({"requester": "PJJ", "asked": "06/2020", "wanted": "05/2020"}, "avant la demande"),
    ],
)
def test_a_wrong_solicitation_is_a_sentence(people, browser_of, data, sentence):
    answer = post(browser_of(people.alice), "record_solicitation", answer_0="gardée", **data)
    assert sentence in answer.content.decode() and "gardée" in answer.content.decode()
    assert not Solicitation.objects.exists()


def test_solicitations_of_a_year_by_requester_and_text(year, people, browser_of):
    browser = browser_of(people.alice)
    for query, count in (
        ({}, 8),
        ({"requester": "college"}, 2),
        ({"q": "debrouillards"}, 2),
        ({"q": "zzz"}, 0),
    ):
        page = get(browser, "solicitations", year=2020, **query).context["page"]
        assert page.paginator.count == count, query


# ── What the observatory is told ────────────────────────────────────────────────────────────────


def test_the_observatory_gets_labels_without_a_name(people, today, django_assert_num_queries):
    from networks import activity

    cls, axis = Project.objects.create(name="CLS"), Axis.objects.create(name="Accès")
    record(
        people.alice,
        starts_on=today,
        project=cls,
        axis=axis,
        network="Exil",
        participants=5,
        shares=[(2, "élèves"), (3, "enseignants")],
        people_present=[("Irène Valmagne", "", "")],
    )
    with django_assert_num_queries(1):
        (row,) = activity.activity_rows(today.year)
    assert (row["project_name"], row["axis_name"], row["network"]) == ("CLS", "Accès", "Exil")
    assert "Valmagne" not in str(row)


def test_solicitations_take_as_many_statements_with_one_row_or_eight(
    year, people, browser_of, django_assert_num_queries
):
    browser = browser_of(people.alice)
    get(browser, "solicitations", year=2020)
    for query in ({"q": "ecrans"}, {}):
        with django_assert_num_queries(11):
            get(browser, "solicitations", year=2020, **query)
