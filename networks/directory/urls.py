from django.urls import path

from networks.directory import views

urlpatterns = [
    path("annuaire/", views.directory, name="directory"),
]
