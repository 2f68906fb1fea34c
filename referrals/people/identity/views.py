"""View of the rectification."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals import access as files
from referrals.people import access, pages
from referrals.people.identity import actions, forms


@needs("refer")
@require_http_methods(["GET", "POST"])
def rectify(request, pk):
    person = get_object_or_404(access.rectified_by(request.user), pk=pk)
    author = {"by": request.user, "at": timezone.now()}
    identity = files.identity(person, **author)
    form = forms.RectifyForm.shown(request.POST or None, person, identity)
    back = pages.back_to(person, request.user)
    changed = carry_out(form, actions.rectify, person, **author) if request.method == "POST" else None
    if changed is not None:
        done = f"Corrigé\u00a0: {', '.join(changed)}." if changed else "Rien n’avait changé."
        messages.success(request, done)
        return redirect(back)
    return render(request, "referrals/rectify.html", {"person": person, "form": form, "back": back})
