"""No page of whoever takes part is half in French: each is opened with real rows, in Dutch and in English, and read.

Two nets: a French text of the catalogue that has a translation and was not used; and, in what is left once the words
typed by people are set aside, the small words and the dates that only French has, which no catalogue knows of.
"""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from centre.links import fingerprint, new_token
from centre.management.commands import messages
from practice_groups.models import Cycle, Group, Minutes, MinutesLink
from practice_groups.placements.stays.actions import immersions
from practice_groups.registrations import links
from tests.people import browser_of
from tests.practice_groups.field import join, make_cycle
from tests.practice_groups.placements import world as stays
from tests.practice_groups.world import build

LANGUAGES = [language for language in messages.LANGUAGES if language != messages.SOURCE]
ONLY_FRENCH = re.compile(
    r"\b(?:les|des|du|une|est|sont|vous|votre|vos|mes|pour|avec|dans|sur|cette|ces|qui|aux|et|à|au|le|la|ce|ne|n|été|être"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
    r"|\b[dlnqs]’(?!s\b)|\d\s+h\s+\d",
    re.IGNORECASE,
)
# Sent empty, these refuse, and say it.
REFUSING = {
    "public_register", "register", "sign_convention", "notebook_grid", "notebook_evaluation", "check_attestation",
    "confirm_registration", "answer_offer", "answer_hosting", "answer_situation", "note_situation", "host_wishes",
    "set_visit", "evaluate", "placement_evaluation", "my_hours", "wish",
}  # fmt: skip
# What people typed in this world, in French: a page in Dutch shows it as it was typed.
TYPED = (
    "Intervision du mardi",
    "Intervision du jeudi",
    "Intervision du lundi",
    "Stages croisés, automne 2022",
    "On se revoit en mars.",
    "La Passerelle",
    "Le Relais",
    "Le calendrier",
    "Le Port",
    "La Halte",
    "L’Escale",
    "Groupe de travail (",
    "Centre de ressources exil et santé mentale",
)


@pytest.fixture
def world(people):
    """`tests.practice_groups.world`, and what its people see besides: turns, links, a page without account."""
    made = build(people)
    now, hers = timezone.now(), made.hers
    with acting_as_system():
        Cycle.objects.filter(pk=hers.cycle.pk).update(hosted=True)
        Minutes(
            meeting=hers.planned, text="On se revoit en mars.", written_by=made.cast["alice"], written_at=now,
            sent_at=now,
        ).save()  # fmt: skip
        made.minutes_token = new_token()
        MinutesLink.objects.filter(meeting=hers.planned).update(
            token_hash=fingerprint(made.minutes_token), expires_at=now + timedelta(days=9)
        )
        immersions.start(made.placement, by=made.cast["alice"], at=stays.at(date(2022, 9, 21)))
        made.notebook_token = stays.mailed_token(made.cast["paula"].email, "carnet")
        made.signing_token = stays.link(made.placement.signatures.order_by("pk").first())
        made.open = make_cycle(1, at=now, fee=120)
        Group.objects.filter(pk=made.open.group_id).update(public=True)
        made.waiting = [join(made.open, made.cast[name], at=now) for name in ("otto", "paula")][1]
    return made


