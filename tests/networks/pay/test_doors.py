"""Pay through HTTP: what each page shows, to whom, what its buttons do, and what it costs."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import Reading
from networks.models import NetworkSettings, PayeeDetails, PayLine, PayStatement
from networks.pay import actions, export, rendering
from tests.networks.pay import field
from tests.networks.pay.field import IBAN, OCTOBER
from tests.people import make_user

THIS = timezone.localdate().replace(day=1)


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


@pytest.fixture
def statement(people, ines):
    field.mission(ines, date(2026, 10, 5), by=people.alice)
    return field.issued(ines, people.ada)


@pytest.fixture
def ada(people, browser_of):
    return browser_of(people.ada)


def page(browser, name, *args, **query):
    return browser.get(reverse(f"networks:{name}", args=args), query)


def text_of(answer) -> str:
    return answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


def post(browser, name, *args, **data):
    return browser.post(reverse(f"networks:{name}", args=args), data, follow=True)


def test_from_missions_to_paid(people, ines, ada):
    """The administration's month, button by button."""
    field.mission(ines, timezone.localdate(), by=people.alice)
    assert "Sur aucun relevé" in text_of(page(ada, "pay"))
    answer = post(ada, "prepare_statements", THIS)
    assert "1 relevé préparé ou actualisé pour" in text_of(answer) and "42,00 €" in text_of(answer)
    assert "Rien de nouveau n’est dû" in text_of(post(ada, "prepare_statements", THIS))
    draft = field.statement_of(ines, THIS)
    shown = page(ada, "pay_statement", draft.pk)
    assert "FR76 •••• •••• 0189" in text_of(shown) and IBAN not in text_of(shown)
    answer = post(ada, "issue_statement", draft.pk, seen=shown.context["seen"])
    assert f"Relevé émis sous le numéro R-{THIS:%Y-%m}-0001" in text_of(answer)
    assert "hx-get" in text_of(answer)  # the page asks for the document
    rendering.make_document(draft.pk)
    fragment = ada.get(reverse("networks:pay_progress", args=[draft.pk]), headers={"HX-Request": "true"})
    assert f"releve-R-{THIS:%Y-%m}-0001.pdf" in text_of(fragment) and "hx-get" not in text_of(fragment)
    answer = post(ada, "pay_paid", draft.pk, paid_on=timezone.localdate().isoformat())
    assert "noté comme payé" in text_of(answer) and "Payé le" in text_of(answer)
    assert "Rien à payer pour l’instant" in text_of(page(ada, "pay_panel"))


def test_the_panel_counts_what_waits(people, ines, ada):
    other = field.interpreter(code="IN-2")
    field.mission(ines, date(2026, 10, 5))
    field.mission(other, date(2026, 10, 6))
    field.issued(ines, people.ada)
    field.mission(ines, date(2026, 10, 7))
    panel = page(ada, "pay_panel")
    assert (panel.context["waiting"], panel.context["drafts"], panel.context["issued"]) == (1, 1, 1)


def test_a_draft_says_why_it_waits(people, ada):
    ines = field.interpreter(people.ines, since="2026-10-06", payee=False)
    field.mission(ines, date(2026, 10, 5), by=people.ada)
    field.prepare(people.ada)
    with acting_as_system():
        NetworkSettings.objects.update(payer="")
    draft = field.statement_of(ines)
    shown = text_of(page(ada, "pay_statement", draft.pk))
    for words in (
        "qui demande ne paie pas",
        "La mission du 5 octobre 2026 ne peut pas être calculée",
        "Aucun tarif à cette date",
        "IBAN manquent",
        "payeur n’est pas renseigné",
    ):
        assert words in shown
    assert "Émettre ce relevé" not in shown
    assert "qui demande ne paie pas" in text_of(post(ada, "issue_statement", draft.pk, seen="x"))
    assert field.statement_of(ines).is_draft


def test_a_stale_draft_is_brought_up_to_date_then_issued(people, ines, ada):
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as_system():
        NetworkSettings.objects.update(minimum_minutes=120)
    assert "n’est plus à jour" in text_of(page(ada, "pay_statement", draft.pk))
    assert "Le relevé est à jour" in text_of(post(ada, "refresh_statement", draft.pk))
    shown = page(ada, "pay_statement", draft.pk)
    assert "Relevé émis" in text_of(post(ada, "issue_statement", draft.pk, seen=shown.context["seen"]))


