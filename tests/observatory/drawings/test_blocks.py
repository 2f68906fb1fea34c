"""What blocks say: every figure of the catalogue, in both modes, of an empty year, of a full one and of a real one."""

import re
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from observatory import wording
from observatory.content import Item
from observatory.drawings.blocks import Absent, at, catalogue, numbered, shown
from observatory.drawings.tables import share
from observatory.figures import figures
from observatory.states import BlockKind
from tests.observatory.drawings.documents import LISTING, empty, public, rich
from tests.sheets import YEAR, import_year

ONE_YEAR = {"empty": empty, "rich": rich}


def block(kind, source="", document=None, earlier=None, listing=LISTING, **more) -> dict:
    return shown(Item(kind, source=source, **more), document or rich(), listing, earlier or {})


def page(found: dict) -> str:
    return render_to_string(found["template"], {"block": found})


def marks(found: dict) -> dict:
    """{label: (value, share)} of a table of one column."""
    return {row["label"]: (row["cells"][0], row.get("share")) for row in found["table"]["rows"]}


def every_block(document: dict, listing: dict):
    for source in catalogue(document, listing):
        for kind in source.kinds:
            yield source, shown(Item(kind, source=source.path), document, listing, {})


# ── The catalogue ───────────────────────────────────────────────────────────────────────────────


def leaves(value, path=()):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path


def test_the_catalogue_reaches_every_figure_of_the_document():
    document = rich()
    paths = {source.path for source in catalogue(document)}
    for leaf in leaves({key: value for key, value in document.items() if isinstance(value, dict)}):
        assert any(".".join(leaf[:length]) in paths for length in range(2, len(leaf) + 1)), leaf


@pytest.mark.parametrize("make", ONE_YEAR.values(), ids=ONE_YEAR)
@pytest.mark.parametrize("mode", ["exact", "public"])
def test_everything_in_the_catalogue_can_be_shown(make, mode):
    document = make() if mode == "exact" else public(make())
    seen = 0
    for source, found in every_block(document, LISTING):
        assert source.label and source.group and page(found)
        assert "existe pas" not in found["absent"], source
        seen += 1
    assert seen > 200


def test_a_real_year_can_be_shown(portal):
    from observatory.listing import compile_listing

    assert import_year(YEAR).code == 0
    listing = compile_listing(2020)
    for mode in ("exact", "public"):
        document = figures(2020, mode)
        for _, found in every_block(document, listing):
            assert "Ce chiffre n’existe pas" not in page(found)
    calls = shown(Item("graphique", source="appels.par_sexe"), figures(2020, "exact"), listing, {})
    assert marks(calls)["Femmes"] == (30, "66,7\u00a0%") and calls["table"]["base"] == 45


def test_rubrics_whose_numbers_hold_dots_are_found():
    document = rich()
    assert at(document, "actions.7.3.3.tenues") == 7
    assert at(document, "actions.7.3.3.par_type.formation.lignes") == 2
    assert at(document, "orientations.par_orienteur_type.M.S.F") == 7
    for path in ("actions.7.3", "personnes.zorglub", "personnes.file_active.plus", "zorglub"):
        with pytest.raises(Absent):
            at(document, path)


def test_a_figure_that_is_no_longer_there_says_so_and_nothing_breaks():
    for kind in BlockKind.values:
        for source in (
            "",
            "zorglub",
            "actions.9.9",
            "personnes.file_active",
            "personnes.par_sexe",
            "personnes.a.b",
        ):
            assert page(block(kind, source)) is not None
    assert block("tableau", "actions.9.9.par_type")["absent"] == "Ce chiffre n’existe pas dans le bilan 2021."
    assert block("carte", "personnes.par_sexe")["absent"]


# ── Tables: order, non-numbers, shares ──────────────────────────────────────────────────────────


def test_public_rows_are_sorted_by_label_and_hidden_ones_stay():
    document = public(rich())
    found = block("tableau", "personnes.par_langue", document)
    labels = [row["label"] for row in found["table"]["rows"]]
    assert labels == [
        "albanais",
        "arabe",
        "dari",
        "français",
        "géorgien",
        "pachto",
        "russe",
        "somali",
        "tigrinya",
        "Non renseigné",
    ]
    assert marks(found)["russe"] == ("masque", "masque") and found["table"]["withheld"] == "some"


