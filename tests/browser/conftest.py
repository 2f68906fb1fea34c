"""Chromium, a live server, and people who log in through the real page."""

import re
import shutil
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from centre.context import acting_as_system

HERE = Path(__file__).parent
PASSWORD = "une phrase pour les essais"
PHONE, DESK = 360, 1280
KEY = 0.18  # seconds between two keys: somebody who types with two fingers, or her thumbs
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
AXE = Axe()


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium. Without it these tests fail: a browser nobody opened proves nothing."""
    path = shutil.which("chromium") or CHROMIUM
    if not shutil.which(path):
        pytest.fail("Chromium manque : « apt install chromium ».")
    return {"executable_path": path, "args": QUIET.split()}


@pytest.fixture
def demo(settings):
    """No second factor; everything else as in production."""
    settings.DEMO = True


class Stopwatch:
    """How long somebody takes, in seconds: the clock's time, and her reading and typing, counted, not waited for."""

    def __init__(self):
        self.began, self.hers = time.monotonic(), 0.0

    def looks(self, seconds: float):
        self.hers += seconds

    def types(self, field: Locator, text: str):
        field.press_sequentially(text)
        self.hers += KEY * len(text)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began + self.hers


class Visitor:
    """One person at one screen. What the browser complains about is kept, and refused at the end."""

    def __init__(self, browser: Browser, origin: str, width: int):
        self.origin = origin
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 780},
            base_url=origin,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            has_touch=width < 600,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("dialog", self._asked)

    def _heard(self, message):
        if message.type == "error" and not re.search("status of (404|409)", message.text):
            self.complaints.append(message.text)

    def _asked(self, dialog):
        if dialog.type != "beforeunload":
            self.complaints.append(f"dialog: {dialog.message}")
        dialog.accept()

    def open(self, name: str, *args) -> Page:
        self.page.goto(reverse(name, args=args))
        return self.page

    def login(self, user, password: str = PASSWORD):
        with acting_as_system():
            user.set_password(password)
            user.save()
        self.open("account_login")
        self.page.locator("input[name=login]").fill(user.email)
        self.page.locator("input[name=password]").fill(password)
        self.page.get_by_role("button", name="Se connecter", exact=True).click()
        self.page.wait_for_url(lambda url: not url.endswith(reverse("account_login")))

    def logout(self):
        self.page.locator(".menu:not(.phone-nav) summary").click()
        self.page.get_by_role("button", name="Se déconnecter").click()
        expect(self.page.locator(".menu")).to_have_count(0)

    def press(self, name: str):
        """Press a button, or follow a link, of the page itself."""
        main = self.page.locator("main")
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()

    def reads(self, text: str):
        expect(self.page.locator("main")).to_contain_text(text)

    def looks_right(self):
        """Neither a serious fault of accessibility nor a page wider than its screen: phone and desk, light and dark."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        before = self.page.viewport_size
        for scheme, options in (("dark", CONTRAST), ("light", {"resultTypes": ["violations"]})):
            self.page.emulate_media(color_scheme=scheme)
            expect(self.page.locator("html")).to_have_attribute("data-bs-theme", scheme)
            for width in (PHONE, DESK):
                self.page.set_viewport_size({"width": width, "height": 780})
                overflow = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert overflow <= 0, f"{self.page.url}: {overflow} px too wide at {width}"
                self._axe(options, f"{self.page.url} {scheme} {width}")
        self.page.set_viewport_size(before)

    def _axe(self, options, where):
        if not self.page.evaluate("typeof axe == 'object'"):
            self.page.evaluate(AXE.axe_script)
        found = self.page.evaluate("options => axe.run(document, options)", options)["violations"]
        serious = [
            (fault["id"], node["target"], node.get("failureSummary"))
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]
        assert not serious, f"{where}: {serious}"


@pytest.fixture
def visitor(live_server, browser):
    """`visitor(user, width)`: this person's browser, logged in; `visitor()`: somebody at the door."""
    cache.clear()
    visitors = []

    def arrive(user=None, width=DESK) -> Visitor:
        arrived = Visitor(browser, live_server.url, width)
        visitors.append(arrived)
        if user is not None:
            arrived.login(user)
        return arrived

    yield arrive
    for one in visitors:
        one.context.close()
    assert [complaint for one in visitors for complaint in one.complaints] == []
