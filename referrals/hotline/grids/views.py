"""Views of the grid."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals.hotline.access import desk_of
from referrals.hotline.doors import on_the_line
from referrals.hotline.grids import actions
from referrals.hotline.grids.forms import ReplaceGridForm, as_initial
from referrals.models import Grid


@needs("listen")
@require_GET
@on_the_line
def grid(request, desk):
    replaced = Grid.objects.exclude(retired_on=None).order_by("-retired_on")[:20]
    return render(
        request, "referrals/grid.html", {"desk": desk, "grid": desk.line.grid, "replaced": replaced}
    )


@needs("triage")
@require_http_methods(["GET", "POST"])
def replace_grid(request):
    line = desk_of(request.user).line
    if line is None:
        return redirect("referrals:set_up_hotline")
    form = ReplaceGridForm(request.POST or None, initial=as_initial(line.grid))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.replace_grid, line, **author):
        messages.success(request, "La nouvelle grille sert dès le prochain appel.")
        return redirect("referrals:grid")
    return render(request, "referrals/replace_grid.html", {"form": form, "line": line})