def test_the_second_of_two_tabs_is_told(people, ines, ada):
    field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    seen = page(ada, "pay_statement", draft.pk).context["seen"]
    post(ada, "issue_statement", draft.pk, seen=seen)
    again = post(ada, "refresh_statement", draft.pk)
    assert again.status_code == 409 and "déjà émis sous le numéro R-2026-10-0001" in text_of(again)


def test_a_draft_emptied_goes_back_to_the_month(people, ines, ada):
    mission = field.mission(ines, date(2026, 10, 5))
    field.prepare(people.ada)
    draft = field.statement_of(ines)
    with acting_as_system():
        type(mission).objects.update(state="annulee")
    assert "Plus rien n’était dû" in text_of(post(ada, "refresh_statement", draft.pk))


def test_correcting_through_the_page(people, statement, ada):
    with acting_as_system():
        line = statement.lines.get()
    wrong = post(ada, "pay_correction", line.pk, amount="0", label="Rien")
    assert "différent de zéro" in text_of(wrong)
    answer = post(ada, "pay_correction", line.pk, amount="-12,50", label="Faite par téléphone")
    assert "La correction est sur ce brouillon" in text_of(answer) and "−12,50 €" in text_of(answer)
    assert "déjà corrigée" in text_of(page(ada, "pay_statement", statement.pk))


def test_rates_through_the_page(people, statement, ada):
    assert "30,00 €" in text_of(page(ada, "rates"))
    address = ("rates_of", statement.interpreter_id)
    back = post(ada, *address, hourly="35,5", travel="10", since="2026-10-05")
    assert "Ce tarif remonterait avant un relevé déjà émis (jusqu’au 5 octobre 2026)" in text_of(back)
    assert 'value="35,5"' in text_of(back)  # what was typed is kept
    assert "Tarif enregistré" in text_of(post(ada, *address, hourly="35,5", travel="10", since="2026-10-06"))
    for wrong in (
        {"hourly": "-1"},
        {"hourly": "501"},
        {"hourly": "abc"},
        {"since": "31/02/2026"},
        {"travel": ""},
    ):
        typed = {"hourly": "35", "travel": "10", "since": "2026-12-01"} | wrong
        assert "is-invalid" in text_of(post(ada, *address, **typed)) or "field-errors" in text_of(
            post(ada, *address, **typed)
        )


def test_the_rule_through_the_page(people, ada):
    shown = page(ada, "pay_rules")
    assert [billed for _, billed in shown.context["examples"]] == [
        "1\u00a0h",
        "1\u00a0h",
        "1\u00a0h\u00a015",
        "1\u00a0h\u00a030",
    ]
    answer = post(ada, "pay_rules", minimum_minutes=45, rounding_minutes=30, payer="Le centre\nNîmes")
    assert "au moins 45 min" in text_of(answer) and "demi-heure supérieure" in text_of(answer)
    for wrong in ({"minimum_minutes": 481}, {"rounding_minutes": 0}, {"rounding_minutes": 61}, {"payer": ""}):
        typed = {"minimum_minutes": 45, "rounding_minutes": 30, "payer": "Le centre"} | wrong
        assert "Règle enregistrée" not in text_of(post(ada, "pay_rules", **typed))


# ── Payees ──────────────────────────────────────────────────────────────────────────────────────


def test_payees_are_masked_and_opening_one_is_in_the_journal(people, ines, ada):
    listed = text_of(page(ada, "payees"))
    assert "FR76 •••• •••• 0189" in listed and "3000 6000" not in listed
    assert not Reading.objects.exists()
    opened = text_of(page(ada, "payee", ines.pk))
    assert "FR76 3000 6000 0112 3456 7890 189" in opened
    with acting_as_system():
        details = PayeeDetails.objects.get()
    (reading,) = Reading.objects.all()
    assert (reading.actor_id, reading.what) == (people.ada.pk, "networks.payeedetails")
    assert reading.object_id == str(details.pk)


