"""Views of the files beside a bilan's PDF: the same rights, the same journal."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from centre.access import needs
from centre.journal import record_read
from observatory import access, rendering
from observatory.models import ReportFile
from observatory.release.files import TYPES


@needs("published_reports")
@require_GET
def download_file(request, pk, mode, form):
    visible = ReportFile.objects.filter(render__in=access.downloadable(request.user))
    kept = get_object_or_404(
        visible.select_related("render__report"), render__report=pk, render__mode=mode, format=form
    )
    file = rendering.open_kept(kept)
    if file is None:
        raise Http404
    record_read(kept.render, by=request.user, at=timezone.now(), why=f"téléchargement ({mode}, {form})")
    return FileResponse(file, as_attachment=True, filename=kept.filename, content_type=TYPES[kept.format])
