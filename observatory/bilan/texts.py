"""The texts of a bilan: which HTML they may hold, and how long they may be. Pure."""

import re
from html import escape, unescape

import nh3

TAGS = {"p", "br", "strong", "em", "del", "a", "ul", "ol", "li", "blockquote", "h3", "h4"}
SCHEMES = {"http", "https", "mailto"}
# All that `cleaned` ever gives, for the database to hold: a letter that is no bracket, a tag of the list, a link.
SAFE = (
    rf"^([^<>]|</?({'|'.join(sorted(TAGS - {'a', 'br'}))})>|<br>|</a>"
    r'|<a( href="(https?:|mailto:)[^<>"]*")? rel="noopener noreferrer">)*$'
)
MAX_WORDS = 5_000
ROUNDS = 5  # what the cleaner mends may leave something to tidy
MAX_CHARACTERS = 100_000  # of HTML, before it is cleaned

_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_RENAMED = (
    (re.compile(r"<(/?)div\b", re.IGNORECASE), r"<\1p"),
    (re.compile(r"<(/?)h[12]\b", re.IGNORECASE), r"<\1h3"),
    (re.compile(r"<(/?)b\b", re.IGNORECASE), r"<\1strong"),
    (re.compile(r"<(/?)i\b", re.IGNORECASE), r"<\1em"),
)
# Characters that hide or reverse text, and those of word processors that print nothing.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BLANK_LINE = re.compile(r"<br\s*/?>(?:\s|&nbsp;)*(?:<br\s*/?>(?:\s|&nbsp;)*)+")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|\u00a0|<br>)*</p>")
_BLOCK = re.compile(r"<(?:p|ul|ol|blockquote|h3|h4)>")
_TRAILING = re.compile(r"(?:<br>\s*)+(?=</(?:p|li|blockquote|h3|h4)>)")


def cleaned(text: str) -> str:
    """Safe HTML from what was typed in the editor or as plain text; "" when it says nothing."""
    text = _HIDDEN.sub("", text.replace("\r\n", "\n"))
    html = text if _TAG.search(text) else _paragraphs(text)
    for _ in range(ROUNDS):
        before, html = html, _once(html)
        if html == before:
            break
    return html


def _once(html: str) -> str:
    for pattern, replacement in _RENAMED:
        html = pattern.sub(replacement, html)
    html = _PARAGRAPH.sub(_parted, html)
    html = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math"},
        attributes={"a": {"href"}, "*": set()},
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    html = _EMPTY.sub("", html).strip()
    if not _BLOCK.search(html):
        html = f"<p>{html}</p>"
    html = _EMPTY.sub("", _TRAILING.sub("", html)).strip()
    return html if words(html) else ""


def _paragraphs(text: str) -> str:
    """Plain text as HTML: a blank line separates paragraphs."""
    found = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{'<br>'.join(map(escape, part.splitlines()))}</p>" for part in found if part)


def _parted(paragraph: re.Match) -> str:
    """HTML whose blank lines start new paragraphs; the sanitiser repairs the tags this cuts in two."""
    return f"<p>{_BLANK_LINE.sub('</p><p>', paragraph[1])}</p>"


def words(html: str) -> int:
    return len(unescape(re.sub(r"<[^>]*>", " ", html)).split())
