"""Holes tried from inside and from outside: by raw SQL in one's own name, by addresses, by carelessness."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as, acting_as_system, set_actor
from centre.models import ClosedYear, OutgoingMail, Reading, RoleGrant, Settings, User
from centre.refusals import Refused
from observatory import actions
from observatory.bilan import remarks, texts
from observatory.content import Item
from observatory.drawings.actions import ask, pictured
from observatory.drawings.blocks import shown
from observatory.drawings.tasks import draw_drawing
from observatory.findings.actions import record_finding
from observatory.models import AnnualReport, Block, Drawing, ExactFigures, Fact, ReportFile, ReportRender
from observatory.projects.models import Funder, FunderMember, Funding, FundingSheet, Indicator
from observatory.rendering import make_documents
from tests.observatory.bilan.makers import AT, again, made, published, small_year, started
from tests.observatory.drawings.documents import LISTING, public, rich

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")


@pytest.fixture
def alice(people, portal):
    small_year()
    return people.alice


def sql(user, statement: str, *values) -> list:
    """Rows that a statement returns, in the name of `user`; None for whoever has no account. Nothing is kept."""
    with transaction.atomic():
        set_actor(user.pk if user else None)
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows = cursor.fetchall() if cursor.description else [cursor.rowcount]
        transaction.set_rollback(True)
    return rows


def refused(user, statement: str, *values) -> str:
    """What the database answers to whoever tries that; empty when it did it."""
    try:
        sql(user, statement, *values)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


# ── What says which withheld figures are small ──────────────────────────────────────────────────


def test_a_reader_of_a_published_edition_does_not_learn_which_withheld_figures_are_small(alice, people):
    report = made(alice)
    with acting_as(alice):
        AnnualReport.objects.filter(pk=report.pk).update(preferred=["personnes.par_sexe.F"])
        actions.publish_report(again(report, alice), by=alice, at=AT)
    for reader in (people.felix, people.tara, people.victor, None):
        (row,) = sql(reader, "SELECT to_jsonb(r)::text FROM observatory_annualreport AS r")
        assert '"reason"' not in row[0] and '"complementary"' not in row[0] and '"certificates"' not in row[0]
        assert "personnes.par_sexe.F" not in row[0]
        assert sql(reader, "SELECT 1 FROM observatory_exactfigures") == []
    assert again(report, alice).protection["certificates"]  # her own page still has it
    with acting_as(people.felix):
        assert AnnualReport.objects.get(pk=report.pk).protection is None


def test_who_reads_what_is_withheld_and_why_is_written_down(alice, browser_of):
    report = made(alice)
    browser_of(alice).get(reverse("observatory:report_secrecy", args=[report.pk]))
    with acting_as_system():
        assert Reading.objects.filter(object_id=str(report.pk), why__contains="masqué").count() == 1


def test_a_correction_of_the_text_keeps_why_and_what_was_preferred(alice):
    report = started(alice)
    with acting_as(alice):
        AnnualReport.objects.filter(pk=report.pk).update(preferred=["personnes.par_sexe.F"])
    make_documents(report.pk)
    with acting_as(alice):
        actions.publish_report(again(report, alice), by=alice, at=AT)
    second = started(alice, same_figures=True, changes="Un mot.")
    assert again(second, alice).preferred == ["personnes.par_sexe.F"]
    with acting_as(alice):
        assert second.protection == again(report, alice).protection != None  # noqa: E711


# ── Publication ─────────────────────────────────────────────────────────────────────────────────

BY_ALICE = "published_by_id = requested_by_id, published_at = now()"
PUBLISH = f"UPDATE observatory_annualreport SET state = 'publie', {BY_ALICE}"


def test_nothing_is_published_without_a_verdict_that_holds(alice):
    made(alice)
    assert refused(alice, PUBLISH) == ""  # with its verdict
    assert "no verdict holds" in refused(alice, f"{PUBLISH}, audit = NULL")
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
    for verdict in ("'{}'", """'{"holds": false}'""", """'{"holds": null}'""", "'null'"):
        assert "no verdict holds" in refused(portal, f"{PUBLISH}, audit = {verdict}"), verdict


def test_figures_changed_after_their_verdict_lose_it(alice):
    report = made(alice)
    with acting_as_system():
        AnnualReport.objects.filter(pk=report.pk).update(figures_public=report.figures_public | {"x": 1})
    changed = again(report, alice)
    assert (changed.audit, changed.audited_at) == (None, None)
    with acting_as(alice), pytest.raises(Refused, match="Protection non démontrée"):
        actions.publish_report(changed, by=alice, at=AT)


def test_a_draft_is_not_shown_by_calling_it_replaced(alice):
    made(alice)
    shown = PUBLISH.replace("'publie'", "'remplace'") + ", replaced_at = now(), audit = NULL"
    assert "only a published bilan is replaced" in refused(alice, shown)


def test_nothing_is_published_before_its_documents_are_made(alice):
    report = made(alice)
    with acting_as_system():
        ReportRender.objects.filter(report=report, mode="exact").update(state="en_attente")
    assert "the documents are not ready" in refused(alice, PUBLISH)


def test_nothing_joins_nor_leaves_a_published_edition(alice):
    first = published(alice)
    small_year(2022)
    draft = made(alice, 2022)
    with acting_as(alice):
        kept, other = (report.renders.get(mode="public").pk for report in (first, draft))
        taken = ReportFile.objects.filter(render=other).first().pk
        ReportFile.objects.filter(render=other).exclude(pk=taken).delete()
    moved = "UPDATE observatory_reportfile SET render_id = %s, format = 'autre' WHERE id = %s"
    assert "never changes" in refused(alice, moved, kept, taken)
    moved = "UPDATE observatory_reportrender SET report_id = %s, mode = 'autre' WHERE id = %s"
    assert "never changes" in refused(alice, moved, first.pk, other)
    renders = "observatory_reportrender"
    added = f"INSERT INTO {renders} SELECT (jsonb_populate_record(r, %s)).* FROM {renders} AS r"
    row = f'{{"id": "{draft.pk}", "report_id": "{first.pk}", "mode": "autre"}}'
    assert "never changes" in refused(alice, f"{added} WHERE id = %s", row, other)
    moved = "UPDATE observatory_exactfigures SET report_id = %s WHERE report_id = %s"
    assert "never changes" in refused(alice, moved, first.pk, draft.pk)
    assert "never changes" in refused(
        alice, "UPDATE observatory_exactfigures SET protection = NULL WHERE report_id = %s", first.pk
    )


# ── What the coordination does not write, even with SQL of her own ──────────────────────────────

DRAFT = "UPDATE observatory_annualreport SET"


@pytest.mark.parametrize(
    "forged",
    (
        "figures_public = figures_public || '{\"personnes\": {}}'",
        "figures_public = 'null'",
        'listing = \'{"centre": "Autre", "sections": []}\'',
        "audit = '{\"holds\": true}'",
        'audit = audit || \'{"holds": true, "x": 1}\'',
        "year = 2022",
        "edition = 7",
    ),
)
def test_figures_listing_and_verdict_are_the_portal_s(alice, forged):
    made(alice)
    assert "written by the portal" in refused(alice, f"{DRAFT} {forged}"), forged
    emptied = "figures_public = NULL, listing = NULL, audit = NULL"  # to count again
    assert refused(alice, f"{DRAFT} {emptied}") == ""


def test_a_bilan_does_not_begin_with_figures(alice):
    report = made(alice)
    columns = "id, year, edition, state, requested_by_id, requested_at, preferred, changes"
    values = f"gen_random_uuid(), 2019, 1, 'brouillon', {alice.pk}, now(), '[]', ''"
    add = f"INSERT INTO observatory_annualreport ({columns}{{}}) SELECT {values}{{}}"
    assert refused(alice, add.format("", "")) == ""
    for name in ("figures_public", "listing", "audit"):
        copied = f", {name} FROM observatory_annualreport WHERE id = '{report.pk}'"
        assert "written by the portal" in refused(alice, add.format(f", {name}", copied)), name


@pytest.mark.parametrize(
    "forged",
    (
        "UPDATE observatory_exactfigures SET document = '{}'",
        "UPDATE observatory_exactfigures SET protection = '{}'",
        "UPDATE observatory_reportrender SET sha256 = repeat('0', 64)",
        "UPDATE observatory_reportrender SET path = 'bilans/autre.pdf'",
        "UPDATE observatory_reportrender SET made_from = 'x'",
        "UPDATE observatory_reportrender SET state = 'en_attente'",
        "UPDATE observatory_reportfile SET sha256 = repeat('0', 64)",
        "UPDATE observatory_reportfile SET path = 'bilans/autre.zip'",
        "UPDATE observatory_fact SET people = 3",
        "UPDATE observatory_countedyear SET counted_at = now()",
        "UPDATE observatory_drawing SET svg = '<script/>'",
    ),
)
def test_what_is_made_from_the_figures_is_the_portal_s(alice, forged):
    made(alice)
    with acting_as_system():
        Fact.objects.create(year=2021, population="appels", dims=["sexe"], answers=["F"], people=30)
    with acting_as(alice):
        ask(spec={"form": "barres"}, mode="public", by=alice, at=AT)
    assert "row-level security" in refused(alice, forged), forged


def test_a_sheet_sent_to_a_funder_is_the_portal_s(funded, alice):
    add = "INSERT INTO observatory_fundingsheet (id, funding_id, content, sent_by_id, sent_at, pdf)"
    forged = f"{add} VALUES (gen_random_uuid(), %s, '{{}}', %s, now(), '')"
    assert "row-level security" in refused(alice, forged, funded.pk, alice.pk)


def test_nobody_signs_in_the_name_of_another(alice, people):
    """Where two people publish, the second pair of eyes is somebody's."""
    made(alice)
    for verb in ("read", "sent", "published"):
        signed = f"{DRAFT} {verb}_by_id = %s, {verb}_at = now()"
        assert refused(alice, signed, alice.pk) == "", verb
        assert "in the name of another" in refused(alice, signed, people.chloe.pk), verb


