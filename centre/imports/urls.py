from django.urls import path

from centre.imports import views

urlpatterns = [
    path("importer/", views.imports, name="imports"),
    path("importer/format/", views.import_format, name="import_format"),
    path("importer/modele.xlsx", views.import_template, name="import_template"),
    path("importer/ensemble/<uuid:pk>/", views.import_batch, name="import_batch"),
    path(
        "importer/ensemble/<uuid:pk>/avancement/", views.import_batch_progress, name="import_batch_progress"
    ),
    path("importer/ensemble/<uuid:pk>/abandonner/", views.abandon_batch, name="abandon_batch"),
    path("importer/<uuid:pk>/", views.import_run, name="import_run"),
    path("importer/<uuid:pk>/avancement/", views.import_progress, name="import_progress"),
    path("importer/<uuid:pk>/erreurs.csv", views.import_problems, name="import_problems"),
    path("importer/<uuid:pk>/confirmer/", views.confirm_import, name="confirm_import"),
    path("importer/<uuid:pk>/abandonner/", views.abandon_import, name="abandon_import"),
]
