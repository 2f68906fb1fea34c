from django.urls import path

from observatory.public import views

urlpatterns = [
    path("tableau-de-bord/", views.dashboard, name="dashboard"),
]
