"""Views of the projects, the axes and the staff time: one page, one form per record."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.life.models import Axis, Project, StaffTime
from networks.life.projects import actions, forms


@needs("networks")
@require_GET
def life_settings(request):
    context = {
        "projects": Project.objects.all(),
        "axes": Axis.objects.all(),
        "staff_times": StaffTime.objects.all(),
    }
    return render(request, "networks/life_settings.html", context)


def _by_form(request, record, form_class, action, title):
    """A form about one record, or a new one (None); back to the page of all."""
    initial = {name: getattr(record, name) for name in form_class.base_fields} if record else None
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(form, action, record, by=request.user):
        messages.success(request, "Enregistré.")
        return redirect("networks:life_settings")
    return render(request, "networks/life_setting.html", {"form": form, "title": title})


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_project(request):
    return _by_form(request, None, forms.ProjectForm, actions.save_project, "Ajouter un projet")


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_project(request, pk):
    found = get_object_or_404(Project, pk=pk)
    return _by_form(request, found, forms.ProjectForm, actions.save_project, found.name)


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_axis(request):
    return _by_form(request, None, forms.AxisForm, actions.save_axis, "Ajouter un axe")


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_axis(request, pk):
    found = get_object_or_404(Axis, pk=pk)
    return _by_form(request, found, forms.AxisForm, actions.save_axis, found.name)


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_staff_time(request):
    title = "Ajouter un temps de coordination"
    return _by_form(request, None, forms.StaffTimeForm, actions.save_staff_time, title)


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_staff_time(request, pk):
    found = get_object_or_404(StaffTime, pk=pk)
    return _by_form(request, found, forms.StaffTimeForm, actions.save_staff_time, found.network)
