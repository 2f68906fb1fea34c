"""The portal's components as template tags: see docs/look.md for how each is called."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template import defaultfilters
from django.template.defaultfilters import date as django_date
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre import lives
from centre.navigation import TABS, current_among, places_for
from centre.numbers import written

register = template.Library()

NUMBERS = {"fr": ("\u202f", ","), "nl": (".", ","), "en": (",", ".")}  # between thousands, before decimals
TONES = {"neutral", "info", "waiting", "good", "warning", "danger"}
MESSAGE_TONES = {"success": "good", "error": "danger", "warning": "warning", "info": "info"}
# The three non-numbers of a French bilan, and what a screen reader says for each.
NON_NUMBERS = {
    None: ("–", "non compté"),
    "X": ("X", "annulé"),
    "masque": ("c", "masqué par le secret statistique"),
}


def _component(name, **context):
    return mark_safe(render_to_string(f"components/{name}.html", context).strip())


def _tone(tone):
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: one of {', '.join(sorted(TONES))}")
    return tone


# ── Words and numbers ───────────────────────────────────────────────────────────────────────────


@register.filter(is_safe=False)
def pluralize(value, arg="s"):
    """Django's, counting as French does on a French page: « 0 stage », « 1,5 heure », « 2 stages »."""
    if get_language() == "fr" and isinstance(value, (int, float, Decimal)):
        value = 1 if abs(value) < 2 else 2
    return defaultfilters.pluralize(value, arg)


@register.filter
def fr_number(value, decimals=None):
    """1234.5 → « 1 234,5 »: narrow no-break space, decimal comma; on a page in another language, as it is written
    there. Anything but a number is left alone."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    thousands, decimal = NUMBERS.get(get_language(), NUMBERS["fr"])
    return written(value, decimals, thousands=thousands, decimal=decimal)


@register.filter
def count_or_dash(value):
    """A count, or « – » (None), « X » (cancelled), « c » (withheld), each with its meaning for screen readers."""
    if value is not None and value not in NON_NUMBERS:
        return fr_number(value)
    mark, meaning = NON_NUMBERS[value]
    return format_html(
        '<span title="{1}"><span aria-hidden="true">{0}</span><span class="visually-hidden">{1}</span></span>',
        mark,
        meaning,
    )


@register.filter
def meaning(value):
    """« non compté », « annulé », « masqué… »: the words for a non-number, empty for a number."""
    return NON_NUMBERS[value][1] if value is None or value in NON_NUMBERS else ""


# Django's French abbreviations, as they are printed: weekdays have their full stop, two months their letters.
SHORT = re.compile(r"\b(?:lun|mar|mer|jeu|ven|sam|dim)\b(?!\.)|\b(?:jan|fév)\.")
SHORT_DATES = {"jan.": "janv.", "fév.": "févr."}


@register.filter(expects_localtime=True, is_safe=False)
def date(value, pattern=None):
    """Django's own, as French writes it: « 1er août », « ven. 27 nov. », and hours that never break across lines."""
    text = django_date(value, pattern)
    if get_language() != "fr" or not pattern:
        return text
    pattern = formats.get_format(pattern)
    if "G" in pattern:
        text = text.replace(" h ", "\u00a0h\u00a0")
    if "D" in pattern or "N" in pattern:
        text = SHORT.sub(lambda found: SHORT_DATES.get(found[0], f"{found[0]}."), text)
    return re.sub(r"(?<!\d)1 (?=[a-zéû])", "1er ", text) if "j" in pattern else text


@register.filter
def listed(labels):
    """« En présence, par téléphone »: the first label's capital alone, and those of acronyms."""
    first, *others = labels or [""]
    return ", ".join(
        [first, *(one if one[1:2].isupper() else f"{one[:1].lower()}{one[1:]}" for one in others)]
    )


@register.filter
def message_tone(level_tag):
    return MESSAGE_TONES.get(level_tag, "neutral")


@register.filter
def iso(value, kind):
    """What <input type="date|time|datetime-local"> wants, from what Django's French formats wrote."""
    pattern = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}[kind]
    for known in formats.get_format(f"{kind.upper()}_INPUT_FORMATS"):
        try:
            return dt.datetime.strptime(value, known).strftime(pattern)
        except ValueError:
            continue
    return value


