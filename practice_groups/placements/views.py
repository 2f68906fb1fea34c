"""Views of crossed placements: sessions, wishes, pairs. The stays themselves are in `stays`."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.languages import in_three_languages
from networks.models import Structure
from practice_groups.models import PlacementSession, Wish
from practice_groups.placements import access, actions, forms, pages, pairs

# ── Sessions ────────────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def placement_sessions(request):
    context = {"sessions": pages.sessions(), "listed": pages.listed()}
    return render(request, "practice_groups/placement_sessions.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def new_placement_session(request):
    form = forms.CreateSessionForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.create_session, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Session créée : les vœux sont ouverts.")
            return redirect("practice_groups:placement_session", pk=made.pk)
    return render(request, "practice_groups/new_placement_session.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_placement_session(request, pk):
    session = get_object_or_404(access.sessions(), pk=pk)
    form = forms.EditSessionForm(request.POST or None, initial=vars(session))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.edit_session, session, **author):
        messages.success(request, "Session enregistrée.")
        return redirect("practice_groups:placement_session", pk=pk)
    return render(request, "practice_groups/edit_placement_session.html", {"session": session, "form": form})


@needs("networks")
@require_GET
def placement_session(request, pk):
    return _session(request, get_object_or_404(access.sessions(), pk=pk))


def _session(request, session, form=None, status=200):
    page = pages.SessionPage(session, timezone.localdate())
    form = form or forms.VersionForm(initial={"version": session.version})
    context = {"page": page, "session": session, "form": form}
    return render(request, "practice_groups/placement_session.html", context, status=status)


@needs("networks")
@require_http_methods(["GET", "POST"])
def cancel_placement_session(request, pk):
    session = get_object_or_404(access.sessions(), pk=pk, state__in=access.ACCEPTING)
    form = forms.VersionForm(request.POST or None, initial={"version": session.version})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.cancel_session, session, **author):
        messages.success(request, "Session annulée ; ses vœux attendent la prochaine.")
        return redirect("practice_groups:placement_sessions")
    context = {"session": session, "form": form}
    return render(request, "practice_groups/cancel_placement_session.html", context)


@needs("networks")
@require_POST
def adopt_wishes(request, pk):
    session = get_object_or_404(access.sessions(), pk=pk)
    count = actions.adopt_wishes(session, by=request.user, at=timezone.now())
    messages.success(request, f"{count} vœu{'x' if count > 1 else ''} repris dans cette session.")
    return redirect("practice_groups:placement_session", pk=pk)


# ── Pairs ───────────────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_POST
def match_wishes(request, pk):
    session = get_object_or_404(access.sessions(), pk=pk)
    pairs.request_matching(session, by=request.user, at=timezone.now())
    return redirect("practice_groups:placement_session", pk=pk)


@needs("networks")
@require_GET
def matching_progress(request, pk):
    """The fragment that asks for itself; once computed, the page is read again."""
    session = get_object_or_404(PlacementSession, pk=pk)
    matching = session.matchings.first()
    context = {"session": session, "matching": matching}
    answer = render(request, "practice_groups/matching_progress.html", context)
    if request.headers.get("HX-Request") and not (matching and matching.under_way):
        answer["HX-Refresh"] = "true"
    return answer


@needs("networks")
@require_POST
def confirm_pairs(request, pk):
    session = get_object_or_404(access.sessions(), pk=pk)
    form = forms.VersionForm(request.POST)
    if carry_out(form, pairs.confirm, session, by=request.user, at=timezone.now()):
        messages.success(
            request, "Binômes retenus : chacun est prévenu, les conventions peuvent être préparées."
        )
        return redirect("practice_groups:placement_session", pk=pk)
    return _session(request, get_object_or_404(access.sessions(), pk=pk), form, status=409)


@needs("networks")
@require_http_methods(["GET", "POST"])
def place_wish(request, pk):
    """Change where a wish goes; a place not offered, or one's own structure, is refused beside the field."""
    wish = get_object_or_404(Wish.objects.living().select_related("structure", "session"), pk=pk)
    if wish.session_id is None:
        raise Http404
    houses = [one for one in pages.houses_of(wish.session) if one.pk != wish.structure_id]
    form = forms.PlaceForm(request.POST or None, structures=houses, initial=pages.placed(wish))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, pairs.place, wish, **author):
        messages.success(request, "Ligne changée ; les binômes sont refaits en conséquence.")
        return redirect("practice_groups:placement_session", pk=wish.session_id)
    return render(request, "practice_groups/place_wish.html", {"wish": wish, "form": form})


# ── Wishes ──────────────────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("host")
@require_http_methods(["GET", "POST"])
def wish(request):
    """For a host, in the name of her structure."""
    own = list(access.structures_of(request.user, timezone.localdate()))
    if not own:
        return redirect("practice_groups:hosted_placements")
    return _wish(request, own, list(Structure.objects.open()))


@needs("networks")
@require_http_methods(["GET", "POST"])
def enter_wish(request):
    """For the coordination, in anybody's name: it came by telephone, or on paper."""
    everywhere = list(access.structures_of(request.user, timezone.localdate()))
    return _wish(request, everywhere, everywhere)


def _wish(request, own, everywhere):
    sessions, staff = list(access.current_sessions(timezone.localdate())), access.is_staff(request.user)
    offered = {"sessions": sessions, "own": own, "structures": everywhere, "staff": staff}
    form = forms.WishForm(request.POST or None, initial=pages.asked_for(request.GET, sessions), **offered)
    if request.method == "POST":
        made = carry_out(form, actions.wish, by=request.user, at=timezone.now())
        if made:
            messages.success(request, pages.thanks(made))
            return redirect(_back(request.user))
    return render(request, "practice_groups/wish.html", {"form": form, "back": _back(request.user)})


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def correct_wish(request, pk):
    """The same form as when it was made, until the wishes of its session are closed."""
    today = timezone.localdate()
    wish = get_object_or_404(access.wishes_made_by(request.user, today), pk=pk)
    own = list(access.structures_of(request.user, today))
    offered = {"own": own, "structures": list(Structure.objects.open())}
    form = forms.CorrectWishForm(request.POST or None, initial=pages.as_written(wish), **offered)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.correct_wish, wish, **author):
        messages.success(request, _("Le vœu est corrigé."))
        return redirect(_back(request.user))
    context = {"wish": wish, "form": form, "back": _back(request.user)}
    return render(request, "practice_groups/correct_wish.html", context)


def _back(user) -> str:
    """Where her wishes are listed."""
    if access.is_staff(user):
        return "practice_groups:placement_sessions"
    return f"practice_groups:{'hosted_placements' if user.may('host') else 'my_placements'}"


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def withdraw_wish(request, pk):
    today = timezone.localdate()
    wish = get_object_or_404(access.wishes_of(request.user, today), pk=pk)
    if request.method == "POST":
        actions.withdraw_wish(wish, by=request.user, at=timezone.now())
        messages.success(request, _("Le vœu est retiré."))
        return redirect(_back(request.user))
    return render(request, "practice_groups/withdraw_wish.html", {"wish": wish, "back": _back(request.user)})


# ── The host, the trainee ───────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("host")
@require_GET
def hosted_placements(request):
    context = {"page": pages.hosted(request.user, timezone.localdate())}
    return render(request, "practice_groups/hosted_placements.html", context)


@in_three_languages
@needs("register")
@require_GET
def my_placements(request):
    wishes, placements = pages.mine(request.user)
    context = {"wishes": wishes, "placements": placements}
    return render(request, "practice_groups/my_placements.html", context)
