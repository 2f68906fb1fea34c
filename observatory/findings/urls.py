from django.urls import path

from observatory.findings import views

urlpatterns = [
    path("constats/", views.findings, name="findings"),
    path("constats/exporter/", views.export_findings, name="export_findings"),
    path("constats/relever/", views.record_finding, name="record_finding"),
    path("constats/<uuid:pk>/", views.finding, name="finding"),
    path("constats/<uuid:pk>/modifier/", views.edit_finding, name="edit_finding"),
    path("constats/<uuid:pk>/origine/", views.finding_origin, name="finding_origin"),
    path("constats/<uuid:pk>/suites/", views.add_step, name="add_step"),
    path("constats/<uuid:pk>/publier/", views.publish_finding, name="publish_finding"),
    path("constats/<uuid:pk>/retirer/", views.unpublish_finding, name="unpublish_finding"),
    path("constats/<uuid:pk>/supprimer/", views.remove_finding, name="remove_finding"),
    path("constats/suites/<uuid:pk>/", views.move_step, name="move_step"),
    path("constats/suites/<uuid:pk>/supprimer/", views.remove_step, name="remove_step"),
]
