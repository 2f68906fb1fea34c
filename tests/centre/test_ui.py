"""The components: what they say, whom they leave out, and what the CSP would refuse."""

import datetime as dt
import hashlib
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

from centre.templatetags import ui

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = (ROOT / "static/css/portal.css").read_text()


def render(source, **context):
    return Template(source).render(Context(context))


# ── Numbers and dates ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1337, "1\u202f337"),
        (1234567.5, "1\u202f234\u202f567,5"),
        (52.75, "52,75"),
        ("n. c.", "n. c."),
    ],
)
def test_numbers_are_written_the_french_way(value, written):
    assert ui.fr_number(value) == written


@pytest.mark.parametrize(("count", "ending"), [(0, ""), (1, ""), (1.5, ""), (2, "s"), ([], "s"), ([1], "")])
def test_french_has_no_plural_below_two(count, ending):
    assert Template("{{ n|pluralize }}").render(Context({"n": count})) == ending


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2026, 11, 27), "ven. 27 nov."),
        (dt.date(2026, 12, 1), "mar. 1er déc."),
        (dt.date(2026, 3, 3), "mar. 3 mars"),
        (dt.date(2027, 1, 4), "lun. 4 janv."),
        (dt.date(2027, 2, 7), "dim. 7 févr."),
    ],
)
def test_short_dates_have_their_full_stops(day, written):
    assert ui.date(day, "D j N") == written


@pytest.mark.parametrize(
    ("labels", "written"),
    [
        ([], ""),
        (["En présence", "Par téléphone"], "En présence, par téléphone"),
        (["Psychotraumatologie", "EMDR", "De groupe"], "Psychotraumatologie, EMDR, de groupe"),
    ],
)
def test_labels_in_a_row_have_one_capital(labels, written):
    assert ui.listed(labels) == written


@pytest.mark.parametrize(
    ("value", "mark", "words"), [(None, "–", "non compté"), ("X", "X", "annulé"), ("masque", "c", "masqué")]
)
def test_what_is_not_a_number_never_reads_as_zero(value, mark, words):
    cell = ui.count_or_dash(value)
    assert f'<span aria-hidden="true">{mark}</span>' in cell
    assert words in cell
    assert ui.count_or_dash(0) == "0"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "en retard de 3 jours"),
        (-1, "en retard d’un jour"),
        (0, "aujourd’hui"),
        (1, "avant demain soir"),
        (6, "d’ici 6 jours"),
        (51, "avant le 1er avril 2026"),
    ],
)
def test_the_clock_says_how_long_is_left(days, words):
    today = dt.date(2026, 2, 9)
    assert words in ui.clock(today + dt.timedelta(days), today=today)


def test_no_date_no_clock():
    assert ui.clock(None) == ""


# ── Components ──────────────────────────────────────────────────────────────────────────────────


def test_a_status_is_told_by_icon_and_words_and_its_tone_is_known():
    badge = ui.status_badge("acceptée", tone="good")
    assert "icons" in badge and "#good" in badge and "acceptée" in badge
    with pytest.raises(ValueError, match="rouge"):
        ui.status_badge("acceptée", tone="rouge")


def test_table_cells_carry_their_column_name():
    html = render(
        '{% data_table caption="Séances" columns="Code|Heures#|" %}'
        '<tr><th scope="row">R-1</th><td>{{ hours }}</td><td>…</td></tr>{% enddata_table %}',
        hours="<td>12",
    )
    assert '<td data-label="Heures" data-num><div>&lt;td&gt;12</div></td>' in html
    assert '<th data-num scope="row">' not in html
    assert '<span class="visually-hidden">Actions</span>' in html


def test_an_unknown_fact_says_so():
    assert "Non renseigné" in render('{% definition "Langue" %} {% enddefinition %}')


def test_the_body_of_a_component_stays_escaped():
    html = render("{% card title=hostile %}{{ hostile }}{% endcard %}", hostile="<script>alert(1)</script>")
    assert "<script>" not in html


# ── Forms ───────────────────────────────────────────────────────────────────────────────────────


class VisitForm(forms.Form):
    place = forms.CharField(label="Lieu", help_text="Ville ou structure.")
    day = forms.DateField(label="Jour", initial=dt.date(2026, 3, 1))
    needs = forms.MultipleChoiceField(
        label="Besoins", choices=[("s", "sommeil"), ("d", "douleurs")], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Note", required=False, max_length=200, widget=forms.Textarea)
    key = forms.CharField(widget=forms.HiddenInput, initial="k")

    def clean(self):
        raise forms.ValidationError("Dossier modifié entre-temps.")


def test_a_refused_form_links_each_error_to_its_field():
    html = str(VisitForm({"key": "k"}))
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert "Dossier modifié entre-temps." in html
    assert {"id_place", "id_day", "id_needs"} == set(re.findall(r'href="#([^"]+)"', html)) <= ids
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= ids
    assert html.count('aria-invalid="true"') == 4  # two inputs, two boxes


def test_only_what_is_optional_is_marked():
    assert str(VisitForm()).count("(facultatif)") == 1


def test_dates_reach_the_browser_in_its_own_format():
    assert 'type="date"' in str(VisitForm())
    assert 'value="2026-03-01"' in str(VisitForm())
    assert ui.iso("1/3/2026", "date") == "2026-03-01"
    assert ui.iso("n’importe quoi", "date") == "n’importe quoi"


# ── The house's rules for what is drawn ─────────────────────────────────────────────────────────


STANDS_ALONE = {"report_page.html"}  # a file that is taken away: its one style sheet is inside


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_holds_what_the_csp_refuses(path):
    source = path.read_text()
    if path.name in STANDS_ALONE:
        source = source.replace("<style>{{ styles|safe }}</style>", "")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|hx-on|src=\"https?:", source)
    for script in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_icon_named_exists(path):
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = re.findall(r'{% icon "([^"]+)" %}|\bicon(?:_name)?="([^"]+)"', path.read_text())
    assert {a or b for a, b in named} <= sprite
    assert sprite >= ui.TONES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_french_punctuation_never_starts_a_line(path):
    text = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}|<script.*?</script>", "", path.read_text(), flags=re.S
    )
    assert not re.search(r"\w [:;?!»](\s|<|\"|$)|« ", text)


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_is_readable_on_its_ground(theme):
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{(.*?)}}', CSS, re.S)[1]
    token = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    grounds = ("paper", "surface", "sunken")
    pairs = [
        (ink, ground) for ink in ("ink", "muted", "petrol", "petrol-strong", "ochre") for ground in grounds
    ]
    pairs += [(f"{tone}-ink", f"{tone}-bg") for tone in ui.TONES]
    pairs += [("on-petrol", "petrol"), ("on-petrol", "petrol-strong")]
    weak = {pair: _contrast(token[pair[0]], token[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert all(_contrast(token["line-strong"], token[ground]) >= 3 for ground in grounds)


def test_vendored_files_are_those_declared():
    vendor = ROOT / "static/vendor"
    declared = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (vendor / "README.md").read_text()))
    files = [path for path in vendor.rglob("*") if path.suffix in {".css", ".js", ".json", ".woff2"}]
    assert {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    } == declared
