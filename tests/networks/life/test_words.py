"""Dates as people write them: read, written back, read again."""

from datetime import date, timedelta

import pytest
from django import forms
from hypothesis import example, given
from hypothesis import strategies as st

from centre.imports.columns import parse_period as parse_sheet
from centre.months import period_words
from networks.life.fields import ImpreciseDateField, NamesField, PeopleField, SharesField
from networks.life.words import Unclear, iso_period, parse_period

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def periods(draw):
    first = draw(DAYS)
    length = draw(st.one_of(st.integers(0, 70), st.sampled_from([0, 27, 28, 29, 30, 364, 365, 800])))
    return first, min(first + timedelta(days=length), date(2100, 12, 31))


@st.composite
def whole_months(draw):
    first = draw(DAYS).replace(day=1)
    after = (first + timedelta(days=31 * draw(st.integers(1, 14)))).replace(day=1)
    last = after - timedelta(days=1)
    return (first, last) if last.year <= 2100 else (first, first)


@given(st.one_of(periods(), whole_months()))
@example((date(2020, 1, 1), date(2020, 12, 31)))
@example((date(2019, 12, 1), date(2020, 1, 31)))
def test_what_is_written_in_words_reads_back_to_the_same_days(period):
    field = ImpreciseDateField()
    assert field.clean(field.prepare_value(period)) == period
    assert parse_period(period_words(*period)) == period
    assert parse_sheet(iso_period(*period)) == parse_period(iso_period(*period)) == period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("04/2020", "2020-04-01", "2020-04-30"),
        ("avril 2020", "2020-04-01", "2020-04-30"),
        ("Avr. 2020", "2020-04-01", "2020-04-30"),
        ("2/4/2020", "2020-04-02", "2020-04-02"),
        ("le 2 avril 2020", "2020-04-02", "2020-04-02"),
        ("1er août 2020", "2020-08-01", "2020-08-01"),
        ("du 2 au 3 avril 2020", "2020-04-02", "2020-04-03"),
        ("du 28 mars au 3 avril 2020", "2020-03-28", "2020-04-03"),
        ("du 30 décembre 2019 au 2 janvier 2020", "2019-12-30", "2020-01-02"),
        ("avril à juin 2020", "2020-04-01", "2020-06-30"),
        ("d’avril à juin 2020", "2020-04-01", "2020-06-30"),
        ("2020-04", "2020-04-01", "2020-04-30"),
        ("2020-04/2020-06", "2020-04-01", "2020-06-30"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("février 2024", "2024-02-01", "2024-02-29"),
    ],
)
def test_the_ways_people_write_a_date(text, first, last):
    assert parse_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2020",
        "30 février 2020",
        "13/2020",
        "avril",
        "12",
        "bientôt",
        "du 3 au 2 avril 2020",
        "2/4/20",
        "1/1/1066",
    ],
)
def test_what_is_no_date_is_a_sentence(text):
    with pytest.raises(forms.ValidationError) as refused:
        ImpreciseDateField().clean(text)
    assert refused.value.messages[0].endswith((".", "2020."))


@given(st.text(max_size=90))
def test_any_text_is_a_period_or_a_sentence(text):
    try:
        first, last = parse_period(text)
    except Unclear as unclear:
        assert str(unclear).endswith(".")
    else:
        assert first <= last


def test_no_date_is_allowed_where_none_is_required():
    assert ImpreciseDateField(required=False).clean("  ") == (None, None)


def test_names_people_and_shares():
    assert NamesField().clean(" UNAFAM ;CABA;; unafam") == ["unafam", "CABA"]
    assert SharesField().clean("20 organisateurs; 30  élèves;") == [(20, "organisateurs"), (30, "élèves")]
    people = PeopleField().clean("Irène Valmagne ; psychologue ; CADA des Tilleuls\n\n Jules Fontvielle ")
    assert people == [
        ("Irène Valmagne", "psychologue", "CADA des Tilleuls"),
        ("Jules Fontvielle", "", ""),
    ]
    assert PeopleField().clean(PeopleField().prepare_value(people)) == people


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (SharesField(), "organisateurs"),
        (SharesField(), "-3 élèves"),
        (SharesField(), "9999999 élèves"),
        (SharesField(), "2 élèves; 3 élèves"),
        (NamesField(), "x" * 201),
        (NamesField(), ";".join(f"Structure {n}" for n in range(81))),
        (PeopleField(), "a ; b ; c ; d"),
        (PeopleField(), " ; psychologue"),
    ],
)
def test_what_cannot_be_read_is_refused(field, text):
    with pytest.raises(forms.ValidationError):
        field.clean(text)
