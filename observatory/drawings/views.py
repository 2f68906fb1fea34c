"""The view of drawings: a page of the coordination asks for each missing one."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from centre.access import needs
from observatory.drawings import actions
from observatory.drawings.models import Drawing


@needs("reports")
@require_POST
def ask_drawing(request):
    """A page sends back the token that the portal signed for it."""
    asked = actions.unsigned(request.POST.get("token", ""))
    if asked is None:
        raise Http404
    drawing = actions.ask(**asked, by=request.user, at=timezone.now())
    return _answer(request, drawing)


@needs("reports")
@require_GET
def drawing(request, fingerprint):
    return _answer(request, get_object_or_404(Drawing, pk=fingerprint))


def _answer(request, found: Drawing):
    context = {"drawing": found, "late": actions.is_late(found, timezone.now())}
    return render(request, "observatory/_drawing.html", context)
