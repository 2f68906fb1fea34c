"""View of the duplicates: both identities side by side, one button."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals.people import access, pages
from referrals.people.duplicates import look_alikes
from referrals.people.merging import actions, forms
from referrals.people.models import Identity, Person


@needs("triage")
@require_http_methods(["GET", "POST"])
def merge(request, pk):
    person = get_object_or_404(access.kept_by(request.user), pk=pk)
    alike = look_alikes(person, Identity.objects.filter(person=person).first())
    offered = Person.objects.filter(pk__in=[one.pk for one in alike])
    form = forms.MergeForm(request.POST or None, queryset=offered)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.merge, person, **author):
        messages.success(request, f"Les deux dossiers sont réunis sous le code {person.code}.")
        return redirect(pages.back_to(person, request.user))
    both = pages.side_by_side([person, *alike], **author)
    return render(request, "referrals/merge.html", {"person": person, "form": form, "both": both})
