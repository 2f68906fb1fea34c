"""Views of the contact file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.spreadsheet import attached
from networks.listing import page_of
from networks.news.contacts import access, actions, forms
from networks.news.contacts.export import sheet
from networks.news.contacts.filters import ContactFilter


@needs("networks")
@require_GET
def contacts(request):
    found = ContactFilter(request.GET, queryset=access.contacts())
    context = {"filter": found, "page": page_of(found.qs, request.GET), "query": request.GET.urlencode()}
    return render(request, "networks/contacts.html", context)


@needs("networks")
@require_POST
def export_contacts(request):
    """Written in the journal, hence a button; the filters of the list hold, and who did not agree is not there."""
    now = timezone.now()
    found = ContactFilter(request.GET, queryset=access.contacts())
    content = sheet(actions.export_contacts(found.qs, by=request.user, at=now))
    return attached(content, f"contacts-{timezone.localdate(now)}.csv")


@needs("networks")
@require_GET
def contact(request, pk):
    found = get_object_or_404(access.contacts(), pk=pk)
    context = {"contact": found, "page": page_of(access.attendances_of(found), request.GET)}
    return render(request, "networks/contact.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_contact(request):
    form = forms.ContactForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.add_contact, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "La fiche est enregistrée.")
            return redirect("networks:contact", pk=made.pk)
    return render(request, "networks/add_contact.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_contact(request, pk):
    found = get_object_or_404(access.contacts(), pk=pk)
    known = {name: getattr(found, name) for name in forms.ContactForm.base_fields}
    form = forms.ContactForm(request.POST or None, initial=known)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.change_contact, found, **author):
        messages.success(request, "La fiche est enregistrée.")
        return redirect("networks:contact", pk=pk)
    return render(request, "networks/edit_contact.html", {"form": form, "contact": found})


@needs("networks")
@require_http_methods(["GET", "POST"])
def merge_contact(request, pk):
    found = get_object_or_404(access.contacts(), pk=pk)
    form = forms.MergeForm(request.POST or None, contact=found)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.merge_contacts, found, **author):
        messages.success(request, "Les deux fiches n’en font plus qu’une.")
        return redirect("networks:contact", pk=pk)
    search = forms.SearchForm(request.GET or None)
    text = search.cleaned_data["text"] if search.is_valid() else ""
    others = access.others(found, text or found.name.split()[-1])[:20]
    context = {"contact": found, "search": search, "others": others, "form": form}
    return render(request, "networks/merge_contact.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def erase_contact(request, pk):
    found = get_object_or_404(access.contacts(), pk=pk)
    if request.method == "POST":
        actions.erase_contact(found, by=request.user, at=timezone.now())
        messages.success(request, "La fiche est effacée.")
        return redirect("networks:contacts")
    return render(request, "networks/erase_contact.html", {"contact": found})


@needs("networks")
@require_POST
def ask_agreement(request, pk):
    found = get_object_or_404(access.contacts(), pk=pk)
    actions.ask_agreement(found, by=request.user, at=timezone.now())
    messages.success(
        request, "La question lui est envoyée\u00a0: son accord sera daté du jour où elle le donne."
    )
    return redirect("networks:contact", pk=pk)
