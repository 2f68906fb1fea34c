"""The référentiels: a language is found under every name people give it, a commune under its own."""

import csv

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from centre import reference
from centre.fields import CommunesField, LanguagesField
from centre.reference import (
    commune,
    communes,
    communes_named,
    language_names,
    languages,
    languages_named,
)
from centre.reference.names import plain

HERE = reference._HERE
SHARED = {
    "kurde": {"kmr", "ckb"},
    "koerdisch": {"kmr", "ckb"},
    "kurdish": {"kmr", "ckb"},
    "afghan": {"prs", "pus"},
    "serbo croate": {"hrv", "srp", "bos"},
    "tamazight": {"ber", "tzm"},
    "pidgin": {"pcm", "wes"},
}
BEFORE = (
    "sqi deu amh eng ara aii hye aze bam ben ber bel mya bos bul prs dyu edo spa pes fra kat hau heb hin hun "
    "ibo ita kab kin run kmr fsl lin mkd mlg zho man mon nld nep orm uig urd uzb pus pan ful pol por rom ron rus srp "
    "som snk ckb sus swa tgk tam tat che bod tir tur tuk twi ukr vie wol yor"
)


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_row_is_complete_and_every_code_is_one_language():
    codes = [row["code"] for row in rows("languages.csv")]
    assert len(set(codes)) == len(codes) >= 120
    for row in rows("languages.csv"):
        assert None not in row and all(row[name] for name in ("code", "fr", "nl", "en")), row
        assert all("," not in row[name] for name in ("fr", "synonyms")), "a comma separates languages"
        assert all(plain(name) for name in row["synonyms"].split(";")) or not row["synonyms"], row


def test_every_code_but_two_old_ones_is_of_iso_639_3():
    import pycountry

    assert [code for code in languages() if not pycountry.languages.get(alpha_3=code)] == ["ber", "edo"]


def test_codes_that_records_hold_are_still_there():
    assert set(BEFORE.split()) <= languages().keys()


def test_the_list_is_sorted_as_people_read_it():
    names = [plain(name.replace("’", "")) for name in languages().values()]
    assert names == sorted(names)


def test_a_name_shared_by_two_languages_is_meant():
    owners: dict[str, set[str]] = {}
    for code in languages():
        for name in language_names(code):
            owners.setdefault(plain(name), set()).add(code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == SHARED


EVERY_NAME = [(name, code) for code in languages() for name in language_names(code)]


@given(st.sampled_from(EVERY_NAME), st.sampled_from([str, str.upper, str.title, plain, "  {} ".format]))
def test_every_name_finds_its_language_however_it_is_typed(named, typed):
    name, code = named
    assert code in languages_named(typed(name))


@given(st.text(max_size=60))
def test_any_text_gives_known_codes_once_each(text):
    found = languages_named(text)
    assert len(set(found)) == len(found) and set(found) <= languages().keys()


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("kurde", ["kmr", "ckb"]),
        ("Kurdî", ["kmr"]),
        ("afghan", ["prs", "pus"]),
        ("dari", ["prs"]),
        ("DARI ", ["prs"]),
        ("farsi", ["pes"]),
        ("persan", ["pes"]),
        ("Perzisch", ["pes"]),
        ("pachtou", ["pus"]),
        ("pashto", ["pus"]),
        ("fulfulde", ["ful"]),
        ("tigrigna", ["tir"]),
        ("tchetchene", ["che"]),
        ("arabe soudanais", ["ara"]),
        ("soudanais", ["ara"]),
        ("lsf", ["fsl"]),
        ("አማርኛ", ["amh"]),
        ("دری", ["prs"]),
        ("geor", ["kat"]),
        ("fransais", ["fra"]),
        ("tigrinyia", ["tir"]),
        ("klingon", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("123", []),
    ],
)
def test_what_people_write(typed, codes):
    assert languages_named(typed) == codes


def test_dari_and_farsi_are_two_languages():
    assert not set(map(plain, language_names("prs"))) & set(map(plain, language_names("pes")))
    for name in ("dari", "dary", "dari d’Afghanistan", "dar", "dari afghan"):
        assert "pes" not in languages_named(name), name
    for name in ("farsi", "persan", "persan d’Iran", "persa", "iranien", "fars"):
        assert "prs" not in languages_named(name), name


def test_names_in_a_language_begin_with_the_usual_one():
    assert language_names("prs", "nl")[0] == "Dari" and language_names("ukr", "nl")[0] == "Oekraïens"
    assert language_names("pus")[0] == "pachto" and "pashto" in language_names("pus")
    assert language_names("fry") == ["Western Frisian"] and language_names("zz9") == []


# ── The field ───────────────────────────────────────────────────────────────────────────────────
class Spoken(forms.Form):
    languages = LanguagesField(label="Langues")


