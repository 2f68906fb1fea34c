"""The SVG itself: what it shows, what it must not let anybody read, and what it is made of."""

import re
from functools import lru_cache
from xml.etree import ElementTree

import pytest

from observatory.content import Item
from observatory.drawings import svg
from observatory.drawings.blocks import catalogue, shown
from observatory.drawings.draw import INK, TONE, draw
from observatory.drawings.tables import mark
from tests.observatory.drawings.documents import LISTING, empty, public, rich

SVG = "{http://www.w3.org/2000/svg}"


def spec(kind: str, source: str, document: dict, earlier=None) -> dict:
    return shown(Item(kind, source=source), document, LISTING, earlier or {})["spec"]


def parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)


def texts(drawn: str) -> list[str]:
    return ["".join(one.itertext()) for one in parsed(drawn).iter(f"{SVG}text")]


def painted(drawn: str) -> list[str]:
    """The outlines of what bears the tone of values: bars, départements."""
    return [one.get("d") for one in parsed(drawn).iter(f"{SVG}path") if one.get("fill") == TONE]


def sizes(drawn: str) -> list[tuple[float, float]]:
    """Width and height of each bar."""
    return [
        (abs(float(found[1])), abs(float(found[2])))
        for found in (re.search(r"h(-?[\d.]+)v(-?[\d.]+)", path) for path in painted(drawn))
    ]


def every_spec(document: dict) -> list[dict]:
    return [
        found
        for source in catalogue(document)
        for kind in {"graphique", "carte"} & set(source.kinds)
        if (found := spec(kind, source.path, document))
    ]


@lru_cache
def gallery(mode: str) -> list[tuple[dict, str]]:
    """Every drawing of the full year, drawn once for all the tests."""
    document = rich() if mode == "exact" else public(rich())
    return [(one, draw(one)) for one in every_spec(document)]


@pytest.mark.parametrize("mode", ["exact", "public"])
def test_everything_in_the_catalogue_can_be_drawn(mode):
    forms = {one["form"] for one, _ in gallery(mode)}
    assert len(gallery(mode)) > 25 and forms == {"barres", "colonnes", "facettes", "carte"}
    for one, drawn in gallery(mode):
        root = parsed(drawn)
        assert (
            root.get("role") == "img"
            and root.get("aria-label") == root.find(f"{SVG}title").text == one["title"]
        )
        assert one["description"] == root.find(f"{SVG}desc").text
        printed = [text for row in one["rows"] for text in row.get("marks", [row.get("mark")])]
        said = texts(drawn)
        for text in filter(None, printed):
            assert text in said, (one["title"], text)


def test_an_empty_year_asks_for_no_drawing():
    assert every_spec(empty()) == [] and every_spec(public(empty())) == []


# ── What is withheld ────────────────────────────────────────────────────────────────────────────


def test_a_withheld_bar_has_no_height():
    document = public(rich())
    document["personnes"]["par_situation"] = {
        "demandeur_asile": 340,
        "refugie": "masque",
        "deboute": 85,
        "mineur_isole": 0,
    }
    drawn = draw(spec("graphique", "personnes.par_situation", document))
    widths = sorted(width for width, _ in sizes(drawn))
    assert len(widths) == 2 and widths[0] == pytest.approx(widths[1] / 4)
    assert texts(drawn).count("c") == 1 and texts(drawn).count("0") == 1


@pytest.mark.parametrize(
    "source", ["appels.par_semaine", "croisements.sexe_tranche_age", "croisements.departement_sexe"]
)
def test_as_many_bars_as_printed_counts(source):
    one = spec("graphique", source, public(rich()))
    printed = [text for row in one["rows"] for text in row.get("marks", [row.get("mark")])]
    drawn = draw(one)
    assert printed.count("c") > 2
    assert len(sizes(drawn)) == sum(text not in ("c", "–", "0", "") for text in printed)
    assert all(width > 0 and height > 0 for width, height in sizes(drawn))


def test_a_withheld_departement_has_no_shade():
    one = spec("carte", "personnes.par_departement", public(rich()))
    root = parsed(draw(one))
    shades = [path.get("fill-opacity") for path in root.iter(f"{SVG}path") if path.get("fill") == TONE]
    assert (
        sum(float(shade) > 0 for shade in shades) == sum(row["value"] is not None for row in one["rows"]) == 4
    )
    assert len(shades) == 13
    dashed = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == sum(row["mark"] == "c" for row in one["rows"]) == 1