def _pages(world) -> list[tuple]:
    """(who reads, URL name, its arguments), who is nobody where no account is needed."""
    hers, stay, token = world.hers, world.placement.pk, links.token_of(world.waiting)
    nobody = (
        ("public_catalogue",),
        ("public_cycle", world.open.pk),
        ("public_register", world.open.pk),
        ("my_registration", token),
        ("confirm_registration", "unknown-link"),
        ("sign_convention", world.signing_token),
        ("placement_notebook", world.notebook_token),
        ("notebook_grid", world.notebook_token),
        ("notebook_evaluation", world.notebook_token),
        ("shared_minutes", world.minutes_token),
        ("check_attestation",),
    )
    paula = (
        ("catalogue",),
        ("panel",),
        ("cycle", hers.cycle.pk),
        ("cycle", world.open.pk),
        ("withdraw", hers.cycle.pk),
        ("withdraw", world.open.pk),
        ("answer_offer", hers.cycle.pk),
        ("my_turns",),
        ("answer_hosting", hers.turn.pk),
        ("answer_situation", hers.coming.situations.first().pk),
        ("note_situation", hers.coming.situations.first().pk),
        ("host_wishes", hers.seat.pk),
        ("set_visit", hers.coming.pk),
        ("my_meetings", hers.cycle.pk),
        ("minutes", hers.meeting.pk),
        ("evaluate", hers.cycle.pk),
        ("my_attestations",),
        ("my_receipts",),
        ("my_placements",),
        ("placement", stay),
        ("convention", stay),
        ("placement_grid", stay),
        ("placement_evaluation", stay),
        ("my_working_groups",),
        ("my_working_meeting", hers.planned.pk),
    )
    return [
        *((None, *page) for page in nobody),
        *(("paula", *page) for page in paula),
        ("tara", "my_hours"),
        ("tara", "register", world.open.pk),
        ("hana", "hosted_placements"),
        ("hana", "wish"),
        ("hana", "placement", stay),
    ]


def _open(world, who, name, *args, language):
    browser = browser_of(world.cast[who] if who else None)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return browser.get(reverse(f"practice_groups:{name}", args=args))


def _sent_empty(world, who, name, *args, language):
    """What a form refuses, in words."""
    browser = browser_of(world.cast[who] if who else None)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return browser.post(reverse(f"practice_groups:{name}", args=args), {"idempotency_key": uuid4()})


def shown(page) -> str:
    """What is read or heard, less what says that it is in another language, and what people typed."""
    html = page.content.decode()
    html = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.S)
    html = re.sub(r'<(?!html\b)(\w+)\b[^>]*\slang="\w+".*?</\1>', " ", html, flags=re.S)
    heard = re.findall(r'\s(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"', html)
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ¦ ", html) + " ¦ " + " ¦ ".join(heard)))
    text = re.sub(r"¦ (?:\d\d|2[AB]|97\d) – [^¦]+", "", text)  # departments
    for words in TYPED:
        text = text.replace(words, "…")
    return text


def french_in(text: str, language: str) -> list[str]:
    known = [
        (_spaced(one), _spaced(other))
        for message in messages.known(language)
        if message.id
        for one, other in zip(_several(message.id), _several(message.string), strict=False)
    ]
    own = {other for _one, other in known}
    forgotten = [
        one
        for one, other in known
        if " " in one
        and "%(" not in one
        and one not in own
        and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)
    ]
    return forgotten + [one.strip() for one in text.split("¦") if ONLY_FRENCH.search(one)]


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _several(text) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_half_in_french(world, language):
    wrong = {}
    for who, name, *args in _pages(world):
        page = _open(world, who, name, *args, language=language)
        found = french_in(shown(page), language)
        if f'<html lang="{language}"' not in page.content.decode() and name != "panel":
            found.insert(0, "lang")
        if page.status_code != 200 and "unknown-link" not in args:
            found.insert(0, str(page.status_code))
        if found:
            wrong[f"{name} ({who or 'nobody'})"] = found
        if name in REFUSING and (
            found := french_in(shown(_sent_empty(world, who, name, *args, language=language)), language)
        ):
            wrong[f"{name}, sent empty ({who or 'nobody'})"] = found
    assert wrong == {}, "\n".join(f"{name}: {found}" for name, found in wrong.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_out_is_found(language):
    """The nets hold: a text of the catalogue, a text of no catalogue, a date."""
    for words in (
        "Votre inscription est confirmée.",
        "Choisissez votre créneau",
        "le 3 mars",
        "mardi",
        "9 h 30",
    ):
        assert french_in(f"¦ {words} ¦", language)
    assert not french_in(
        "¦ Uw inschrijving is bevestigd. ¦ Your registration is confirmed. ¦ 3 May ¦", language
    )
