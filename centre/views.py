"""Views of the ground floor: home, health, accounts, journal."""

import sys

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from centre import actions, health, languages, lives
from centre.access import needs
from centre.doors import carry_out
from centre.forms import AcceptForm, CentreSettingsForm, GrantForm, InviteForm
from centre.languages import in_three_languages
from centre.middleware import page_before
from centre.models import Invitation, Reading, Settings, User
from centre.navigation import PANELS, places_for
from centre.refusals import Refused


@in_three_languages
@require_GET
def home(request):
    panels = places_for(request.user, PANELS)
    if not all(languages.speaks(panel.name) for panel in panels):
        languages.stay_french(request)
    return render(request, "centre/home.html", {"panels": panels})


@login_not_required
@never_cache
@require_safe
def healthz(request):
    state = health.state()
    status = 200 if set(state.values()) == {"ok"} else 503
    return JsonResponse(state | health.mails(), status=status)


@login_not_required
@require_POST
def choose_language(request):
    """Kept by this browser, and by the account of whoever is logged in: her mails follow."""
    language = request.POST.get("language", "")
    if language not in languages.OFFERED:
        raise Http404
    if request.user.is_authenticated:
        actions.choose_language(language=language, by=request.user, at=timezone.now())
    response = redirect(page_before(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


@require_POST
def try_again(request):
    """The button of a stopped task: who was shown it gives it three more lives."""
    if not lives.try_again(request.POST.get("button", ""), by=request.user):
        raise Refused("Ce bouton ne vaut plus\u00a0: rouvrez la page où il se trouve.")
    messages.success(request, "Le travail est repris.")
    return redirect(page_before(request))


@login_not_required
def closed(request, *args, **kwargs):
    raise Http404


@in_three_languages
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, token):
    """The link shows; the button creates the account."""
    now = timezone.now()
    invitation = actions.pending_invitation(token, at=now)
    form = AcceptForm(request.POST or None, initial={"display_name": invitation.display_name})
    if request.method == "POST" and carry_out(form, actions.accept, token, at=now):
        messages.success(request, "Votre compte est prêt : connectez-vous.")
        return redirect("account_login")
    return render(request, "centre/accept.html", {"form": form, "invitation": invitation})


@needs("accounts")
@require_GET
def accounts(request):
    users = User.objects.with_roles().exclude(grants__role="systeme").order_by("display_name", "pk")
    pending = Invitation.objects.filter(accepted_at=None).order_by("-invited_at")[:50]
    return render(request, "centre/accounts.html", {"users": users[:500], "pending": pending})


@needs("accounts")
@require_http_methods(["GET", "POST"])
def invite(request):
    form = InviteForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.invite, by=request.user, at=timezone.now()):
        messages.success(request, "L’invitation est partie. Son lien est valable 72 heures.")
        return redirect("accounts")
    return render(request, "centre/invite.html", {"form": form})


@needs("accounts")
@require_http_methods(["GET", "POST"])
def account(request, pk):
    user = get_object_or_404(User.objects.with_roles().exclude(grants__role="systeme"), pk=pk)
    author = {"by": request.user, "at": timezone.now()}
    form = GrantForm(request.POST if "grant" in request.POST else None)
    if "end" in request.POST:
        actions.end_access(user, **author)
        return redirect("accounts")
    if "grant" in request.POST and carry_out(form, actions.grant, user, **author):
        messages.success(request, "Rôle enregistré.")
        return redirect("account", pk=pk)
    return render(
        request,
        "centre/account.html",
        {"subject": user, "grants": user.grants.order_by("role"), "form": form},
    )


@needs("accounts")
@require_http_methods(["GET", "POST"])
def centre_settings(request):
    form = CentreSettingsForm(request.POST or None, initial=vars(Settings.objects.get()))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.change_settings, **author):
        messages.success(request, "Réglages enregistrés.")
        return redirect("centre_settings")
    return render(request, "centre/centre_settings.html", {"form": form})


@needs("journal")
@require_GET
def journal(request):
    readings = Reading.objects.order_by("-at")[:200]
    names = dict(User.objects.filter(pk__in={r.actor_id for r in readings}).values_list("pk", "display_name"))
    rows = [(names.get(reading.actor_id, "compte supprimé"), reading) for reading in readings]
    return render(request, "centre/journal.html", {"rows": rows})


def server_error(request):
    """An error page that needs nothing of what may be broken; 503 when it is the database that is away."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    return HttpResponse(render_to_string("503.html" if away else "500.html"), status=503 if away else 500)