def test_a_wrong_iban_is_said_beside_its_field_and_nothing_is_written(people, ada):
    ines = field.interpreter(people.ines, payee=False)
    typed = {"legal_name": "Inès", "iban": "FR76 3000 6000 0112 3456 7890 188", "siret": "732 829 320 00075"}
    answer = post(ada, "payee", ines.pk, **typed)
    assert "Cet IBAN comporte une erreur : vérifiez les chiffres." in text_of(answer)
    assert "Ce SIRET comporte une erreur : vérifiez les chiffres." in text_of(answer)
    assert typed["iban"] in text_of(answer)
    typed |= {"iban": "FR76 3000 6000 0112 3456 7890 189", "siret": ""}
    assert "enregistrées" in text_of(post(ada, "payee", ines.pk, **typed))
    with acting_as_system():
        assert PayeeDetails.objects.get().iban == IBAN


def test_an_interpreter_keeps_her_own_details(people, ines, browser_of):
    hers = browser_of(people.ines)
    assert "FR76 3000 6000" in text_of(page(hers, "my_payment"))
    typed = {"legal_name": "Inès B.", "iban": "BE31 4354 1116 1155", "siret": ""}
    assert "enregistrées" in text_of(post(hers, "my_payment", **typed))
    with acting_as_system():
        details = PayeeDetails.objects.get()
        assert (details.legal_name, details.iban, details.siret) == ("Inès B.", "BE31435411161155", "")
    unlinked = browser_of(make_user("Nadia", "interprete"))
    assert "pas encore reliée" in text_of(page(unlinked, "my_payment"))
    post(unlinked, "my_payment", **typed)
    with acting_as_system():
        assert PayeeDetails.objects.count() == 1


# ── The interpreter ─────────────────────────────────────────────────────────────────────────────