@pytest.mark.parametrize("forged", (False, True))
def test_a_drawing_shows_what_its_name_says_or_nothing(alice, forged):
    """Pages look for a drawing by its name: another specification kept under it is not drawn."""
    real, other = (
        shown(Item("graphique", source=source), public(rich()), LISTING, {})["spec"]
        for source in ("personnes.par_sexe", "personnes.par_tranche_age")
    )
    with acting_as(alice):
        asked = ask(spec=real, mode="public", by=alice, at=AT)
        Drawing.objects.filter(pk=asked.pk).update(spec=other if forged else real)
    draw_drawing(asked.pk)
    with acting_as(alice):
        assert bool(Drawing.objects.get(pk=asked.pk).svg) != forged


UNSAFE = (
    "<script>alert(1)</script>",
    "<p onclick='x'>a</p>",
    "<p><img src=x onerror=alert(1)></p>",
    '<p><a href="javascript:alert(1)" rel="noopener noreferrer">a</a></p>',
    '<p><a href="https://a.example" onmouseover="x" rel="noopener noreferrer">a</a></p>',
    "<p>a</p><iframe src=https://a.example>",
    "<svg/onload=alert(1)>",
    '<p style="position:fixed">a</p>',
    "<p>a</p",
    "<!-- a -->",
    "<p>1 < 2</p>",
)


