"""What pay depends on: rates and their past, IBAN and SIRET, what a sheet may change."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.models import Interpreter, InterpreterRate, PayeeDetails
from networks.pay import numbers, terms
from networks.pay.demo import _iban, _siret
from tests.networks.pay import field
from tests.networks.pay.field import AT, IBAN, SIRET
from tests.people import People
from tests.sheets import INTERPRETER, folder, import_year

REACHES_BACK = (
    "Ce tarif remonterait avant un relevé déjà émis (jusqu’au 20 octobre 2026)\u00a0: "
    "choisissez une date postérieure."
)


def set_rate(one, since, by, *, hourly="40", travel="0"):
    with acting_as(by):
        return terms.set_rate(one, hourly=Decimal(hourly), travel=Decimal(travel), since=since, by=by, at=AT)


# ── Rates ───────────────────────────────────────────────────────────────────────────────────────


def test_no_rate_of_a_day_already_paid(people):
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 20))
    field.issued(ines, people.ada)
    for since in (date(2020, 1, 1), date(2026, 10, 1), date(2026, 10, 20)):
        with pytest.raises(Refused) as refusal:
            set_rate(ines, since, people.ada)
        assert (refusal.value.reason, refusal.value.field) == (REACHES_BACK, "since")
    assert set_rate(ines, date(2026, 10, 21), people.ada).hourly == 40
    assert InterpreterRate.objects.count() == 2


def test_a_rate_to_come_may_be_typed_again(people):
    ines = field.interpreter(people.ines)
    set_rate(ines, date(2026, 12, 1), people.ada, hourly="400")
    set_rate(ines, date(2026, 12, 1), people.ada, hourly="40", travel="5")
    assert list(ines.rates.order_by("since").values_list("hourly", "travel")) == [(30, 12), (40, 5)]


def test_a_draft_holds_no_rate_back(people):
    ines = field.interpreter(people.ines)
    field.mission(ines, date(2026, 10, 20))
    field.prepare(people.ada)
    set_rate(ines, date(2026, 10, 1), people.ada)


def test_a_sheet_does_not_change_the_rate_that_was_paid(people, tmp_path):
    assert import_year(folder(tmp_path, interpretes=[INTERPRETER | {"langues": "prs"}])).code == 0
    with acting_as_system():
        one = Interpreter.objects.get(code="I-1")
        PayeeDetails.objects.create(interpreter=one, legal_name="Inès", iban=IBAN)
        field.NetworkSettings.objects.update(payer=field.PAYER)
    field.mission(one, date(2026, 10, 20))
    field.issued(one, people.ada)
    dearer = INTERPRETER | {"taux_horaire": "36"}
    answer = import_year(folder(tmp_path, interpretes=[dearer, INTERPRETER | {"code": "I-2"}]))
    assert answer.code != 0 and answer.errors == [
        "interpretes.csv:2:taux_horaire: un relevé est déjà émis jusqu’au 20 octobre 2026 avec l’ancien tarif"
    ]
    assert InterpreterRate.objects.get().hourly == Decimal("35.50")
    assert not Interpreter.objects.filter(code="I-2").exists()
    same = import_year(
        folder(tmp_path, interpretes=[INTERPRETER | {"qualification": "interprète assermenté"}])
    )
    assert same.code == 0


def test_a_sheet_may_change_the_rate_of_a_draft(people, tmp_path):
    import_year(folder(tmp_path, interpretes=[INTERPRETER | {"langues": "prs"}]))
    field.mission(Interpreter.objects.get(code="I-1"), date(2026, 10, 20))
    field.prepare(people.ada)
    assert import_year(folder(tmp_path, interpretes=[INTERPRETER | {"taux_horaire": "36"}])).code == 0
    assert InterpreterRate.objects.get().hourly == 36


# ── IBAN and SIRET ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed", [IBAN, "FR76 3000 6000 0112 3456 7890 189", " fr76\u00a03000\u202f60000112345678 90189 "]
)
def test_an_iban_however_it_is_spaced(typed):
    assert numbers.compact_iban(typed) == IBAN


@pytest.mark.parametrize("typed", ["732 829 320 00074", "73282932000074\t"])
def test_a_siret_however_it_is_spaced(typed):
    assert numbers.compact_siret(typed) == SIRET


@pytest.mark.parametrize(
    "typed",
    [
        "FR7630006000011234567890188",
        "FR76300060000112345678901890",
        "FR76",
        "0",
        "=cmd()",
        "XX7630006000011234567890189",
        "FR76 3000 6000 0112 3456 7890 18\u0661",
        "é" * 27,
    ],
)
def test_a_wrong_iban_is_said(typed):
    with pytest.raises(ValidationError) as wrong:
        numbers.compact_iban(typed)
    assert wrong.value.message == "Cet IBAN comporte une erreur\u00a0: vérifiez les chiffres."


@pytest.mark.parametrize(
    "typed", ["73282932000075", "732829320", "ABC", "7328293200007\u0664", "00000000000001"]
)
def test_a_wrong_siret_is_said(typed):
    with pytest.raises(ValidationError) as wrong:
        numbers.compact_siret(typed)
    assert wrong.value.message == "Ce SIRET comporte une erreur\u00a0: vérifiez les chiffres."


@given(st.randoms(use_true_random=False), st.integers(4, 26), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(chance, place, shift):
    good = _iban(chance)
    assert stdnum_iban.is_valid(good) and numbers.compact_iban(good) == good
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    with pytest.raises(ValidationError):
        numbers.compact_iban(wrong)
    siret = _siret(chance)
    assert numbers.compact_siret(siret) == siret
    with pytest.raises(ValidationError):
        numbers.compact_siret(siret[:-1] + str((int(siret[-1]) + shift) % 10))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_iban_or_a_sentence(text):
    for compact in (numbers.compact_iban, numbers.compact_siret):
        try:
            compact(text)
        except ValidationError as error:
            assert "comporte une erreur" in error.message


def test_only_the_ends_are_shown():
    assert numbers.masked(IBAN) == "FR76 •••• •••• 0189"
    assert numbers.masked("") == ""


# ── What a dump would give ──────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_no_iban_is_in_the_database():
    """Details, an issued statement and its document: neither IBAN, SIRET nor legal name is in any table's bytes."""
    from networks.pay.rendering import make_document
    from tests.referrals.test_dump import _whole_database

    people = People()
    ines = field.interpreter(people.ines)
    with acting_as(people.ada):
        terms.save_payee(ines, legal_name="Inès Belcourt", iban=IBAN, siret=SIRET, by=people.ada, at=AT)
    field.mission(ines, date(2026, 10, 5))
    statement = field.issued(ines, people.ada)
    make_document(statement.pk)
    dump = _whole_database()
    hexed = dump.lower()
    assert b"R-2026-10-0001" in dump  # the dump is not empty
    for secret in (
        IBAN,
        numbers.spaced_iban(IBAN),
        SIRET,
        numbers.spaced_siret(SIRET),
        "Belcourt",
        IBAN[4:20],
    ):
        assert secret.encode() not in dump
        assert secret.encode().hex().encode() not in hexed
    with acting_as(people.ada):
        assert PayeeDetails.objects.get().iban == IBAN