def test_an_interpreter_sees_her_issued_statements_and_takes_them_away(people, ines, statement, browser_of):
    field.mission(ines, date(2026, 11, 2))
    field.prepare(people.ada, month=date(2026, 11, 1))
    hers = browser_of(people.ines)
    shown = page(hers, "statements")
    assert "R-2026-10-0001" in text_of(shown) and "en préparation" in text_of(shown)
    assert [year["total"] for year in shown.context["years"]] == [42]
    assert "Novembre" not in text_of(shown)
    assert page(hers, "statement_document", statement.pk).status_code == 404
    rendering.make_document(statement.pk)
    answer = page(hers, "statement_document", statement.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="releve-R-2026-10-0001.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    draft = field.statement_of(ines, date(2026, 11, 1))
    assert page(hers, "statement_document", draft.pk).status_code == 404


def test_nobody_opens_another_s_statement(people, statement, browser_of):
    rendering.make_document(statement.pk)
    field.interpreter(make_user("Hassan", "interprete"), code="IN-2")
    for user in (make_user("Nadia", "interprete"), people.alice, people.tara, people.ada):
        assert page(browser_of(user), "statement_document", statement.pk).status_code == 404
    with acting_as_system():
        line = statement.lines.get()
    for name, pk in (
        ("pay_statement", statement.pk),
        ("pay_document", statement.pk),
        ("pay_progress", statement.pk),
        ("pay_correction", line.pk),
        ("payee", statement.interpreter_id),
        ("rates_of", statement.interpreter_id),
        ("pay_export", OCTOBER),
    ):
        for user in (people.alice, people.ines, people.tara, people.victor, people.felix):
            assert page(browser_of(user), name, pk).status_code == 404, name


def test_whoever_pays_opens_the_document_and_the_journal_knows(people, statement, ada):
    rendering.make_document(statement.pk)
    assert page(ada, "pay_document", statement.pk).status_code == 200
    assert Reading.objects.get().object_id == str(statement.pk)


# ── The accountant's sheet ──────────────────────────────────────────────────────────────────────


def test_the_sheet_for_the_accountant(people, ines, statement, ada):
    other = field.interpreter(code="IN-2", hourly="24.75")
    field.mission(other, date(2026, 10, 8))  # its draft is not exported
    field.prepare(people.ada)
    answer = page(ada, "pay_export", OCTOBER)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="paie-2026-10.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1
    row = {name: value.replace("\u00a0", " ") for name, value in rows[0].items()}
    assert row["iban"] == "FR76 3000 6000 0112 3456 7890 189" and row["siret"] == "732 829 320 00074"
    assert (row["date"], row["langue"], row["taux_horaire"], row["montant"]) == (
        "05/10/2026",
        "dari",
        "30,00",
        "42,00",
    )
    (reading,) = Reading.objects.all()
    assert (reading.why, reading.object_id) == ("export comptable", str(statement.pk))


def test_no_cell_of_the_sheet_is_a_formula(people):
    ines = field.interpreter(people.ines)
    with acting_as_system():
        details = PayeeDetails.objects.get()
        details.legal_name = "=cmd|' /C calc'!A0"
        details.save()
    field.mission(ines, date(2026, 9, 5))
    september = field.issued(ines, people.ada, month=date(2026, 9, 1))
    with field.acting_as(people.ada):
        for label in ("@SUM(A1)", "+33", "-2+3", "=1+1"):
            actions.correct(september.lines.get(), amount=-1, label=label, by=people.ada, at=field.AT)
    draft = PayStatement.objects.get(state="brouillon")
    month = draft.month
    field.issue(draft, people.ada)
    with field.acting_as(people.ada):
        written = [export.sheet(export.lines_of_month(one)).decode("utf-8-sig") for one in (OCTOBER, month)]
        written.append(export.sheet(export.lines_of_month(date(2026, 9, 1))).decode("utf-8-sig"))
    cells = [
        cell for sheet in written for row in csv.reader(io.StringIO(sheet), delimiter=";") for cell in row
    ]
    assert any("cmd" in cell for cell in cells) and any("SUM" in cell for cell in cells)
    dangerous = [
        cell for cell in cells if cell[:1] in tuple("=+@|%") or (cell[:1] == "-" and not cell[1:2].isdigit())
    ]
    assert dangerous == [] and "-1,00" in cells
    assert not any(cell.startswith("-2+3") for cell in cells)


# ── What it costs ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["pay", "payees", "rates", "pay_export"])
def test_lists_cost_the_same_for_one_and_for_seven(people, browser_of, name):
    ada = browser_of(people.ada)
    args = [OCTOBER] if name in ("pay", "pay_export") else []
    costs = []
    for first, count in ((0, 1), (1, 7)):
        for n in range(first, count):
            one = field.interpreter(code=f"IN-{n}")
            field.mission(one, date(2026, 10, 5))
            field.mission(one, date(2026, 10, 6))
        field.prepare(people.ada)
        with acting_as_system():
            drafts = list(PayStatement.objects.filter(state="brouillon"))
        for draft in drafts if name == "pay_export" else []:
            field.issue(draft, people.ada)
        page(ada, name, *args)
        with CaptureQueriesContext(connection) as queries:
            assert page(ada, name, *args).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_statement_costs_the_same_for_one_line_and_for_nine(people, ines, browser_of):
    costs, ada = [], browser_of(people.ada)
    for days in (range(1, 2), range(2, 10)):
        for day in days:
            field.mission(ines, date(2026, 10, day))
        field.prepare(people.ada)
        page(ada, "pay_statement", field.statement_of(ines).pk)
        with CaptureQueriesContext(connection) as queries:
            page(ada, "pay_statement", field.statement_of(ines).pk)
        costs.append(len(queries))
    with acting_as_system():
        assert PayLine.objects.count() == 9
    assert costs[0] == costs[1]


def test_an_interpreter_s_list_costs_the_same_for_one_and_for_four(people, ines, browser_of):
    costs, hers = [], browser_of(people.ines)
    for months in ((7,), (8, 9, 10)):
        for month in months:
            field.mission(ines, date(2026, month, 5))
            field.issued(ines, people.ada, month=date(2026, month, 1))
        page(hers, "statements")
        with CaptureQueriesContext(connection) as queries:
            page(hers, "statements")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_months_that_do_not_exist_are_not_found(ada):
    for month in ("2026-13", "2026-00", "0000-01", "9999-12", "26-1"):
        assert ada.get(f"/reseau/paie/mois/{month}/").status_code == 404
    for end in (date(2000, 1, 1), date(2099, 12, 1)):
        assert page(ada, "pay", end).status_code == 200
