from django.urls import path

from referrals.reorientations import views

urlpatterns = [
    path("reorientations/", views.reorientations, name="reorientations"),
]
