"""Views of a whole session, for the coordination: its preparation, its documents, its restitution, its summary."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from practice_groups.placements.stays import access, forms, pages, rendering
from practice_groups.placements.stays.actions import documents, immersions

# ── The preparation ─────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_http_methods(["GET", "POST"])
def placement_preparation(request, pk):
    session = _found(pk)
    if request.htmx:
        return render(request, "practice_groups/_placement_handouts.html", _handouts(session))
    form = pages.preparation_form(session, timezone.localdate(), request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        count = carry_out(form, immersions.note_preparation, session, **author)
        if count is not None:
            messages.success(request, "La préparation est notée.")
            return redirect("practice_groups:placement_preparation", pk=pk)
    return _preparation(request, session, form)


@needs("networks")
@require_POST
def add_placement_document(request, pk):
    session = _found(pk)
    form = forms.DocumentForm(request.POST, request.FILES)
    if carry_out(form, documents.add_document, session, by=request.user, at=timezone.now()):
        messages.success(request, "Le document est ajouté.")
        return redirect("practice_groups:placement_preparation", pk=pk)
    return _preparation(request, session, upload=form)


@needs("networks")
@require_POST
def add_placement_forms(request, pk):
    documents.add_forms(_found(pk), by=request.user, at=timezone.now())
    messages.success(request, "Les deux formulaires se préparent.")
    return redirect("practice_groups:placement_preparation", pk=pk)


@needs("networks")
@require_POST
def remove_placement_document(request, pk):
    found = get_object_or_404(access.documents(), pk=pk)
    documents.remove_document(found, by=request.user, at=timezone.now())
    messages.success(request, "Le document est retiré.")
    return redirect("practice_groups:placement_preparation", pk=found.session_id)


@needs("register")
@require_GET
def placement_document(request, pk):
    """For the coordination and whoever takes part in its session; the summary for the coordination alone."""
    found = get_object_or_404(access.documents(), pk=pk, ready=True)
    content, name = io.BytesIO(bytes(found.content)), f"{found.title}.pdf"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")


def _found(pk):
    return get_object_or_404(access.sessions(), pk=pk)


def _preparation(request, session, form=None, upload=None):
    context = {
        "form": form or pages.preparation_form(session, timezone.localdate()),
        "upload": upload or forms.DocumentForm(),
        **_handouts(session),
    }
    return render(request, "practice_groups/placement_preparation.html", context)


def _handouts(session):
    """What is handed out; `waiting`: a form is being printed, `late` when it has been for long."""
    found = list(access.handouts(session))
    waiting = [one for one in found if not one.ready]
    return {
        "session": session,
        "documents": found,
        "printed": sum(bool(one.kind) for one in found),
        "waiting": bool(waiting),
        "late": any(rendering.is_late(one.added_at, timezone.now()) for one in waiting),
    }


# ── The end ─────────────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_http_methods(["GET", "POST"])
def placement_restitution(request, pk):
    session = _found(pk)
    if request.method == "POST":
        left = immersions.restitute(session, by=request.user, at=timezone.now())
        messages.success(request, pages.restituted_words(len(left)))
        return redirect("practice_groups:placement_restitution", pk=pk)
    context = {"session": session, **pages.restitution_of(session, timezone.localdate())}
    return render(request, "practice_groups/placement_restitution.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def placement_summary(request, pk):
    """The summary last made; the button asks for one of today. Asked by htmx: the part that waits."""
    session = _found(pk)
    if request.method == "POST":
        documents.ask_summary(session, by=request.user, at=timezone.now())
        return redirect("practice_groups:placement_summary", pk=pk)
    document = access.summary_of(session)
    late = document and not document.ready and rendering.is_late(document.added_at, timezone.now())
    context = {"session": session, "document": document, "late": late}
    name = "_placement_summary" if request.htmx else "placement_summary"
    return render(request, f"practice_groups/{name}.html", context)


@needs("networks")
@require_GET
def placement_summary_file(request, pk):
    document = access.summary_of(_found(pk))
    if document is None or not document.ready:
        raise Http404
    content, name = io.BytesIO(bytes(document.content)), f"stages-croises-{document.added_at:%Y-%m-%d}.pdf"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