@pytest.mark.parametrize("html", UNSAFE)
def test_no_text_holds_anything_else_than_a_few_tags(alice, html):
    """By SQL too: pages, the document and the public file print it as it is."""
    started(alice)
    put = "UPDATE observatory_block SET html = %s WHERE kind = 'texte'"
    assert "a_text_has_safe_words" in refused(alice, put, html)
    assert refused(alice, put, texts.cleaned(html)) == ""


def test_every_tag_of_the_list_is_taken(alice):
    started(alice)
    inside = "".join(f"<{tag}>é</{tag}>" for tag in sorted(texts.TAGS - {"br", "a"}))
    links = "".join(f'<a href="{scheme}:x?a=1&b=é">x</a>' for scheme in sorted(texts.SCHEMES))
    html = texts.cleaned(f"{inside}<p>a<br>{links}<a>nu</a></p>")
    assert sql(alice, "SELECT %s ~* %s", html, texts.SAFE) == [(True,)]
    assert refused(alice, "UPDATE observatory_block SET html = %s WHERE kind = 'texte'", html) == ""


# ── The threshold changes ───────────────────────────────────────────────────────────────────────


def threshold(people, value: int) -> None:
    with acting_as(people.ada):
        Settings.objects.update(disclosure_threshold=value)


def test_figures_counted_under_a_lower_threshold_are_counted_again(alice, people):
    """A draft made in between does not go out with the threshold of before."""
    report = made(alice)
    threshold(people, 15)
    with acting_as(alice), pytest.raises(Refused, match="Le seuil du centre est plus haut"):
        actions.publish_report(report, by=alice, at=AT)
    with acting_as(alice):
        actions.recount(report, by=alice, at=AT)
    make_documents(report.pk)
    with acting_as(alice):
        actions.publish_report(again(report, alice), by=alice, at=AT)
    assert again(report, alice).figures_public["seuil"] == 15


