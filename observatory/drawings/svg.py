"""An SVG fit for a page and for a document: few elements, few attributes, an accessible name.

Only the elements and attributes listed below are kept: no style, script, link, identifier, or hidden content.
"""

import re
from xml.etree import ElementTree

from observatory.drawings.fonts import WRITTEN

NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"g", "path", "rect", "line", "text", "tspan"}
LEFT_OUT = {"defs"}  # the edges at which a map is cut: nothing of it passes them
ATTRIBUTES = {
    "transform", "d", "x", "y", "x2", "y2", "dy", "width", "height",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity",
    "text-anchor", "font-size", "font-weight",
}  # fmt: skip
PAINT = re.compile(r"none|#[0-9a-f]{3,6}")
INK = "#22302f"  # becomes the colour of the text around: a page's own, or this one in a document
PAPER = "#fffdf9"  # left out


class Unsafe(ValueError):
    """The drawing contains something that does not belong in it."""


def cleaned(svg: str, *, title: str, description: str) -> str:
    """The same drawing, sanitised and named. Raises `Unsafe`."""
    drawn = ElementTree.fromstring(svg)
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": drawn.get("viewBox"),
            "width": drawn.get("width"),
            "height": drawn.get("height"),
            "role": "img",
            "aria-label": title,
            "color": INK,
            "font-family": WRITTEN,
        },
    )
    ElementTree.SubElement(root, "title").text = title
    ElementTree.SubElement(root, "desc").text = description
    root.extend([kept for kept in map(_kept, drawn) if kept is not None])
    return ElementTree.tostring(root, encoding="unicode")


def _kept(element) -> ElementTree.Element | None:
    """An element reduced to the allowed lists; None for one that shows nothing."""
    name = element.tag.removeprefix(NAMESPACE)
    if name in LEFT_OUT:
        return None
    if name not in ELEMENTS:
        raise Unsafe(name)
    children = [kept for kept in map(_kept, element) if kept is not None]
    if element.get("display") == "none" or not _shows(name, element, children):
        return None
    attributes = {
        key: value for key, value in element.items() if key in ATTRIBUTES and (key, value) != ("opacity", "1")
    }
    for key in ("fill", "stroke"):
        if key in attributes and not PAINT.fullmatch(attributes[key]):
            raise Unsafe(attributes[key])
        if attributes.get(key) == INK:
            attributes[key] = "currentColor"
    kept = ElementTree.Element(name, attributes)
    kept.text = element.text if name in ("text", "tspan") else None
    if name == "text" and len(children) > 1 and element.get("text-anchor") == "end":
        _centre(children)
    kept.extend(children)
    return kept


def _centre(lines: list) -> None:
    """Centre a label of several lines on its bar; the library aligns its first line."""
    lines[0].set("dy", str(-float(lines[1].get("dy")) * (len(lines) - 1) / 2))


def _shows(name: str, element, children: list) -> bool:
    if name == "g":
        return bool(children)
    if name in ("text", "tspan"):
        return bool(children or element.text)
    if name == "path" and not element.get("d"):
        return False
    painted = [element.get(key) for key in ("fill", "stroke")]
    return any(paint not in (None, "none", "transparent", PAPER) for paint in painted)
