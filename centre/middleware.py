"""One transaction per request, in the name of the person who asked."""

import logging
import time

from django.conf import settings
from django.contrib.auth import logout
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from centre.context import set_actor
from centre.refusals import Refused

log = logging.getLogger("centre.access")
MEANWHILE = _(
    "Quelqu’un vient de modifier ou de déplacer ce dont il s’agit : revoyez la page, puis recommencez."
)
_READING = ("GET", "HEAD")
MEANWHILE_STATES = {"23503", "40001", "40P01"}  # foreign key, serialisation, deadlock


class OneTransaction:
    """The whole request is one transaction whose actor is the user; an exception undoes what the view wrote.

    A view that may write, hence no GET, runs behind a savepoint, so that the page which says what went wrong may still
    read. A `Refused` that no form caught becomes a page (409) that says why; so does a row that somebody else moved
    away meanwhile. Pages of logged-in people are never stored by a browser: laptops get stolen.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == reverse("healthz"):
            return self.get_response(request)
        try:
            with transaction.atomic():
                set_actor(request.user.pk)
                response = self.get_response(request)
        except IntegrityError as error:  # at the commit: a row that it names went away meanwhile
            if not _went_away(error):
                raise
            with transaction.atomic():
                set_actor(request.user.pk)
                response = _refused(request, MEANWHILE)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method not in _READING and transaction.get_connection().in_atomic_block:
            request.before_view = transaction.savepoint()

    def process_exception(self, request, exception):
        writes = hasattr(request, "before_view")
        if writes:
            transaction.set_rollback(False)
            transaction.savepoint_rollback(request.before_view)
        elif isinstance(exception, DatabaseError):
            transaction.set_rollback(True)  # nothing can be read any more: the error page reads nothing
        if isinstance(exception, Refused):
            return _refused(request, exception.reason)
        if writes and _went_away(exception):
            return _refused(request, MEANWHILE)
        if isinstance(exception, Http404) and request.user.is_authenticated:
            log.warning(
                "not found: user %s, %s %s",
                request.user.pk,
                request.method,
                request.resolver_match.view_name,
            )
        return None


def _refused(request, reason: str):
    return render(request, "refused.html", {"reason": reason, "back": page_before(request)}, status=409)


def _went_away(exception: Exception) -> bool:
    """Somebody merged, moved or removed what this request was about, or held it against us."""
    return getattr(exception.__cause__, "sqlstate", None) in MEANWHILE_STATES


def page_before(request) -> str:
    """The page before this one if it is ours, else the home page."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else reverse("home")


class SessionLimits:
    """Thirty idle minutes or twelve hours end a session. The clock is written at most once a minute."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = time.time()
            session = request.session
            began, seen = (
                session.setdefault("began", now),
                session.setdefault("seen", now),
            )
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - began > settings.SESSION_ABSOLUTE_SECONDS
                or request.user.has_ended
            ):
                logout(request)
            elif now - seen > 60:
                session["seen"] = now
        return self.get_response(request)


class SecondFactor(MiddlewareMixin):
    """Roles that open much set up a passkey or TOTP before any page but those that do so.

    The factor must still exist: removing it closes everything again.
    """

    _open = {"account_login", "account_logout", "account_reauthenticate", "account_inactive", "healthz"}

    def process_view(self, request, view, args, kwargs):
        user, name = request.user, request.resolver_match.view_name
        if settings.DEMO or not user.is_authenticated or not user.needs_second_factor:
            return None
        if name in self._open or name.startswith(("mfa_", "account_reset_password")):
            return None
        if user.has_second_factor and self._passed(request):
            return None
        return redirect("mfa_index")

    @staticmethod
    def _passed(request) -> bool:
        methods = request.session.get("account_authentication_methods", [])
        return any(record.get("method") == "mfa" for record in methods)
