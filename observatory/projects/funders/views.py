"""Views of the funders and of the accounts that read for them."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from observatory.projects.funders import actions, forms
from observatory.projects.models import Funder, FunderMember, Funding


@needs("projects")
@require_GET
def funders(request):
    members = FunderMember.objects.select_related("user").order_by("user__display_name")
    fundings = Funding.objects.select_related("project")
    found = Funder.objects.prefetch_related(Prefetch("members", members), Prefetch("fundings", fundings))
    return render(request, "observatory/funders.html", {"funders": found, "today": timezone.localdate()})


@needs("projects")
@require_http_methods(["GET", "POST"])
def add_funder(request):
    return _by_form(request, forms.FunderForm, actions.save_funder, None, title="Ajouter un financeur")


@needs("projects")
@require_http_methods(["GET", "POST"])
def edit_funder(request, pk):
    found = get_object_or_404(Funder, pk=pk)
    return _by_form(
        request, forms.FunderForm, actions.save_funder, found, title=found.name, initial={"name": found.name}
    )


@needs("projects")
@require_http_methods(["GET", "POST"])
def add_member(request, pk):
    found = get_object_or_404(Funder, pk=pk)
    return _by_form(request, forms.MemberForm, actions.add_member, found, title=f"Un compte pour {found}")


@needs("projects")
@require_http_methods(["GET", "POST"])
def end_member(request, pk):
    member = get_object_or_404(FunderMember.objects.select_related("user", "funder"), pk=pk)
    title = f"{member.user.display_name} n’a plus accès aux fiches de {member.funder}"
    return _by_form(request, forms.EndMemberForm, _end, member, title=title)


def _end(member: FunderMember, **typed) -> bool:
    actions.end_member(member, **typed)
    return True


def _by_form(request, form_class, action, record, *, title, initial=None):
    """A form about one record, or a new one (None); back to the page of all."""
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(form, action, record, by=request.user):
        messages.success(request, "Enregistré.")
        return redirect("observatory:funders")
    return render(request, "observatory/funder_form.html", {"form": form, "title": title})
