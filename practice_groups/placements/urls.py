from django.urls import path

from practice_groups.placements import views

urlpatterns = [
    path("stages/", views.placement_sessions, name="placement_sessions"),
    path("accueil/stages/", views.hosted_placements, name="hosted_placements"),
    path("mes-stages/", views.my_placements, name="my_placements"),
]