def test_a_text_is_corrected_whatever_became_of_the_threshold(alice, people):
    """Its figures are those that everybody has."""
    published(alice)
    threshold(people, 15)
    second = published(alice, same_figures=True, changes="Un mot.")
    assert second.state == "publie" and second.figures_public["seuil"] == 11


def test_a_correction_keeps_the_strictest_threshold_of_its_year(alice, people):
    """15, then 11: what changed by twelve between the two editions would betray the promise of the first."""
    threshold(people, 15)
    published(alice)
    threshold(people, 11)
    second = published(alice, changes="Recomptée.")
    assert second.figures_public["seuil"] == second.figures_exact["seuil"] == 15


# ── Small numbers that somebody writes ──────────────────────────────────────────────────────────


def test_small_numbers_written_in_a_bilan_are_shown_before_it_is_published(alice, browser_of):
    report = made(alice)
    page = reverse("observatory:report", args=[report.pk])
    assert "petits nombres" not in browser_of(alice).get(page).content.decode()
    with acting_as(alice):
        block = Block.objects.filter(section__report=report, kind="texte").first()
        Block.objects.filter(pk=block.pk).update(html="<p>3&nbsp;femmes du Gard, 40 hommes.</p>")
    said = browser_of(alice).get(page).content.decode()
    assert "petits nombres" in said and "«\u00a03 femmes\u00a0»" in said and "40 hommes" not in said


def test_small_numbers_written_in_a_finding_are_shown_before_everybody_reads_them(alice, browser_of):
    with acting_as(alice):
        finding = record_finding(
            kind="besoin", theme="autre", title="Deux mineurs isolés.", seen_on=AT.date(), by=alice, at=AT
        )
    for name in ("publish_finding", "finding"):
        page = browser_of(alice).get(reverse(f"observatory:{name}", args=[finding.pk])).content.decode()
        assert "«\u00a0Deux mineurs\u00a0»" in page, name


# ── Closed years ────────────────────────────────────────────────────────────────────────────────


def test_a_fact_does_not_move_into_a_closed_year(alice):
    published(alice)
    with acting_as_system():
        assert ClosedYear.objects.filter(year=2021).exists()
        Fact.objects.create(year=2022, population="appels", dims=["sexe"], answers=["F"], people=3)
    assert "this year is closed" in refused(
        alice, "UPDATE observatory_fact SET year = 2021 WHERE year = 2022"
    )


def test_a_published_year_opens_again_for_a_new_count_alone(alice, people):
    published(alice)
    opened = "DELETE FROM centre_closedyear RETURNING year"
    for who in (alice, people.chloe, people.ada, people.tara, people.felix, people.victor, None):
        assert sql(who, opened) == [], who
    started(alice, changes="Recomptée.")
    with acting_as(alice):
        assert not ClosedYear.objects.exists()  # the correction counts it again
        ClosedYear.objects.create(year=2021, closed_at=AT, closed_by=alice)
    assert sql(people.felix, opened) == [] and sql(alice, opened) == [(2021,)]


