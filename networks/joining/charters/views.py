"""Views of the charters: the member's, then the coordination's."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.languages import in_three_languages
from networks.choices import Network
from networks.joining.charters import access, actions, forms
from networks.joining.models import Charter
from networks.listing import page_of

# ── The member ──────────────────────────────────────────────────────────────────────────────────


@needs("annuaire")
@require_http_methods(["GET", "POST"])
def charter_text(request):
    """The charters of her networks, each with its button; fit to print."""
    form = forms.AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        read = get_object_or_404(Charter, pk=form.cleaned_data["charter"], network__in=request.user.codes)
        actions.accept_charter(read, by=request.user, at=timezone.now())
        messages.success(request, "Votre acceptation est enregistrée.")
        return redirect("networks:charter_text")
    charters = access.charters_of(request.user, timezone.localdate())
    context = {"charters": charters, "professional": request.user.may("profile")}
    return render(request, "networks/charter_text.html", context)


@in_three_languages
@needs("annuaire")
@require_GET
def charter_panel(request):
    charters = access.charters_of(request.user, timezone.localdate())
    to_accept = [charter for charter in charters if charter.accepted_at is None]
    return render(request, "networks/_charter_panel.html", {"to_accept": to_accept})


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def charters(request):
    today = timezone.localdate()
    current = access.in_force(today)
    members = dict(access.members(today).values_list("role").annotate(Count("pk")).order_by())
    unsigned = dict(access.missing_signatures(today).values_list("role").annotate(Count("pk")).order_by())
    rows = [
        (network, current.get(network), members.get(network, 0), unsigned.get(network, 0))
        for network in Network
    ]
    return render(request, "networks/charters.html", {"rows": rows})


@needs("networks")
@require_GET
def charter(request, network):
    """The text in force, the versions before it, and who accepted which."""
    today = timezone.localdate()
    texts = list(_texts(network).filter(since__lte=today))
    if not texts:
        return redirect("networks:write_charter", network)
    people = page_of(access.signatures(texts[0], today), request.GET, size=30)
    context = {"charter": texts[0], "before": texts[1:], "page": people, "network": Network(network)}
    return render(request, "networks/charter.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def write_charter(request, network):
    last = _texts(network).first()
    read = {"title": last.title, "text": last.text, "version": last.version} if last else {"version": 0}
    form = forms.WriteCharterForm(request.POST or None, initial=read)
    author = {"network": network, "by": request.user, "at": timezone.now()}
    if request.method == "POST":
        if carry_out(form, actions.write_charter, **author):
            messages.success(request, "La nouvelle version est en vigueur.")
            return redirect("networks:charter", network)
        form.compared_with(read["version"])
    context = {"form": form, "network": Network(network), "last": last}
    return render(request, "networks/write_charter.html", context)


def _texts(network: str):
    """The versions of a network's charter, the latest first; 404 for an unknown network."""
    if network not in Network.values:
        raise Http404
    return Charter.objects.filter(network=network).select_related("written_by").order_by("-version")
