"""Doors of turns for whoever registered without a password: her own registration's, behind its signed link. The link
shows; only a button decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from centre.context import acting_as
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from practice_groups.intervision import access, actions, forms, pages
from practice_groups.intervision.answering import TurnPage
from practice_groups.registrations import links

OWN = {"accueil": access.own_hosting, "situation": access.own_situations}


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_turn(request, token, kind, pk):
    seat, at = _seat(request, token)
    if kind not in OWN:
        raise Http404
    with acting_as(seat.user):
        turn = get_object_or_404(OWN[kind](seat.user).filter(registration=seat), pk=pk)
        page = TurnPage(turn, seat.user, at)
        if request.method == "POST" and page.carry_out(request.POST).said:
            messages.success(request, page.said)
            return redirect("practice_groups:my_registration", token)
        context = page.context() | {"token": token}
    wishes = reverse("practice_groups:my_wishes", args=[token]) if seat.cycle.hosted else ""
    return render(request, "practice_groups/my_turn.html", context | {"wishes": wishes})


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_wishes(request, token):
    """Where she hosts, and when she cannot."""
    seat, at = _seat(request, token)
    with acting_as(seat.user):
        seat = get_object_or_404(access.own_seats(seat.user), pk=seat.pk)
        form = forms.HostWishesForm(request.POST or None, **pages.wishes(seat))
        author = {"by": seat.user, "at": at}
        if request.method == "POST" and carry_out(form, actions.save_wishes, seat, **author):
            messages.success(request, _("Vos souhaits d’accueil sont enregistrés."))
            return redirect("practice_groups:my_registration", token)
    back = reverse("practice_groups:my_registration", args=[token])
    return render(request, "practice_groups/my_wishes.html", {"seat": seat, "form": form, "back": back})


def _seat(request, token):
    now = timezone.now()
    seat = links.registration_of(token, at=now)
    follow_group(request, seat.user.language)
    return seat, now
