"""Views of the announcements: the coordination writes, members read, everybody may leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.context import acting_as_system
from centre.doors import carry_out
from centre.links import INVALID_LINK
from centre.reference import departements
from centre.refusals import Refused
from centre.roles import ROLES
from networks.listing import page_of
from networks.news import links
from networks.news.announcements import access, actions, forms
from networks.news.announcements.audience import audience

# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def announcements(request):
    page = page_of(access.announcements(), request.GET)
    return render(request, "networks/announcements.html", {"page": page})


@needs("networks")
@require_GET
def announcement(request, pk):
    """The draft with whom it would reach now, or the announcement as it was sent."""
    return _announcement(request, get_object_or_404(access.announcements(), pk=pk))


@needs("networks")
@require_http_methods(["GET", "POST"])
def write_announcement(request):
    form = forms.AnnouncementForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.write_announcement, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Le brouillon est enregistré. Rien n’est encore parti.")
            return redirect("networks:announcement", pk=made.pk)
    return render(request, "networks/write_announcement.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_announcement(request, pk):
    draft = get_object_or_404(access.drafts(), pk=pk)
    known = {name: getattr(draft, name) for name in forms.AnnouncementForm.base_fields}
    form = forms.AnnouncementForm(request.POST or None, initial=known)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.change_announcement, draft, **author):
        messages.success(request, "Le brouillon est enregistré. Rien n’est encore parti.")
        return redirect("networks:announcement", pk=pk)
    return render(request, "networks/edit_announcement.html", {"form": form, "announcement": draft})


@needs("networks")
@require_http_methods(["GET", "POST"])
def drop_announcement(request, pk):
    draft = get_object_or_404(access.drafts(), pk=pk)
    if request.method == "POST":
        actions.drop_announcement(draft, by=request.user, at=timezone.now())
        messages.success(request, "Le brouillon est supprimé.")
        return redirect("networks:announcements")
    return render(request, "networks/drop_announcement.html", {"announcement": draft})


@needs("networks")
@require_POST
def send_announcement(request, pk):
    found = get_object_or_404(access.announcements(), pk=pk)
    form = forms.SendForm(request.POST)
    sent = carry_out(form, actions.send_announcement, found, by=request.user, at=timezone.now())
    if sent:
        several = "s" if sent.sent_to > 1 else ""
        messages.success(request, f"L’annonce part vers {sent.sent_to} destinataire{several}.")
        return redirect("networks:announcement", pk=pk)
    return _announcement(request, get_object_or_404(access.announcements(), pk=pk), form)


def _announcement(request, found, form=None):
    context = {
        "announcement": found,
        "roles": [ROLES[code].label for code in found.roles],
        "places": [departements()[code] for code in found.departements],
        "refusal": form.non_field_errors() if form else (),
    }
    if found.sent_at is None:
        readers = audience(found)
        context |= {"readers": readers, "form": forms.SendForm(initial={"seen": readers.seen(found)})}
    return render(request, "networks/announcement.html", context)


# ── Whoever reads ───────────────────────────────────────────────────────────────────────────────


@needs("annuaire")
@require_GET
def news(request):
    context = {
        "page": page_of(access.addressed_to(request.user), request.GET, size=20),
        "receives": actions.wishes(request.user),
        "token": links.sign(request.user),
    }
    return render(request, "networks/news.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """The link of the mail shows; a button leaves, or comes back. A contact says here that she agrees."""
    with acting_as_system():
        reader = links.whose(token)
        if reader is None:
            raise Refused(INVALID_LINK)
        form = forms.WishForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.subscribe(reader, wished=form.cleaned_data["wished"], at=timezone.now())
            messages.success(request, "Votre choix est enregistré.")
            return redirect("networks:unsubscribe", token=token)
        return render(request, "networks/unsubscribe.html", {"wishes": actions.wishes(reader), "form": form})
