"""Views of the candidatures: whoever asks to join, then the coordination."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.journal import record_read
from networks.choices import ApplicationState, Network
from networks.joining import access, actions, forms
from networks.joining.charters.access import missing_signatures
from networks.joining.documents.access import to_renew
from networks.joining.filters import ApplicationFilter
from networks.listing import page_of

# ── Whoever asks to join ────────────────────────────────────────────────────────────────────────


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request):
    """Choose a network, write, be thanked: the same thanks whatever the address."""
    network = request.POST.get("network") or request.GET.get("reseau")
    if network not in Network.values:
        context = {"networks": Network, "received": "recue" in request.GET}
        return render(request, "networks/apply.html", context)
    form = forms.ApplyForm(request.POST or None, network=network)
    if request.method == "POST" and (form.is_trapped or carry_out(form, actions.apply, at=timezone.now())):
        return redirect(f"{reverse('networks:apply')}?recue")
    return render(request, "networks/apply_form.html", {"form": form, "network": Network(network)})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request, token):
    """Her own page: the link shows, the buttons decide."""
    now = timezone.now()
    found = actions.application_of(token, at=now)
    form = forms.AnswerForm.shown(found, request.POST if "answer" in request.POST else None)
    if "withdraw" in request.POST:
        actions.withdraw(found, at=now)
        messages.success(request, "Votre demande est retirée.")
        return redirect("networks:application", token)
    if request.method == "POST" and carry_out(form, actions.answer, found, at=now):
        messages.success(request, "Votre réponse est enregistrée. Merci.")
        return redirect("networks:application", token)
    if form.is_bound:
        form.compared_with(found)
    return render(request, "networks/application.html", {"application": found, "form": form})


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def applications(request):
    found = ApplicationFilter(request.GET, access.applications(), request=request)
    return render(
        request,
        "networks/applications.html",
        {"filter": found, "page": page_of(found.qs, request.GET, size=30), "today": timezone.localdate()},
    )


@needs("networks")
@require_GET
def application_file(request, pk):
    """A named candidature: reading it is written down first."""
    found = get_object_or_404(access.applications().select_related("decided_by", "invitation"), pk=pk)
    record_read(found, by=request.user, at=timezone.now())
    return _file(request, found)


@needs("networks")
@require_POST
def ask_applicant(request, pk):
    return _decide(
        request, pk, forms.AskForm, actions.ask, "La question attend sur sa page ; un message l’en prévient."
    )


@needs("networks")
@require_POST
def decline_application(request, pk):
    return _decide(
        request,
        pk,
        forms.DeclineForm,
        actions.decline,
        "La réponse attend sur sa page ; un message l’en prévient.",
    )


@needs("networks")
@require_POST
def validate_application(request, pk):
    return _decide(request, pk, forms.DecisionForm, actions.validate, "La candidature est validée.")


@needs("networks")
@require_POST
def renew_invitation(request, pk):
    return _decide(
        request, pk, forms.DecisionForm, actions.renew_invitation, "Une nouvelle invitation est partie."
    )


def _decide(request, pk, form_class, verb, said):
    """One button of the file; refused, the file is shown again with what was typed."""
    found = get_object_or_404(access.applications(), pk=pk)
    form = form_class.shown(found, request.POST)
    if carry_out(form, verb, found, by=request.user, at=timezone.now()):
        messages.success(request, said)
        return redirect("networks:application_file", pk)
    found = get_object_or_404(access.applications().select_related("decided_by", "invitation"), pk=pk)
    record_read(found, by=request.user, at=timezone.now())
    form.compared_with(found)
    return _file(request, found, form)


def _file(request, found, refused=None):
    """The candidature with its forms; `refused` is the one that was not carried out."""
    living = (("ask", forms.AskForm), ("decline", forms.DeclineForm), ("decide", forms.DecisionForm))
    shown = {
        name: refused if type(refused) is form_class else form_class.shown(found)
        for name, form_class in living
    }
    context = {
        "application": found,
        "refused": refused,
        "account": access.account_of(found) if found.is_living else None,
        "sheet": access.sheet_of(found) if found.state == ApplicationState.VALIDATED else None,
        "now": timezone.now(),
        **shown,
    }
    return render(request, "networks/application_file.html", context, status=409 if refused else 200)


@needs("networks")
@require_GET
def people_panel(request):
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "candidatures": access.to_treat(now),
        "documents": to_renew(today),
        "unsigned": missing_signatures(today).count(),
    }
    return render(request, "networks/_people_panel.html", context)
