from django.urls import path

from practice_groups.trainings import views

urlpatterns = [
    path("formations/", views.trainings, name="trainings"),
]
