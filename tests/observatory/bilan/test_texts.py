"""What is kept of a text: the words and a few marks, never what could act on whoever reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.bilan.texts import SAFE, TAGS, cleaned, words

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//x.example'>x</a>",
    "<a href='/comptes/logout/'>x</a>",
    "<a href='https://x.example' onclick=alert(1)>x</a>",
    "<a href='https://x.example' style='position:fixed;inset:0'>x</a>",
    "<a href='https://x.example' target=_blank>x</a>",
    "<p onmouseover=alert(1)>x</p>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p class='btn btn-danger'>x</p>",
    "<p id='content'>x</p>",
    "<div onclick=alert(1)>x</div>",
    "<iframe src='https://x.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'></object>",
    "<embed src='x.swf'>",
    "<form action='https://x.example'><input name=password></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea onfocus=alert(1) autofocus>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<link rel=stylesheet href='//x.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=//x.example'>",
    "<base href='//x.example/'>",
    "<style>@import '//x.example/x.css'</style>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<p hx-get='/x' hx-trigger=load data-trix-attachment='{}'>x</p>",
    "<h1 onclick=alert(1)>x</h1>",
    "<b onclick=alert(1)>x</b><i style=x>y</i>",
]
MARKS = "|".join(sorted(TAGS - {"a"}))
ALLOWED = re.compile(
    rf"</?(?:{MARKS})>|<a(?: href=\"(?:https?://|mailto:)[^\"<>]*\")? rel=\"noopener noreferrer\">|</a>"
)


def assert_harmless(html: str) -> None:
    left = ALLOWED.sub("", html)
    assert "<" not in left and ">" not in left, html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("around", ["{}", "<p>avant {} après</p>", "<ul><li>{}</li></ul>", "<blockquote>{}"])
def test_nothing_acts_on_whoever_reads(payload, around):
    html = cleaned(around.format(payload))
    assert_harmless(html)
    assert cleaned(html) == html


@given(
    st.lists(
        st.sampled_from([*PAYLOADS, "<p>", "</p>", "<br>", "mot", "<li>", "</a>", "&lt;", '"', "'", "<"])
    )
)
def test_however_they_are_put_together(pieces):
    html = cleaned("".join(pieces))
    assert_harmless(html)
    assert cleaned(html) == html


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Un paragraphe.\n\nUn autre, 3 < 4.", "<p>Un paragraphe.</p><p>Un autre, 3 &lt; 4.</p>"),
        ("deux\r\nlignes", "<p>deux<br>lignes</p>"),
        ("<div>collé<br></div><h1>Titre</h1>", "<p>collé</p><h3>Titre</h3>"),
        ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
        ("<b>gras</b> et <i>penché</i>", "<p><strong>gras</strong> et <em>penché</em></p>"),
        ("<p><br></p>", ""),
        ("   \n ", ""),
        ("<p>&nbsp;</p>", ""),
        ("<p>ca\u202echeé\x00</p>", "<p>cacheé</p>"),
        ("<img src=x>", ""),
    ],
)
def test_what_is_kept(typed, kept):
    assert cleaned(typed) == kept


def test_a_link_keeps_its_address_alone():
    assert cleaned("<p><a href='https://exemple.fr/a?b=1&amp;c=2' title='x'>ici</a></p>") == (
        '<p><a href="https://exemple.fr/a?b=1&amp;c=2" rel="noopener noreferrer">ici</a></p>'
    )


@given(st.text(alphabet="<>/&\"'= \n.:aphreflistongdvbkq1é;", max_size=60) | st.sampled_from(PAYLOADS))
def test_the_database_takes_whatever_is_kept(typed):
    assert re.match(SAFE, cleaned(typed), re.IGNORECASE)


def test_words_are_counted_as_read():
    assert words("<p>Un deux</p><p>trois<br>quatre&nbsp;: cinq</p>") == 6