def test_the_order_never_depends_on_the_values():
    document, other = rich(), deepcopy(rich())
    for section in wording.SECTIONS:
        for table in section.breakdowns:
            cells = other[section.key][table.key]
            other[section.key][table.key] = {key: 1000 - n for n, key in enumerate(reversed(list(cells)))}
    for source in catalogue(document):
        if "tableau" in source.kinds and not source.path.startswith(("actions", "croisements")):
            one, two = (block("tableau", source.path, some) for some in (document, other))
            assert [row["label"] for row in one["table"]["rows"]] == [
                row["label"] for row in two["table"]["rows"]
            ]


def test_accents_sort_with_their_letter():
    document = rich()
    document["orientations"]["par_orienteur_type"] = {"Zone": 3, "École": 2, "Écoute": 1, "CADA": 5, "Fac": 2}
    found = block("tableau", "orientations.par_orienteur_type", document)
    assert list(marks(found)) == ["CADA", "École", "Écoute", "Fac", "Zone"]


def test_a_share_comes_from_two_printed_numbers_and_their_base_is_said():
    found = block("tableau", "personnes.par_sexe")
    assert marks(found)["Femmes"] == (291, "50,3\u00a0%")
    assert "Base\u00a0: file active, 578." in page(found) and "Non renseigné\u00a0: 12." in page(found)
    hidden = public(rich())
    hidden["personnes"]["file_active"] = "masque"
    found = block("tableau", "personnes.par_sexe", hidden)
    assert not found["table"]["shares"] and "%" not in page(found)
    assert share("masque", 578) == "masque" and share(None, 578) is None and share(0, 578) == "0,0\u00a0%"


def test_no_share_over_a_handful():
    document = rich()
    document["personnes"] |= {"file_active": 10, "par_sexe": {"F": 7, "M": 3}}
    assert not block("tableau", "personnes.par_sexe", document)["table"]["shares"]
    document["personnes"] |= {"file_active": 11, "par_sexe": {"F": 8, "M": 3}}
    assert block("tableau", "personnes.par_sexe", document)["table"]["shares"]


def test_a_table_withheld_whole_says_so_and_asks_for_no_drawing():
    document = public(rich(), hidden=lambda value: True)
    found = block("graphique", "personnes.par_sexe", document)
    assert found["spec"] is None and "c – répartition masquée par le secret statistique." in page(found)


def test_the_three_non_numbers_stay_apart():
    document = public(rich())
    document["personnes"]["par_sexe"] = {"F": 0, "M": "masque", "X": None}
    html = page(block("tableau", "personnes.par_sexe", document))
    assert (
        re.search(r">\s*(<div>)?0<", html)
        and "masqué par le secret statistique" in html
        and "non compté" in html
    )


def test_a_cancelled_activity_counts_nobody():
    html = page(block("activites", "1"))
    assert html.count(">X<") == 4 and "reportée → 19\u00a0janv.\u00a02022" in html
    assert "Total\u00a0: 11 tenues, 3 annulées" in html


# ── Figures, years, map ─────────────────────────────────────────────────────────────────────────


def test_key_figures_say_what_they_count_on_what_base_and_how_many_are_not_known():
    found = block("chiffres", options={"figures": ["personnes.mineures", "permanences.premier_jour"]})
    minors, day = found["figures"]
    assert (minors["value"], minors["base"], minors["unknown"]) == (88, 578, 12) and minors["definition"]
    assert day["value"] == "4\u00a0janvier\u00a02021"
    assert page(found).count("figure-box") == 2


def test_a_single_figure_at_zero_is_a_count():
    assert "figure-box" in page(block("chiffres", "stages.sessions", empty()))
    assert block("chiffres", "stages", empty())["absent"] == "Rien n’est compté ici en 2019."


def years_of(document: dict, **values) -> dict:
    return {
        int(year[1:]): document
        | {"annee": int(year[1:]), "personnes": document["personnes"] | {"file_active": value}}
        for year, value in values.items()
    }


def test_years_show_gaps_and_what_is_withheld():
    document = public(rich())
    found = block(
        "annees", "personnes.file_active", document, years_of(document, a2016=301, a2018="masque", a2019=512)
    )
    said = {row["label"]: (row["cells"][0], row["gap"]) for row in found["table"]["rows"]}
    assert said == {
        "2016": (301, False), "2017": (None, True), "2018": ("masque", False), "2019": (512, False),
        "2020": (None, True), "2021": (578, False),
    }  # fmt: skip
    assert [(row["value"], row["mark"]) for row in found["spec"]["rows"]] == [
        (301, "301"), (None, ""), (None, "c"), (512, "512"), (None, ""), (578, "578"),
    ]  # fmt: skip
    assert page(found).count("sans chiffre publié") == 2
    assert found["source"].endswith("2016 à 2021.")


