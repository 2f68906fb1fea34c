from django.urls import path

from networks.life import views
from networks.life.paste import views as paste
from networks.life.projects import views as projects
from networks.life.solicitations import views as solicitations

urlpatterns = [
    path("vie/", views.activities, name="activities"),
    path("vie/apercu/", views.activities_panel, name="activities_panel"),
    path("vie/saisir/", views.record_activity, name="record_activity"),
    path("vie/coller/", paste.paste_activities, name="paste_activities"),
    path("vie/exporter/", paste.export_activities, name="export_activities"),
    path("vie/reglages/", projects.life_settings, name="life_settings"),
    path("vie/reglages/projets/", projects.add_project, name="add_project"),
    path("vie/reglages/projets/<int:pk>/", projects.edit_project, name="edit_project"),
    path("vie/reglages/axes/", projects.add_axis, name="add_axis"),
    path("vie/reglages/axes/<int:pk>/", projects.edit_axis, name="edit_axis"),
    path("vie/reglages/temps/", projects.add_staff_time, name="add_staff_time"),
    path("vie/reglages/temps/<int:pk>/", projects.edit_staff_time, name="edit_staff_time"),
    path("vie/sollicitations/", solicitations.solicitations, name="solicitations"),
    path("vie/sollicitations/saisir/", solicitations.record_solicitation, name="record_solicitation"),
    path("vie/sollicitations/<int:pk>/", solicitations.edit_solicitation, name="edit_solicitation"),
    path("vie/<int:pk>/", views.activity, name="activity"),
    path("vie/<int:pk>/modifier/", views.edit_activity, name="edit_activity"),
    path("vie/<int:pk>/annuler/", views.cancel_activity, name="cancel_activity"),
    path("vie/<int:pk>/reporter/", views.postpone_activity, name="postpone_activity"),
]