# ── A funder ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def funded(alice, people):
    from networks.models import Project

    with acting_as(alice):
        project = Project.objects.create(name="Aller vers")
        funder = Funder.objects.create(name="ARS")
        today = timezone.localdate()
        funding = Funding.objects.create(
            project=project, funder=funder, starts_on=today, ends_on=today + timedelta(days=300)
        )
        Indicator.objects.create(funding=funding, label="Ateliers", unit="actes")
        FunderMember.objects.create(funder=funder, user=people.felix, since=today - timedelta(days=9))
    with acting_as_system():
        FundingSheet.objects.create(funding=funding, content={"indicators": []}, sent_by=alice, sent_at=AT)
    return funding


FUNDED = ("funder", "funding", "indicator", "fundingsheet")


def test_a_funder_whose_role_ended_reads_nothing_even_in_sql(funded, people):
    for table in FUNDED:
        assert sql(people.felix, f"SELECT count(*) FROM observatory_{table}") == [(1,)], table
    with acting_as(people.ada):
        yesterday = timezone.localdate() - timedelta(days=1)
        RoleGrant.objects.filter(user=people.felix).update(since=yesterday, until=yesterday)
    for table in FUNDED:
        assert sql(people.felix, f"SELECT count(*) FROM observatory_{table}") == [(0,)], table


def test_a_funder_does_not_answer_itself_in_the_name_of_the_coordination(alice, people):
    section = published(alice).sections.first()
    columns = "id, section_id, kind, author_id, at, text, answer, settled_by_id, settled_at"
    add = f"INSERT INTO observatory_comment ({columns}) VALUES (gen_random_uuid(), %s, 'correction', %s, now(), 'x', "
    own = (section.pk, people.felix.pk)
    assert refused(people.felix, f"{add} '', NULL, NULL)", *own) == ""
    assert "row-level security" in refused(people.felix, f"{add} 'Accordé.', NULL, NULL)", *own)
    assert "row-level security" in refused(people.felix, f"{add} '', {alice.pk}, now())", *own)


def test_a_funder_asks_twenty_times_at_most(alice, people):
    section = published(alice).sections.first()
    with acting_as(people.felix):
        for _ in range(remarks.MOST_WAITING):
            remarks.ask_correction(section, text="x", by=people.felix, at=AT)
        with pytest.raises(Refused, match="déjà 20 demandes"):
            remarks.ask_correction(section, text="x", by=people.felix, at=AT)


# ── Drawings ────────────────────────────────────────────────────────────────────────────────────


def test_a_drawing_of_a_draft_is_not_found_by_who_cannot_name_it(alice, people):
    with acting_as_system():
        drawing = ask(spec={"form": "barres", "values": [12, 40]}, mode="public", by=alice, at=AT)
        Drawing.objects.filter(pk=drawing.pk).update(svg="<svg/>")
        hidden = ask(spec={"form": "barres", "values": [3]}, mode="exact", by=alice, at=AT)
        Drawing.objects.filter(pk=hidden.pk).update(svg="<svg/>")
    for reader in (people.felix, people.ada, people.tara, people.victor, None):
        assert sql(reader, "SELECT 1 FROM observatory_drawing") == [], reader
    blocks = [{"spec": {"x": 1}, "fingerprint": one.pk} for one in (drawing, hidden)]
    with acting_as(people.felix):
        drawn = pictured(blocks, mode="public", may_ask=False)
    assert [block["svg"] for block in drawn] == ["<svg/>", ""]  # exact ones are never his, named or not


# ── Mails, pages, caches ────────────────────────────────────────────────────────────────────────


def test_no_mail_says_what_it_is_about(alice, people):
    section = published(alice).sections.first()
    with acting_as(people.felix):
        remarks.ask_correction(section, text="Le Gard.", by=people.felix, at=AT)
    with acting_as_system():
        said = " ".join(f"{mail.subject} {mail.body}" for mail in OutgoingMail.objects.all()).lower()
    for word in ("2021", "bilan 2", "gard", "protég", "effectif", "financ", "correction"):
        assert word not in said, word


PUBLIC = ("public_observatory", "public_findings", "open_data", "open_data_index")