def test_exact_years_never_stand_in_a_public_block():
    document = public(rich())
    found = block("annees", "personnes.file_active", document, years_of(rich(), a2019=4))
    assert [row["label"] for row in found["table"]["rows"]] == ["2021"] and " 4" not in page(found)


def test_a_year_whose_plan_did_not_have_the_rubric_is_a_gap():
    before = rich(2020) | {"actions": {"total": rich()["actions"]["total"]}}
    found = block("annees", "actions.7.3.3.tenues", earlier={2020: before})
    assert [row["label"] for row in found["table"]["rows"]] == ["2021"]


def test_one_year_alone_is_a_table_and_no_drawing():
    found = block("annees", "personnes.file_active")
    assert found["spec"] is None and len(found["table"]["rows"]) == 1 and not found["absent"]
    assert found["source"].endswith(", 2021.")


def test_the_exact_map_has_its_thirteen_départements_the_public_one_only_what_is_told():
    exact, told = block("carte"), block("carte", document=public(rich()))
    assert len(exact["spec"]["rows"]) == len(told["spec"]["rows"]) == 13
    assert [row["mark"] for row in exact["spec"]["rows"]].count("0") == 8
    by_code = {row["code"]: (row["value"], row["mark"], row["shade"]) for row in told["spec"]["rows"]}
    assert (
        by_code["34"] == (412, "412", 4)
        and by_code["31"] == (None, "c", 0)
        and by_code["48"] == (None, "", 0)
    )
    assert marks(exact)["Lozère (48)"] == (0, "0,0\u00a0%") and "Lozère (48)" not in marks(told)
    assert "svg-maps, Victor Cazanave, CC BY 4.0" in page(exact)


# ── Words ───────────────────────────────────────────────────────────────────────────────────────


def test_words_of_the_centre_are_escaped():
    for kind, source in (
        ("tableau", "orientations.par_orienteur_type"),
        ("tableau", "actions.1.par_hote"),
        ("activites", "1"),
    ):
        html = page(block(kind, source, title="<script>alert(2)</script>", note="<b>note</b>"))
        assert "<script" not in html and "<i>" not in html and "<b>des" not in html and "<b>note" not in html


def test_tables_charts_and_maps_are_numbered_in_order():
    found = [
        block("texte", html="<p>Bonjour</p>"), block("tableau", "seances"), block("graphique", "personnes.par_sexe"),
        block("tableau", "stages", empty()), block("tableau", "groupes"),
        block("annees", "personnes.pays"), block("carte"),
    ]  # fmt: skip
    assert [one["number"] for one in numbered(found)] == [
        "", "Tableau\u00a01", "Graphique\u00a01", "", "Tableau\u00a02", "Graphique\u00a02", "Carte\u00a01",
    ]  # fmt: skip


def test_findings_and_solicitations_come_from_the_listing():
    html = page(block("constats"))
    assert "Manque · Interprétariat · Gard, Hérault" in html and "Appel aux associations (faite)" in html
    assert "CADA de l’exemple" in page(block("sollicitations"))
    assert block("constats", listing=LISTING | {"findings": []})["absent"] == "Aucun constat publié."


def test_titles_say_of_what_unless_the_writer_does():
    assert block("graphique", "orientations.par_decision")["title"] == "Orientations selon la décision"
    found = block("graphique", "orientations.par_decision", title="Nos réponses")
    assert found["title"] == found["spec"]["title"] == found["table"]["caption"] == "Nos réponses"


def test_published_findings_of_the_year_are_in_the_listing(people):
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from centre.context import acting_as
    from observatory.findings.models import Finding
    from observatory.listing import compile_listing

    noted = {"noted_by": people.alice, "noted_at": datetime(2021, 5, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))}
    published = {"published_by": people.alice, "published_at": noted["noted_at"]}
    with acting_as(people.alice):
        for title, year, more in (
            ("Publié", 2021, published),
            ("Gardé", 2021, {}),
            ("D’avant", 2020, published),
        ):
            Finding.objects.create(
                kind="manque", theme="interpretariat", title=title, departements=["34"],
                seen_on=date(year, 4, 1), **noted, **more,
            )  # fmt: skip
        listing = compile_listing(2021)
    assert [one["title"] for one in listing["findings"]] == ["Publié"]
    html = page(block("constats", listing=LISTING | {"findings": listing["findings"]}))
    assert "Publié" in html and "Gardé" not in html and "Manque · Interprétariat · Hérault" in html