def said(text: str) -> list[str]:
    return Spoken({"languages": text}).errors.get("languages", [])


def test_languages_are_typed_by_name_in_any_order_and_kept_once():
    form = Spoken({"languages": "Pachtou, dari ; fulfulde,, pashto"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"languages": ["pus", "prs", "ful"]}


def test_an_unknown_language_is_told_with_what_was_perhaps_meant_and_what_was_typed_stays():
    form = Spoken({"languages": "dari, ourdoux"})
    assert not form.is_valid()
    assert form.errors["languages"] == [
        "Langue inconnue\u00a0: «\u00a0ourdoux\u00a0». Vouliez-vous dire «\u00a0ourdou\u00a0»\u202f?"
    ]
    assert 'value="dari, ourdoux"' in str(form["languages"])
    assert said("klingonien")[0].startswith("Langue inconnue\u00a0: «\u00a0klingonien\u00a0».")
    assert len(said("xxxx, zzzz")) == 2


def test_a_name_of_several_languages_is_asked_which():
    assert said("kurde") == [
        "«\u00a0kurde\u00a0» désigne plusieurs langues\u202f; précisez\u00a0: "
        "kurmandji (kurde) ou sorani (kurde)."
    ]
    assert said("kurmandji (kurde), sorani (kurde)") == []


def test_no_language_at_all_is_refused_unless_it_may_be():
    assert said(" , ;") == said("") == ["Ce champ est obligatoire."]
    assert LanguagesField(required=False).clean(",") == []


@pytest.mark.parametrize("text", ["dari\u202efarsi", "dari\x00", "d" * 501])
def test_what_hides_or_overflows_is_refused(text):
    assert said(text)


def test_codes_are_shown_as_names_and_read_back_unchanged():
    shown = Spoken(initial={"languages": list(languages())})["languages"]
    assert "kurmandji (kurde), " in str(shown) and "<datalist" in str(shown)
    for code, name in languages().items():
        assert LanguagesField().clean(name) == [code]


def test_a_saved_list_has_not_changed():
    assert not LanguagesField().has_changed(["prs", "pus"], "dari, pachto")
    assert LanguagesField().has_changed(["prs"], "dari, pachto") and LanguagesField().has_changed([], "zz")


@given(st.text(max_size=80))
def test_any_text_is_cleaned_or_refused_in_french(text):
    form = Spoken({"languages": text})
    if form.is_valid():
        assert set(form.cleaned_data["languages"]) <= languages().keys()
    else:
        assert all(message.endswith((".", "?")) for message in form.errors["languages"])


class Lives(forms.Form):
    communes = CommunesField(required=False)


def test_communes_are_typed_by_name_and_namesakes_are_asked_which():
    form = Lives({"communes": "Nîmes, montpellier, Saint-Martin (32)"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"communes": ["30189", "34172", "32389"]}
    assert Lives({"communes": "Saint-Martin"}).errors["communes"] == [
        "«\u00a0Saint-Martin\u00a0» est le nom de plusieurs communes\u202f; précisez\u00a0: "
        "Saint-Martin (32) ou Saint-Martin (65)."
    ]
    assert "Vouliez-vous dire «\u00a0Montpellier (34)\u00a0»" in str(Lives({"communes": "Montpelier"}).errors)
    assert 'value="Nîmes (30)"' in str(Lives(initial={"communes": ["30189"]})["communes"])


# ── Communes ────────────────────────────────────────────────────────────────────────────────────
def test_the_communes_of_occitanie_are_whole():
    assert len(rows("communes.csv")) == len(communes()) == 4446
    assert {one.departement for one in communes().values()} == set(reference.OCCITANIE)
    for one in communes().values():
        assert one.code.startswith(one.departement) and len(one.code) == 5 and one.name
        assert len(one.postcode) == 5 and one.postcode.isdigit()


def test_a_commune_is_found_by_its_name_its_beginning_or_its_postcode():
    assert str(commune("30189")) == "Nîmes (30)" and commune("75056") is None
    assert [one.code for one in communes_named("nimes")] == ["30189"]
    assert [one.code for one in communes_named("Montpelier")] == ["34172"]
    assert commune("34172") in communes_named("34000")
    assert communes_named("St Gilles", "30")[0].name == "Saint-Gilles"
    assert communes_named("") == communes_named("Trifouillis-les-Oies") == communes_named("99999") == []


def test_communes_of_one_name_are_told_apart_by_their_departement():
    namesakes = communes_named("Saint-Martin")
    assert len(namesakes) > 1 and len({one.departement for one in namesakes}) == len(namesakes)
    assert {one.departement for one in communes_named("Saint-Martin", "34")} == {"34"}


@given(st.sampled_from(list(communes().values())))
def test_every_commune_finds_itself(one):
    assert one in communes_named(one.name, one.departement) and one in communes_named(str(one))
