"""Views of evaluations: those who open one and read its figures, those who answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.languages import follow_group, in_three_languages
from practice_groups.attendance import access as attendance
from practice_groups.attendance.evaluations import access, actions, forms


@needs("groups")
@require_http_methods(["GET", "POST"])
def evaluation(request, pk):
    """Open it; then how many answered; then, once closed, what they said together."""
    cycle = get_object_or_404(attendance.cycles(request.user), pk=pk)
    form, now = forms.OpenEvaluationForm(request.POST or None), timezone.now()
    if request.method == "POST" and carry_out(form, actions.open_evaluation, cycle, by=request.user, at=now):
        messages.success(request, "Évaluation ouverte : un message part à chaque participant.")
        return redirect("practice_groups:evaluation", pk=pk)
    context = {"cycle": cycle, "form": form} | _read(request, access.evaluation_of(cycle), now)
    return render(request, "practice_groups/evaluation.html", context)


def _read(request, found, at) -> dict:
    if found is None:
        return {"evaluation": None}
    remarks = "coordination" in request.user.codes
    return {
        "evaluation": found,
        "is_open": at < found.closes_at,
        "answers": len(found.answered),
        "fewest": access.FEWEST,
        "may_read_remarks": remarks,
        "results": access.results(found, remarks=remarks, at=at),
    }


@in_three_languages
@needs("register")
@require_http_methods(["GET", "POST"])
def evaluate(request, pk):
    found, now = get_object_or_404(access.asked(request.user), cycle=pk), timezone.now()
    follow_group(request, found.cycle.group.language)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.answer, found, by=request.user, at=now):
        messages.success(request, _("Votre réponse est enregistrée, sans votre nom. Merci."))
        return redirect("practice_groups:evaluate", pk=pk)
    context = {
        "evaluation": found,
        "cycle": found.cycle,
        "form": form,
        "is_open": now < found.closes_at,
        "answered": access.has_answered(found, request.user),
    }
    return render(request, "practice_groups/evaluate.html", context)