# ── Small marks ─────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name):
    """An icon of the sprite. Always beside words, hence hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def tabs(context, name):
    """Pages side by side (`centre.navigation.TABS`), those that the reader may open."""
    request = context["request"]
    places = places_for(request.user, TABS[name])
    return _component("tabs", tabs=places, current=current_among(places, request.path))


@register.simple_tag
@lru_cache(maxsize=1024)
def status_badge(label, tone="neutral"):
    return format_html('<span class="status tone-{}">{}{}</span>', _tone(tone), icon(tone), label)


def _due_words(due, days):
    if days < -1:
        return f"en retard de {-days} jours", "danger"
    if days == -1:
        return "en retard d’un jour", "danger"
    if days == 0:
        return "aujourd’hui", "warning"
    if days == 1:
        return "avant demain soir", "warning"
    if days <= 14:
        return f"d’ici {days} jours", "neutral"
    return f"avant le {date(due, 'j F Y')}", "neutral"


@register.simple_tag
def clock(due, today=None, tone=None):
    """A due date (date or datetime) as a chip: « en retard de 3 jours », « d’ici 5 jours ». Nothing without a date."""
    if not due:
        return ""
    day = timezone.localtime(due).date() if isinstance(due, dt.datetime) else due
    words, own_tone = _due_words(day, (day - (today or timezone.localdate())).days)
    return format_html(
        '<time class="status clock tone-{}" datetime="{}" title="{}">{}{}</time>',
        _tone(tone or own_tone),
        day.isoformat(),
        date(day, "j F Y"),
        icon("clock"),
        words,
    )


# ── Blocks ──────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag
def page_header(content, title, lead="", back_url="", back_label=""):
    """The page's only h1; its body is the page's main actions, and may be empty."""
    return _component(
        "page_header",
        actions=mark_safe(content.strip()),
        title=title,
        lead=lead,
        back_url=back_url,
        back_label=back_label or _("Retour"),
    )


@register.simple_block_tag
def card(content, title="", icon="", level=2):
    return _component("card", content=content, title=title, icon=icon, level=level)


@register.simple_block_tag
def alert(content, tone="info", title=""):
    return _component("alert", content=content, title=title, tone=_tone(tone))


@register.simple_tag(takes_context=True)
def stopped(context, task, subject):
    """The notice of a task that was stopped, with its button; empty as long as it was not. One statement a page and a
    task, however many subjects are listed."""
    request = context["request"]
    known = vars(request).setdefault("stopped_tasks", {})
    if task not in known:
        known[task] = lives.stopped_of(task)
    if str(subject) not in known[task]:
        return ""
    button = lives.button(task, subject, user=request.user) if request.user.is_authenticated else ""
    return mark_safe(render_to_string("components/stopped.html", {"button": button}, request))


@register.simple_block_tag
def definition_list(content):
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def definition(content, term):
    """One line of a definition list; an empty body reads « Non renseigné »."""
    return format_html(
        "<div><dt>{}</dt><dd>{}</dd></div>",
        term,
        content if content.strip() else format_html('<span class="muted">{}</span>', _("Non renseigné")),
    )


@register.simple_block_tag
def data_table(content, caption, columns, caption_hidden=False):
    """A table from its rows. `columns`: "Code|Langue|Heures#|"; # aligns numbers, an empty name is for actions.

    Each cell receives its column's name, which labels it when the row becomes a card on a phone.
    """
    columns = [{"name": name.rstrip("#"), "num": name.endswith("#")} for name in str(columns).split("|")]
    rows = re.sub(r"<tr\b.*?</tr>", lambda row: _label_cells(row[0], columns), content, flags=re.S)
    return _component(
        "data_table", rows=mark_safe(rows), caption=caption, columns=columns, caption_hidden=caption_hidden
    )


def _label_cells(row, columns):
    remaining = iter(columns)

    def label(cell):
        inside = "<div>" if cell[1] == "td" else ""
        column = next(remaining, None)
        if column is None or "colspan" in cell[2]:
            return cell[0] + inside
        name = format_html(' data-label="{}"', column["name"]) if column["name"] and cell[1] == "td" else ""
        return f"<{cell[1]}{name}{' data-num' if column['num'] else ''}{cell[2]}>{inside}"

    row = re.sub(r"<(td|th)\b([^>]*)>", label, row)
    return row.replace("</td>", "</div></td>")


@register.simple_tag
def figure(label, value, definition="", base=None, missing=None):
    """A key figure with its definition, its base and how many are « non renseigné »."""
    return _component("figure", label=label, value=value, definition=definition, base=base, missing=missing)
