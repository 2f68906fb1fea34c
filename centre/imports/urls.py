from django.urls import path

from centre.imports import views

urlpatterns = [
    path("importer/", views.imports, name="imports"),
]
