"""One transaction a request, in the name of the person who asked."""

import logging
import time

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from centre.context import set_actor
from centre.refusals import Refused

log = logging.getLogger("centre.access")


class OneTransaction:
    """The whole request is one transaction whose actor is the user; an exception undoes what the view wrote.

    The view runs behind a savepoint, so that the page which says what went wrong may still read. A `Refused` that
    no form caught becomes a page (409) that says why. Pages of logged-in people are never stored by a browser:
    laptops get stolen.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == reverse("healthz"):
            return self.get_response(request)
        with transaction.atomic():
            set_actor(request.user.pk)
            response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request, view, args, kwargs):
        if transaction.get_connection().in_atomic_block:
            request.before_view = transaction.savepoint()

    def process_exception(self, request, exception):
        if hasattr(request, "before_view"):
            transaction.set_rollback(False)
            transaction.savepoint_rollback(request.before_view)
        if isinstance(exception, Refused):
            return render(request, "refused.html", {"reason": exception.reason}, status=409)
        if isinstance(exception, Http404) and request.user.is_authenticated:
            log.warning(
                "not found: user %s, %s %s",
                request.user.pk,
                request.method,
                request.resolver_match.view_name,
            )
        return None


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
    """Roles that see named files set up a passkey or TOTP before any page but those that do so."""

    _open = ("/comptes/", "/static/", "/healthz/")

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if settings.DEMO or not user.is_authenticated or not user.sees_named_files:
            return None
        if request.path.startswith(self._open) or self._passed(request):
            return None
        return redirect("mfa_index")

    @staticmethod
    def _passed(request) -> bool:
        methods = request.session.get("account_authentication_methods", [])
        return any(record.get("method") == "mfa" for record in methods)
