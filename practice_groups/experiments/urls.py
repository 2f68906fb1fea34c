from django.urls import path

from practice_groups.experiments import views

_ONE = "experimentations/<int:pk>/"

urlpatterns = [
    path("experimentations/", views.experiments, name="experiments"),
    path("experimentations/nouvelle/", views.create_experiment, name="create_experiment"),
    path(_ONE, views.experiment, name="experiment"),
    path(f"{_ONE}modifier/", views.edit_experiment, name="edit_experiment"),
    path(f"{_ONE}evaluer/", views.evaluate_experiment, name="evaluate_experiment"),
    path(f"{_ONE}transferer/", views.transfer_experiment, name="transfer_experiment"),
    path(f"{_ONE}arreter/", views.stop_experiment, name="stop_experiment"),
]