def test_public_pages_leave_no_trace_and_private_ones_are_kept_nowhere(alice, people, client, browser_of):
    report = published(alice)
    addresses = [reverse(f"observatory:{name}") for name in PUBLIC]
    addresses += [reverse(f"observatory:{name}", args=[2021]) for name in ("public_year", "public_pdf")]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200 and "public" in answer["Cache-Control"], address
        assert not answer.cookies and not client.cookies, address
        logged = browser_of(people.felix).get(address)
        assert logged["Cache-Control"] == "no-store, private", address
    private = browser_of(alice).get(reverse("observatory:report", args=[report.pk]))
    assert private["Cache-Control"] == "no-store, private"


def test_a_draft_is_nowhere_in_public(alice, client):
    draft = made(alice)
    for name in ("public_year", "public_pdf"):
        assert client.get(reverse(f"observatory:{name}", args=[2021])).status_code == 404
    for form in ("html", "csv", "xlsx", "json"):
        assert client.get(reverse("observatory:public_file", args=[2021, form])).status_code == 404
    page = client.get(reverse("observatory:open_data_index")).content.decode()
    assert "2021" not in page and str(draft.pk) not in page


def test_whoever_publishes_a_finding_is_told_that_everybody_reads_it(alice, browser_of, client):
    with acting_as(alice):
        finding = record_finding(
            kind="besoin", theme="autre", title="Peu de salles.", seen_on=AT.date(), by=alice, at=AT
        )
    page = browser_of(alice).get(reverse("observatory:publish_finding", args=[finding.pk])).content.decode()
    assert "même sans compte" in page and "Les membres du réseau liront" not in page


# ── Addresses and queries that make no sense ────────────────────────────────────────────────────

ODD = (
    "0",
    "-1",
    "9" * 30,
    "9" * 5000,
    "²",
    "\x00",
    "'; DROP TABLE x",
    "../../etc/passwd",
    "<script>",
    "2021\r\nX: y",
)


@pytest.mark.parametrize("odd", ODD)
def test_odd_queries_change_nothing(alice, client, browser_of, odd):
    published(alice)
    browser = browser_of(alice)
    asked = {"tableau": odd, "annee": odd, "comparer": odd, "theme": odd, "departement": odd}
    for name in ("dashboard", "dashboard_table", "internal_dashboard"):
        assert browser.get(reverse(f"observatory:{name}"), asked).status_code == 200, name
    assert client.get(reverse("observatory:public_findings"), asked).status_code == 200
    origin = browser.get(reverse("observatory:record_finding"), {"activite": odd})
    assert origin.status_code == 200
    for name, extra in (
        ("findings", {"q": odd, "page": odd}),
        ("imports", {"page": odd}),
        ("start_report", {"year": odd}),
    ):
        address = reverse(name if name == "imports" else f"observatory:{name}")
        assert browser.get(address, extra).status_code == 200, name
    sent = browser.post(reverse("observatory:ask_drawing"), {"token": odd})
    assert sent.status_code == 404
    assert client.get(f"/observatoire/public/../{odd}").status_code in (301, 302, 400, 404)


def test_a_file_outside_the_private_folder_is_never_served(alice, browser_of, tmp_path):
    """Its name is the worker's; a row written by other means does not open the rest of the disk."""
    import hashlib

    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"secret")
    report = made(alice)
    with acting_as_system():
        ReportRender.objects.filter(report=report, mode="public").update(
            path="../secret.txt", sha256=hashlib.sha256(b"secret").hexdigest()
        )
    address = reverse("observatory:download_report", args=[report.pk, "public"])
    assert browser_of(alice).get(address).status_code == 404
    with acting_as(alice):
        actions.remake_documents(again(report, alice), by=alice, at=AT)
    assert secret.exists()


def test_exact_documents_are_the_coordination_s(alice, people, browser_of):
    report = published(alice)
    addresses = [reverse("observatory:download_report", args=[report.pk, "exact"])]
    addresses += [
        reverse("observatory:download_file", args=[report.pk, "exact", form]) for form in ("xlsx", "json")
    ]
    assert browser_of(alice).get(addresses[0]).status_code == 200
    for who in (people.felix, people.ada, people.tara, people.victor):
        assert [browser_of(who).get(address).status_code for address in addresses] == [404] * 3, who
    with acting_as(people.felix):
        assert not ExactFigures.objects.exists()
