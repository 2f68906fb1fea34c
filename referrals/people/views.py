"""View of the coordination's page about people: the search, and what is to be seen to."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.journal import record_reads
from networks.listing import page_of
from referrals.people import access
from referrals.people.forms import SearchForm

LISTS = {
    "accords": ("Accords à redemander", access.expiring),
    "sans-accord": ("Sans accord de l’équipe", access.without_consent),
    "derogations": ("Dérogations à relire", lambda today: access.overrides_to_review()),
    "sans-contact": ("Sans contact depuis deux ans", access.without_contact),
}


@needs("triage")
@require_http_methods(["GET", "POST"])
def persons(request):
    """What is searched for is posted: no name in an address, nor in the server's log."""
    form, found, now = SearchForm(request.POST or None), None, timezone.now()
    if request.method == "POST" and form.is_valid():
        found = list(access.found_by(form.cleaned_data["words"]).prefetch_related("referrals")[:20])
        record_reads(found, by=request.user, at=now, why="recherche d’une personne")
    chosen = request.GET.get("liste") if request.GET.get("liste") in LISTS else "accords"
    page = page_of(LISTS[chosen][1](timezone.localdate(now)), request.GET)
    names = [(key, name) for key, (name, _) in LISTS.items()]
    context = {"form": form, "found": found, "page": page, "chosen": chosen, "lists": names, "now": now}
    return render(request, "referrals/persons.html", context)
