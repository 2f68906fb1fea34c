"""Views of the register of rights, and of the copy of her data."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from referrals.people import access
from referrals.people.models import Person
from referrals.people.rights import actions, forms


@needs("triage")
@require_GET
def rights(request):
    page = page_of(access.rights(), request.GET)
    return render(request, "referrals/rights.html", {"page": page, "today": timezone.localdate()})


@needs("triage")
@require_http_methods(["GET", "POST"])
def record_right(request):
    form = forms.RecordRightForm(request.POST or None, initial={"person_code": request.GET.get("code", "")})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        made = carry_out(form, actions.record_right, **author)
        if made:
            messages.success(request, f"Demande inscrite\u00a0: réponse due le {made.due_on:%d/%m/%Y}.")
            return redirect("referrals:rights_request", pk=made.pk)
    return render(request, "referrals/record_right.html", {"form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def rights_request(request, pk):
    """What was asked, the page that does it, and the answer."""
    found = get_object_or_404(access.rights(), pk=pk)
    form = forms.AnswerRightForm(request.POST or None, initial={"version": found.version})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.answer_right, found, **author):
        messages.success(request, "La réponse est inscrite au registre.")
        return redirect("referrals:rights")
    person = Person.objects.filter(code=found.person_code, erased_on=None).first()
    return render(
        request, "referrals/rights_request.html", {"request_": found, "form": form, "person": person}
    )


@needs("triage")
@require_POST
def export_person(request, pk):
    """The archive, made now and kept nowhere."""
    person = get_object_or_404(access.kept_by(request.user), pk=pk)
    content = actions.export_person(person, by=request.user, at=timezone.now())
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="donnees-{person.code}.zip"'
    return answer
