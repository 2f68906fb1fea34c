"""Views of the bilan as a document: its plan, its sections, their blocks."""

from functools import partial

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import author, carry_out
from observatory.bilan import access, actions, forms, reading
from observatory.bilan.sources import names_of, sources_of
from observatory.drawings.catalogue import MAPPED
from observatory.models import AnnualReport
from observatory.states import BlockKind

# Trix writes its own few rules in a style sheet: the page that holds it gives it a nonce, and no other page does.
with_editor = csp_update({"style-src": [NONCE]})


def _sent(request, form, verb, *args) -> bool | object:
    return request.method == "POST" and carry_out(form, verb, *args, **author(request))


# ── Sections ────────────────────────────────────────────────────────────────────────────────────


@needs("reports")
@require_GET
def section(request, pk):
    """The editing page of a section, with its comments."""
    found = get_object_or_404(access.written_sections(request.user), pk=pk)
    blocks = reading.previewed(found, names_of(sources_of(found.report)))
    comments = access.comments(request.user).filter(section=found)
    context = {"section": found, "report": found.report, "blocks": blocks, "comments": comments}
    context |= {"kinds": BlockKind.choices, "form": forms.CommentForm()}
    return render(request, "observatory/section.html", context)


@needs("reports")
@require_http_methods(["GET", "POST"])
def add_section(request, pk):
    report = get_object_or_404(AnnualReport, pk=pk)
    form = forms.SectionForm(request.POST or None)
    if added := _sent(request, form, actions.add_section, report):
        messages.success(request, "Section ajoutée à la fin du bilan.")
        return redirect("observatory:section", pk=added.pk)
    return render(request, "observatory/add_section.html", {"report": report, "form": form})


@needs("reports")
@require_http_methods(["GET", "POST"])
def edit_section(request, pk):
    found = get_object_or_404(access.written_sections(request.user), pk=pk)
    now = {"title": found.title, "rubric": found.rubric, "level": found.level, "version": found.version}
    form = forms.EditSectionForm(request.POST or None, initial=now)
    if _sent(request, form, actions.edit_section, found):
        return redirect("observatory:section", pk=pk)
    context = {"section": found, "report": found.report, "form": form, "stale": _stale(form, found)}
    return render(request, "observatory/edit_section.html", context)


def _stale(form, row):
    """The current row if somebody changed it since this form was opened; sending the form again then overwrites it
    knowingly."""
    if not form.is_bound or "version" not in getattr(form, "cleaned_data", {}):
        return None
    row.refresh_from_db()
    if form.cleaned_data["version"] == row.version:
        return None
    form.data = form.data.copy()
    form.data["version"] = row.version
    return row


@needs("reports")
@require_POST
def move_section(request, pk):
    found = get_object_or_404(access.written_sections(request.user), pk=pk)
    actions.move_section(found, up=request.POST.get("vers") == "haut", **author(request))
    return redirect(f"{_report_url(found)}#plan-{pk}")


def _report_url(found) -> str:
    return reverse("observatory:report", args=[found.report_id])


@needs("reports")
@require_http_methods(["GET", "POST"])
def remove_section(request, pk):
    found = get_object_or_404(access.written_sections(request.user), pk=pk)
    if request.method == "POST":
        actions.remove_section(found, **author(request))
        messages.success(request, f"La section « {found.title} » est retirée.")
        return redirect("observatory:report", pk=found.report_id)
    blocks = reading.previewed(found, names_of(sources_of(found.report)))
    context = {"section": found, "report": found.report, "blocks": blocks}
    return render(request, "observatory/remove_section.html", context)


# ── Blocks ──────────────────────────────────────────────────────────────────────────────────────


def _block_form(request, report: AnnualReport, kind: str, initial: dict | None = None):
    data = request.POST if request.method == "POST" else None
    if kind == BlockKind.TEXT:
        form = forms.TextBlockForm(data, initial=initial)
    else:
        form = forms.SourceBlockForm(data, kind=kind, sources=sources_of(report), initial=initial)
    if initial is not None:
        form.fields["version"] = forms.RemoveBlockForm.base_fields["version"]
    return form


@needs("reports")
@with_editor
@require_http_methods(["GET", "POST"])
def add_block(request, pk, kind):
    if kind not in BlockKind.values:
        raise Http404
    found = get_object_or_404(access.written_sections(request.user), pk=pk)
    form = _block_form(request, found.report, kind)
    if "source" in form.fields:  # the only map, the activities of this section
        form.fields["source"].initial = MAPPED if kind == BlockKind.MAP else found.rubric
    if added := _sent(request, form, partial(actions.add_block, kind=kind), found):
        return redirect(f"{_section_url(found.pk)}#bloc-{added.pk}")
    context = {"section": found, "report": found.report, "form": form, "kind": BlockKind(kind)}
    return render(request, "observatory/add_block.html", context)


def _section_url(pk) -> str:
    return reverse("observatory:section", args=[pk])


@needs("reports")
@with_editor
@require_http_methods(["GET", "POST"])
def edit_block(request, pk):
    found = get_object_or_404(access.written_blocks(request.user), pk=pk)
    report = found.section.report
    form = _block_form(request, report, found.kind, _says(found))
    if _sent(request, form, actions.edit_block, found):
        return redirect(f"{_section_url(found.section_id)}#bloc-{pk}")
    stale = _stale(form, found)
    context = {"block": found, "section": found.section, "report": report, "form": form, "stale": stale}
    return render(request, "observatory/edit_block.html", context | {"kind": BlockKind(found.kind)})


def _says(block) -> dict:
    figures = block.options.get("figures", [])
    names = ("html", "source", "title", "note", "version")
    return {name: getattr(block, name) for name in names} | {"figures": figures}


@needs("reports")
@require_POST
def move_block(request, pk):
    found = get_object_or_404(access.written_blocks(request.user), pk=pk)
    actions.move_block(found, up=request.POST.get("vers") == "haut", **author(request))
    return redirect(f"{_section_url(found.section_id)}#bloc-{pk}")


@needs("reports")
@require_http_methods(["GET", "POST"])
def remove_block(request, pk):
    found = get_object_or_404(access.written_blocks(request.user), pk=pk)
    form = forms.RemoveBlockForm(request.POST or None, initial={"version": found.version})
    if _sent(request, form, _remove, found):
        messages.success(request, "Le bloc est retiré.")
        return redirect("observatory:section", pk=found.section_id)
    name = reading.name_of(found, names_of(sources_of(found.section.report)))
    context = {"block": found, "name": name, "section": found.section, "report": found.section.report}
    return render(request, "observatory/remove_block.html", context | {"form": form})


def _remove(block, **author) -> bool:
    actions.remove_block(block, **author)
    return True
