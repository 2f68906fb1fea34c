from django.urls import path

from observatory.projects import views

urlpatterns = [
    path("projets/", views.projects, name="projects"),
    path("mes-financements/", views.my_fundings, name="my_fundings"),
]