def test_a_withheld_year_has_no_point_and_breaks_the_line():
    def years(document):
        people = document["personnes"]
        told = {2017: 301, 2018: 512, 2019: "masque", 2020: 410}
        return {
            year: document | {"annee": year, "personnes": people | {"file_active": n}}
            for year, n in told.items()
        }

    document = public(rich())
    drawn = draw(spec("annees", "personnes.file_active", document, years(document)))
    lines = [
        path
        for path in parsed(drawn).iter(f"{SVG}path")
        if path.get("fill") is None and path.get("stroke") == TONE
    ]
    assert len(painted(drawn)) == 4 and [path.get("d").count("L") for path in lines] == [1, 1]
    assert texts(drawn).count("c") == 1


def test_no_number_is_written_that_the_table_does_not_print():
    """The drawing of a public document, searched whole: words, attributes, everything but coordinates."""
    for one, drawn in gallery("public"):
        root = parsed(drawn)
        printed = {text for row in one["rows"] for text in row.get("marks", [row.get("mark")])}
        labels = " ".join(
            [*(row["label"] for row in one["rows"]), *one.get("facets", ()), one["title"], one["description"]]
        )
        words = [
            root.get("aria-label"),
            root.find(f"{SVG}title").text,
            root.find(f"{SVG}desc").text,
            *texts(drawn),
        ]
        for number in re.findall(r"\d[\d\u202f]*", " ".join(words)):
            assert number in printed or number in labels
        told = {name for element in root.iter() for name in element.attrib}
        assert not told & {"aria-roledescription", "id", "class", "data-value"}
        assert not re.search(r"\d", one["description"])


# ── What it is made of ──────────────────────────────────────────────────────────────────────────


def test_numbers_are_french():
    assert mark(1234567) == "1\u202f234\u202f567" and mark(4980.25) == "4\u202f980,25" and mark(9.0) == "9"
    assert "1\u202f175" in texts(draw(spec("graphique", "appels.par_orientation", rich())))


def test_words_stay_words():
    drawn = draw(spec("graphique", "orientations.par_orienteur_type", rich()))
    assert "<script" not in drawn and "&lt;script&gt;alert(1)&lt;/script&gt;" in drawn


@pytest.mark.parametrize(
    "label", ["'); alert(1); //", "${1+1}", "datum.value", "]]>", "الصومالية", "a\u200cb"]
)
def test_a_label_is_never_code(label):
    assert label in texts(draw(labelled(label)))


@pytest.mark.parametrize("letter", ["\u0007", "\u0000", "\ufffe", "\u202e", "\x85"])
def test_a_letter_that_xml_cannot_hold_does_not_stop_the_worker(letter):
    assert "CMP" in texts(draw(labelled(f"C{letter}MP")))


def labelled(label: str) -> dict:
    document = rich()
    document["orientations"]["par_orienteur_type"] = {label: 210, "CADA": 185}
    return spec("graphique", "orientations.par_orienteur_type", document)


def test_it_holds_no_style_no_link_no_script_and_two_colours():
    for _, drawn in gallery("exact"):
        for banned in ("style", "<style", "href", "url(", "http", "<script", " on", " id=", "class="):
            assert banned not in drawn.replace("http://www.w3.org/2000/svg", "").split("</desc>")[1], banned
        paints = {
            value
            for element in parsed(drawn).iter()
            for key, value in element.items()
            if key in ("fill", "stroke")
        }
        assert paints <= {"currentColor", "none", TONE}
        assert drawn.count(INK) == 1  # the colour of its words in a document; a page says its own


def test_what_has_no_place_in_a_drawing_is_refused():
    for wrong in ('<image href="x"/>', '<rect width="1" height="1" fill="url(#a)"/>', "<script>1</script>"):
        drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="1" height="1"><g>{wrong}</g></svg>'
        with pytest.raises(svg.Unsafe):
            svg.cleaned(drawn, title="x", description="y")


def test_the_same_specification_gives_the_same_bytes():
    for source in ("appels.par_semaine", "croisements.departement_sexe", "personnes.par_departement"):
        kind = "carte" if source == "personnes.par_departement" else "graphique"
        assert draw(spec(kind, source, rich())) == draw(spec(kind, source, rich()))


def test_values_read_without_colour():
    """The tone holds three to one on light and on dark ground, and every value is written."""

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for ground in ("#faf6ef", "#fffdf9", "#151b1c", "#1c2425", "#ffffff"):
        light, dark = sorted((luminance(TONE), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3


def test_one_bar_zero_everywhere_and_many_languages():
    document = rich()
    document["personnes"]["par_langue"] = {"prs": 3}
    assert len(painted(draw(spec("graphique", "personnes.par_langue", document)))) == 1
    document["personnes"]["par_langue"] = {f"q{n:02}": n for n in range(60)}
    assert len(painted(draw(spec("graphique", "personnes.par_langue", document)))) == 59
    zero = {
        "form": "barres",
        "title": "x",
        "description": "y",
        "rows": [{"label": "a", "value": 0, "mark": "0"}],
    }
    assert painted(draw(zero)) == [] and "0" in texts(draw(zero))
