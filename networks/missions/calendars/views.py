"""Views of the private calendar: its page, and the address that calendars read."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from centre.access import needs
from centre.context import acting_as
from networks.missions.calendars import actions
from networks.missions.calendars.feed import feed
from networks.models import CalendarLink


@needs("register")
@require_http_methods(["GET", "POST"])
def calendar(request):
    """The address is shown in the answer to the button, and never again."""
    address, now = "", timezone.now()
    if "revoke" in request.POST:
        actions.revoke_link(by=request.user, at=now)
        messages.success(request, "L’adresse est fermée : plus aucun agenda ne la lit.")
        return redirect("networks:calendar")
    if request.method == "POST":
        token = actions.create_link(by=request.user, at=now)
        address = settings.ORIGIN + reverse("networks:calendar_feed", args=[token])
    link = CalendarLink.objects.filter(user=request.user, revoked_at=None).first()
    rights = {"interprets": request.user.may("missions"), "books": request.user.may("book")}
    return render(request, "networks/calendar.html", {"link": link, "address": address, **rights})


@login_not_required
@never_cache
@require_safe
def calendar_feed(request, token):
    owner = actions.owner_of(token)
    if owner is None:
        raise Http404
    with acting_as(owner):
        body = feed(owner, at=timezone.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return answer
