"""Anybody reads what is published, and nothing else; nobody is followed while reading."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.models import Reading
from observatory.findings.models import Finding
from observatory.models import AnnualReport, Drawing
from observatory.public.drawing import draw_missing
from tests.statements import cost

PAGES = ("public_observatory", "public_findings", "open_data", "open_data_index")


def text(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def visitor(browser_of):
    return browser_of()


def url(name, *args) -> str:
    return reverse(f"observatory:{name}", args=args)


def test_nothing_is_published_and_the_pages_say_so(visitor, portal):
    assert "Rien n’est encore publié" in text(visitor.get(url("public_observatory")))
    assert "Rien n’est encore publié" in text(visitor.get(url("open_data")))
    assert json.loads(text(visitor.get(url("open_data_index"))))["dcat:dataset"] == []
    assert visitor.get(url("public_year", 2020)).status_code == 404


def test_the_latest_edition_with_its_map_its_years_and_the_promise(visitor, published):
    published(2020), published(2021)
    said = text(visitor.get(url("public_observatory")))
    assert "L’année 2021 en bref" in said and "578" in said and "Hérault" in said
    assert url("public_year", 2020) in said and "Aucun tableau publié, seul ou combiné" in said
    assert "L’année 2020 en bref" in text(visitor.get(url("public_year", 2020)))


def test_a_draft_is_nobody_s_business(visitor, published, people):
    report = published(2020, files=True)
    AnnualReport.objects.create(
        year=2021, edition=1, figures_public=report.figures_public, requested_by=people.alice,
        requested_at=timezone.now(),
    )  # fmt: skip
    assert visitor.get(url("public_year", 2021)).status_code == 404
    assert visitor.get(url("public_pdf", 2021)).status_code == 404
    assert "bilan-2021" not in text(visitor.get(url("open_data_index")))


@pytest.mark.parametrize("name", PAGES)
def test_no_cookie_no_session_and_a_page_that_may_be_kept(visitor, published, name):
    published(2021, files=True)
    answer = visitor.get(url(name))
    assert not answer.cookies and not visitor.cookies
    assert set(answer["Cache-Control"].split(", ")) == {"max-age=300", "public"}
    assert "csrf" not in answer.content.decode()


def test_whoever_is_logged_in_can_still_leave_and_stores_nothing(browser_of, people, published):
    published(2021)
    answer = browser_of(people.victor).get(url("public_observatory"))
    assert "no-store" in answer["Cache-Control"] and "csrfmiddlewaretoken" in answer.content.decode()


def test_files_are_those_of_the_public_form(visitor, published):
    report = published(2021, files=True)
    assert text(visitor.get(url("public_pdf", 2021))) == "%PDF public"
    for form in ("csv", "xlsx", "json", "html"):
        answer = visitor.get(url("public_file", 2021, form))
        assert text(answer) == f"public {form}" and answer["Content-Disposition"].startswith("attachment")
    said = text(visitor.get(url("open_data"))) + text(visitor.get(url("public_year", 2021)))
    assert "interne" not in said and said.count(url("public_pdf", 2021)) == 2
    catalogue = json.loads(text(visitor.get(url("open_data_index"))))
    (dataset,) = catalogue["dcat:dataset"]
    assert dataset["dct:identifier"] == "bilan-2021" and len(dataset["dcat:distribution"]) == 5
    pdf = dataset["dcat:distribution"][0]
    assert pdf["spdx:checksum"]["spdx:checksumValue"] == report.renders.get(mode="public").sha256
    assert pdf["dcat:downloadURL"].endswith(url("public_pdf", 2021))


def test_the_head_of_a_page_or_a_file_says_what_the_whole_would_and_writes_nothing(visitor, published):
    published(2021, files=True)
    files = [url("public_pdf", 2021), url("public_file", 2021, "xlsx"), url("public_year", 2021)]
    for one in (*files, *map(url, PAGES)):
        whole, head = visitor.get(one), visitor.head(one)
        body = b"".join(head.streaming_content) if head.streaming else head.content
        assert head.status_code == 200 and body == b""
        assert {**head.headers} == {**whole.headers}
    assert not Reading.objects.exists()


def test_a_file_that_changed_on_the_disk_is_not_given(visitor, published, settings):
    published(2021, files=True)
    (settings.MEDIA_ROOT / "public.csv").write_bytes(b"autre chose")
    assert visitor.get(url("public_file", 2021, "csv")).status_code == 404


def test_the_preview_of_a_link_says_no_figure(visitor, published):
    published(2021)
    head = text(visitor.get(url("public_observatory"))).partition("</head>")[0]
    assert "og:description" in head and "578" not in head and "en bref" not in head


def test_each_page_says_what_it_is_and_where_it_lives(visitor, published, settings):
    settings.ORIGIN = "https://portail.example"
    published(2020), published(2021)
    pages = [url(name) for name in PAGES if name != "open_data_index"]
    heads = {
        page: text(visitor.get(page + "?annee=2020")).partition("</head>")[0]
        for page in (*pages, url("public_year", 2020))
    }
    for page, head in heads.items():
        assert f'<link rel="canonical" href="https://portail.example{page}">' in head
        assert re.search(r'name="description" content="[^"]{40,160}"', head)
    titles = {re.search(r"<title>(.*?) –", head).group(1) for head in heads.values()}
    assert titles == {"Observatoire", "Observatoire 2020", "Constats", "Données ouvertes"}


def test_the_dashboard_is_offered_to_whoever_may_open_it(browser_of, people, published):
    published(2021)
    for somebody in (people.victor, people.tara, people.alice, people.felix, people.ada):
        browser = browser_of(somebody)
        offered = url("dashboard") in text(browser.get(url("public_observatory")))
        assert offered == (browser.get(url("dashboard")).status_code == 200)


def test_published_findings_by_territory_and_theme(visitor, people):
    def finding(title, *, published=True, **more):
        facts = {
            "kind": "manque",
            "theme": "interpretariat",
            "seen_on": date(2021, 5, 3),
            "departements": ["30"],
        }
        shown = {"published_by": people.alice, "published_at": timezone.now()} if published else {}
        Finding.objects.create(
            title=title, noted_by=people.alice, noted_at=timezone.now(), **(facts | more), **shown
        )

    finding("Peu d’interprètes en tigrinya")
    finding("Pas de bus le soir", theme="mobilite", departements=["34"])
    finding("Brouillon", published=False)
    said = text(visitor.get(url("public_findings")))
    assert "tigrinya" in said and "Pas de bus" in said and "Brouillon" not in said
    only = text(visitor.get(url("public_findings"), {"departement": "30", "theme": "interpretariat"}))
    assert "tigrinya" in only and "Pas de bus" not in only
    for odd in ("x" * 9000, "30' OR 1=1", "٣", ""):
        answer = visitor.get(url("public_findings"), {"annee": odd, "departement": odd, "theme": odd})
        assert "Brouillon" not in text(answer) and "tigrinya" in text(answer)


def test_the_worker_draws_what_the_pages_show_and_a_page_never_writes(visitor, published):
    published(2021)
    before = Drawing.objects.count()
    assert "<svg" not in text(visitor.get(url("public_observatory"))).partition("block-picture")[2][:300]
    assert Drawing.objects.count() == before
    assert draw_missing() > 10 and draw_missing() == 0
    said = text(visitor.get(url("public_observatory")))
    assert said.partition("block-picture")[2].partition("</figure>")[0].count("<svg") == 1


def test_pages_cost_little_however_many_years(visitor, published):
    published(2021, files=True)
    one = {name: cost(visitor, url(name)) for name in PAGES}
    for year in (2018, 2019, 2020):
        published(year)
    assert {name: cost(visitor, url(name)) for name in PAGES} == one
    assert one.pop("public_observatory") <= 8 and max(one.values()) <= 6, one
