"""View of the erasure."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals.people import access
from referrals.people.erasure import actions, forms


@needs("triage")
@require_http_methods(["GET", "POST"])
def erase_person(request, pk):
    person = get_object_or_404(access.kept_by(request.user), pk=pk)
    goes_on = actions.goes_on(person)
    form = forms.EraseForm(request.POST or None, goes_on=goes_on)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.erase_person, person, **author):
        messages.success(request, "La personne est effacée. Les chiffres de l’année, sans nom, restent.")
        return redirect("referrals:persons")
    return render(
        request, "referrals/erase_person.html", {"person": person, "form": form, "goes_on": goes_on}
    )
