"""From a specification (`pictures`) to an SVG, with Altair and vl-convert, loaded by `drawing_process` alone.

Words and lines take the colour of the text around them, marks a tone that is legible on light and dark backgrounds;
each value is written beside its mark, so that nothing depends on colour. What is withheld or not counted has its sign
and no mark.
"""

import textwrap
from math import ceil
from unicodedata import category

from observatory.drawings import fonts, outlines
from observatory.drawings.svg import INK, PAPER, cleaned

TONE = "#3b8791"
SIZE = 14
WRAP = 28  # letters of a label's line
WIDE = 640
LINE = 17
BAR = 17
LETTER = 7.5  # how wide one is, on average
JOINERS = "\u200c\u200d"  # they shape Persian, and mean nothing by themselves
MAP_SCALE = 0.6


def draw(spec: dict) -> str:
    """The SVG, the same bytes for the same specification. Raises what the library raises."""
    import vl_convert

    fonts.register()
    spec = writable(spec)
    chart = FORMS[spec["form"]](spec).to_dict()
    return cleaned(vl_convert.vegalite_to_svg(chart), title=spec["title"], description=spec["description"])


def writable(part):
    """The specification without characters that XML cannot hold or that reverse the text.

    The library would not refuse them: it would crash its process, and nothing would be drawn.
    """
    if isinstance(part, dict):
        return {key: writable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [writable(value) for value in part]
    if isinstance(part, str):
        return "".join(letter for letter in part if letter in JOINERS or category(letter)[0] != "C")
    return part


def _chart(rows: list[dict]):
    import altair as alt

    return alt.Chart(alt.Data(values=rows))


def _styled(chart, *, right: int = 2, **properties):
    """The house style: no frame, no grid, no ticks; the printed numbers are the scale."""
    padding = {"left": 2, "top": 2, "right": right, "bottom": 2}
    return (
        chart.configure(font=fonts.MEASURED, background=PAPER, padding=padding, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=SIZE, labelColor=INK, labelLimit=0, labelOverlap=False, labelLineHeight=LINE,
            domainColor=INK, domainOpacity=0.5, ticks=False, grid=False, title=None, labelPadding=6,
        )
        .configure_text(fontSize=SIZE, color=INK)
        .configure_header(labelFontSize=SIZE, labelColor=INK, labelLimit=0, title=None)
        .properties(**properties)
    )  # fmt: skip


def _labels(name: str, labels: list) -> tuple:
    """A parameter that holds the labels, and the expression that finds one by its rank: words are data, never code."""
    import altair as alt

    return alt.param(name=name, value=labels), f"{name}[datum.value]"


def _lines(label: str) -> list[str]:
    return textwrap.wrap(label, WRAP, break_long_words=True, break_on_hyphens=False) or [""]


def _most(values: list) -> float:
    return max((value for value in values if value is not None), default=0) or 1


def _ranked(spec: dict) -> list[dict]:
    return [
        {"rank": rank, "value": row["value"], "at": row["value"] or 0, "mark": row["mark"]}
        for rank, row in enumerate(spec["rows"])
    ]


# ── Bars ────────────────────────────────────────────────────────────────────────────────────────


def _bars(spec: dict):
    import altair as alt

    labels = [_lines(row["label"]) for row in spec["rows"]]
    words, found = _labels("labels", labels)
    rows = _ranked(spec)
    most = _most([row["value"] for row in rows])
    step = LINE * max(map(len, labels)) + 7
    y = alt.Y(
        "rank:O",
        sort=None,
        axis=alt.Axis(labelExpr=found, orient="left"),
        scale=alt.Scale(paddingInner=0.25, paddingOuter=0.12),
    )
    x = alt.X("at:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
    bars = _chart([row for row in rows if row["value"]]).mark_bar(color=TONE, size=BAR).encode(x=x, y=y)
    marks = _chart(rows).mark_text(align="left", dx=5).encode(x=x, y=y, text="mark:N")
    return _styled((marks + bars).add_params(words), width=230, height=step * len(rows))


def _facets(spec: dict):
    """Small multiples: bar charts side by side on the same scale, told apart by their titles rather than by colour."""
    import altair as alt

    labels = [_lines(row["label"]) for row in spec["rows"]]
    words, found = _labels("labels", labels)
    titles, _ = _labels("titles", [_lines(one)[:2] for one in spec["facets"]])
    rows = [
        {
            "rank": rank,
            "facet": number,
            "value": row["values"][number],
            "at": row["values"][number] or 0,
            "mark": row["marks"][number],
        }
        for number in range(len(spec["facets"]))
        for rank, row in enumerate(spec["rows"])
    ]
    most = _most([row["value"] for row in rows])
    step = LINE * max(map(len, labels)) + 5
    across = ceil(len(spec["facets"]) / ceil(len(spec["facets"]) / 4))  # rows of four at most, evenly filled
    y = alt.Y(
        "rank:O",
        sort=None,
        axis=alt.Axis(labelExpr=found, domain=False),
        scale=alt.Scale(paddingInner=0.25, paddingOuter=0.12),
    )
    x = alt.X("at:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
    whole = _chart(rows)
    bars = whole.mark_bar(color=TONE, size=BAR).encode(x=x, y=y).transform_filter("datum.value")
    marks = whole.mark_text(align="left", dx=4).encode(x=x, y=y, text="mark:N")
    header = alt.Header(labelExpr="titles[datum.value]", labelAnchor="start", labelFontWeight="bold")
    chart = (marks + bars).properties(width=(WIDE - 150) // across - 34, height=step * len(labels))
    faceted = chart.facet(
        facet=alt.Facet("facet:O", header=header), columns=across, spacing={"column": 34, "row": 14}
    )
    return _styled(faceted.add_params(words, titles), right=14)  # titles are wider in bold than measured


# ── Time ────────────────────────────────────────────────────────────────────────────────────────


def _columns(spec: dict):
    import altair as alt

    count = len(spec["rows"])
    step = min(max(WIDE / count, 11), 46)
    longest = max(len(row["label"]) for row in spec["rows"])
    every = ceil((LETTER * longest + 6) / step)
    words, found = _labels("labels", [row["label"] for row in spec["rows"]])
    rows = _ranked(spec)
    most = _most([row["value"] for row in rows])
    said = alt.Axis(labelExpr=f"datum.value % {every} ? '' : {found}", labelAngle=0)
    x = alt.X("rank:O", axis=said, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1))
    y = alt.Y("at:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
    upright = step >= 8 * max((len(row["mark"]) for row in rows), default=1)
    placed = {"dy": -8} if upright else {"angle": 270, "align": "left", "dx": 4}
    bars = _chart([row for row in rows if row["value"]]).mark_bar(color=TONE).encode(x=x, y=y)
    marks = _chart(rows).mark_text(**placed).encode(x=x, y=y, text="mark:N")
    return _styled((marks + bars).add_params(words), width=step * count, height=170)


def _line(spec: dict):
    """A line that stops where a year has no number, and starts again after it."""
    import altair as alt

    count = len(spec["rows"])
    words, found = _labels("labels", [row["label"] for row in spec["rows"]])
    rows = _ranked(spec)
    values = [row["value"] for row in rows]
    most = _most(values)
    for rank, row in enumerate(rows):
        row |= {"piece": values[:rank].count(None), "side": _side(values, rank, most)}
    told = [row for row in rows if row["value"] is not None]
    x = alt.X("rank:O", axis=alt.Axis(labelExpr=found, labelAngle=0))
    y = alt.Y("at:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
    line = _chart(told).mark_line(color=TONE, strokeWidth=2).encode(x=x, y=y, detail="piece:N")
    points = _chart(told).mark_point(color=TONE, fill=TONE, size=40, opacity=1).encode(x=x, y=y)
    marks = [
        _chart([row for row in rows if row["side"] == side]).mark_text(**look).encode(x=x, y=y, text="mark:N")
        for side, look in SIDES.items()
        if any(row["side"] == side for row in rows)
    ]
    width = max(min(count * 64, WIDE), 42 * count)
    return _styled(alt.layer(line, points, *marks).add_params(words), width=width, height=150)


SIDES = {"above": {"dy": -11}, "right": {"align": "left", "dx": 6, "dy": -7}, "below": {"dy": 14}}


def _side(values: list, rank: int, most: float) -> str:
    """Which side of its point a number is written on, to stay clear of the line."""
    before, value, after = (values[n] if 0 <= n < len(values) else None for n in (rank - 1, rank, rank + 1))
    if value is None or before is None or before <= value:
        return "above"
    return "below" if after is not None and after > value and value > most / 5 else "right"


# ── Map ─────────────────────────────────────────────────────────────────────────────────────────


def _map(spec: dict):
    """Départements, darker as their number grows, each with its number; a withheld one is dashed, without shade."""
    import altair as alt

    def drawn(rows: list[dict], **look):
        features = [outlines.feature(row["code"], {}) for row in rows]
        return _chart(features).mark_geoshape(stroke=INK, strokeWidth=0.8, **look)

    hidden = [row for row in spec["rows"] if row["value"] is None and row["mark"]]
    untold = [row for row in spec["rows"] if row["value"] is None and not row["mark"]]
    told = [row for row in spec["rows"] if row["value"] is not None]
    layers = [drawn(untold, fill=TONE, fillOpacity=0)] if untold else []
    layers += [drawn(hidden, fill=TONE, fillOpacity=0, strokeDash=[3, 2])] if hidden else []
    for shade in sorted({row["shade"] for row in told}):
        some = [row for row in told if row["shade"] == shade]
        layers.append(drawn(some, fill=TONE, fillOpacity=(0, 0.14, 0.3, 0.46, 0.62)[shade]))
    places = [
        dict(zip("xy", outlines.place(row["code"]), strict=True)) | {"mark": row["mark"]}
        for row in spec["rows"]
    ]
    layers.append(
        _chart(places).mark_text(fontSize=17).encode(longitude="x:Q", latitude="y:Q", text="mark:N")
    )
    chart = alt.layer(*layers).project(type="identity", scale=MAP_SCALE, translate=[0, 0])
    return _styled(chart, width=871 * MAP_SCALE, height=633 * MAP_SCALE)


FORMS = {"barres": _bars, "colonnes": _columns, "facettes": _facets, "ligne": _line, "carte": _map}
