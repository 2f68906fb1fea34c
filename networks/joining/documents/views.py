"""Views of the documents: the member's own, then the coordination's."""

import base64

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from centre.journal import record_read
from networks.choices import DocumentKind, Network
from networks.joining.documents import access, actions, forms
from networks.joining.documents.filters import DocumentFilter
from networks.joining.models import Document
from networks.listing import page_of

# ── The member ──────────────────────────────────────────────────────────────────────────────────


@needs("profile")
@require_http_methods(["GET", "POST"])
def my_documents(request):
    sheets = access.sheets_of(request.user)
    if not sheets:
        return render(request, "networks/my_documents.html", {"sheets": sheets})
    form = forms.UploadForm(request.POST or None, request.FILES or None, sheets=sheets)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.upload, **author):
        messages.success(request, "La pièce est enregistrée.")
        return redirect("networks:my_documents")
    documents = list(access.documents_of(request.user))
    context = {"sheets": sheets, "form": form, "documents": documents, **access.calendar()}
    return render(request, "networks/my_documents.html", context)


@needs("profile")
@require_GET
def my_document(request, pk):
    return _download(get_object_or_404(Document.objects.of(request.user), pk=pk))


@needs("profile")
@require_http_methods(["GET", "POST"])
def remove_document(request, pk):
    found = get_object_or_404(access.documents_of(request.user), pk=pk)
    if request.method == "POST":
        actions.remove(found, by=request.user, at=timezone.now())
        messages.success(request, "La pièce est supprimée.")
        return redirect("networks:my_documents")
    return render(request, "networks/remove_document.html", {"document": found})


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def documents(request):
    found = DocumentFilter(request.GET, access.documents(), request=request)
    context = {
        "filter": found,
        "page": page_of(found.qs, request.GET, size=30),
        "missing": access.missing(timezone.localdate()).count(),
        **access.calendar(),
    }
    return render(request, "networks/documents.html", context)


@needs("networks")
@require_GET
def missing_documents(request):
    page = page_of(access.missing(timezone.localdate()), request.GET, size=30)
    rows = [
        {**row, "kind": DocumentKind(row["kind"]), "network": Network(row["network"])} for row in page.rows
    ]
    return render(request, "networks/missing_documents.html", {"page": page, "rows": rows})


@needs("networks")
@require_GET
def document(request, pk):
    """Opening somebody's document is written down first."""
    found = get_object_or_404(Document, pk=pk)
    record_read(found, by=request.user, at=timezone.now(), why="pièce téléchargée")
    return _download(found)


def _download(document: Document) -> HttpResponse:
    """Always a file to keep, never a page to show."""
    return HttpResponse(
        base64.b64decode(document.content),
        content_type=document.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, document.filename),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
