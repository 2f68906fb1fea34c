from django.urls import path

from practice_groups.registrations import views

urlpatterns = [
    path("public/", views.public_catalogue, name="public_catalogue"),
]
