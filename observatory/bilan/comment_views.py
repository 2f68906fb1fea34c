"""Views of the comments on a bilan: the team's remarks, corrections asked by funders, answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import author, carry_out
from observatory.bilan import access, forms, remarks


@needs("reports")
@require_http_methods(["GET", "POST"])
def comment_section(request, pk):
    found = get_object_or_404(access.written_sections(request.user), pk=pk)
    form = forms.CommentForm(request.POST or None)
    if request.method == "POST" and carry_out(form, remarks.comment_section, found, **author(request)):
        messages.success(request, "Remarque notée.")
        return redirect("observatory:section", pk=pk)
    context = {"section": found, "report": found.report, "form": form}
    return render(request, "observatory/comment_section.html", context)


@needs("funded")
@require_http_methods(["GET", "POST"])
def ask_correction(request, pk):
    found = get_object_or_404(access.published_sections(request.user), pk=pk)
    form = forms.CorrectionForm(request.POST or None)
    if request.method == "POST" and carry_out(form, remarks.ask_correction, found, **author(request)):
        messages.success(
            request, "Votre demande est transmise à la coordination. Sa réponse s’affichera ici."
        )
        return redirect("observatory:read_report", pk=found.report_id)
    context = {"section": found, "report": found.report, "form": form}
    return render(request, "observatory/ask_correction.html", context)


@needs("reports")
@require_http_methods(["GET", "POST"])
def settle_comment(request, pk):
    comment = get_object_or_404(access.comments(request.user), pk=pk)
    form = forms.SettleForm(request.POST or None)
    if request.method == "POST" and carry_out(form, remarks.settle_comment, comment, **author(request)):
        messages.success(request, "Remarque réglée.")
        return redirect("observatory:section", pk=comment.section_id)
    section = comment.section
    context = {"comment": comment, "section": section, "report": section.report, "form": form}
    return render(request, "observatory/settle_comment.html", context)