# ── What is withheld in a row, on one line ──────────────────────────────────────────────────────


def printed(path: str, cells: dict) -> list[tuple[str, object]]:
    section, key = path.split(".")
    document = public(rich())
    document[section] = document[section] | {key: cells}
    table = block(BlockKind.TABLE, path, document)["table"]
    assert [row["cells"][0] for row in table["rows"]] == [cells[key] for key in sorted(cells)]
    return [(row["label"].replace("\u00a0", " "), row["cells"][0]) for row in table["printed"]]


def test_weeks_withheld_one_after_the_other_are_one_line():
    weeks = dict.fromkeys(("2019-12-30", "2020-01-06", "2020-01-13", "2020-01-27", "2020-02-03"), "masque")
    assert printed("appels.par_semaine", weeks | {"2020-02-10": 14, "2020-02-17": "masque"}) == [
        ("du 30 décembre 2019 au 19 janvier 2020 (3 semaines)", "masque"),
        ("semaine du 27 janvier 2020", "masque"),
        ("semaine du 3 février 2020", "masque"),
        ("semaine du 10 février 2020", 14),
        ("semaine du 17 février 2020", "masque"),
    ]


def test_months_withheld_one_after_the_other_are_one_line():
    months = {f"2020-{month:02}": "masque" for month in range(4, 13)} | {"2020-08": 12}
    assert printed("sollicitations.par_mois", months) == [
        ("d’avril à juillet 2020 (4 mois)", "masque"),
        ("août 2020", 12),
        ("de septembre à décembre 2020 (4 mois)", "masque"),
    ]


@given(st.lists(st.sampled_from([None, "masque", "masque", 14]), min_size=1, max_size=53))
def test_a_folded_line_says_how_many_it_holds_and_every_other_is_there(told):
    monday = date(2019, 12, 30)
    weeks = {f"{monday + timedelta(weeks=n)}": value for n, value in enumerate(told) if value}
    document = public(rich())
    document["appels"]["par_semaine"] = weeks
    table = block(BlockKind.TABLE, "appels.par_semaine", document)["table"]
    hidden = sum(row["cells"] == ["masque"] for row in table["rows"])
    lines = [row["label"] for row in table["printed"] if row["cells"] == ["masque"]]
    held = [int(found[1]) if (found := re.search(r"\((\d+)\s", line)) else 1 for line in lines]
    assert sum(held) == hidden
    assert [row for row in table["printed"] if row["cells"] != ["masque"]] == [
        row for row in table["rows"] if row["cells"] != ["masque"]
    ]


def test_a_withheld_base_is_printed_as_withheld():
    document = public(rich())
    document["personnes"]["file_active"] = "masque"
    for kind, source in ((BlockKind.FIGURES, "personnes.nouvelles"), (BlockKind.TABLE, "personnes.par_sexe")):
        text = page(block(kind, source, document))
        assert not re.search(r"\bmasque\b", text) and "Base" in text


def test_two_regions_of_a_page_never_bear_one_name():
    items = [(BlockKind.TABLE, "personnes.par_sexe")] * 2 + [
        (BlockKind.ACTIVITIES, f"actions.{n}") for n in ("1", "7.3.3")
    ]
    found = numbered([block(kind, source) for kind, source in items])
    names = [
        name
        for one in numbered(found)
        for name in re.findall(r'role="region"[^>]*aria-label="([^"]*)"', page(one))
    ]
    assert len(names) >= 3 and len(set(names)) == len(names), names


def test_the_region_comes_first_and_what_is_withheld_elsewhere_is_one_line():
    elsewhere = {"01": "masque", "02": "masque", "2A": "masque", "75": 14}
    cells = {"34": 40, "09": "masque", "30": 22, "non_renseigne": 12}
    document = public(rich())
    document["personnes"]["par_departement"] = cells | elsewhere
    for kind in (BlockKind.TABLE, BlockKind.MAP):
        table = block(kind, "personnes.par_departement", document)["table"]
        assert {row["key"] for row in table["rows"]} == set(cells | elsewhere)
        assert [(row["label"], row["cells"][0]) for row in table["printed"]] == [
            ("Ariège (09)", "masque"),
            ("Gard (30)", 22),
            ("Hérault (34)", 40),
            ("Paris (75)", 14),
            ("3 autres départements", "masque"),
            ("Non renseigné", 12),
        ]
