from django.urls import path

from practice_groups.working import views

urlpatterns = [
    path("groupes-de-travail/", views.working_groups, name="working_groups"),
]
