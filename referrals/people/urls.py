from django.urls import path

from referrals.people import views

urlpatterns = [
    path("personnes/", views.persons, name="persons"),
    path("personnes/demandes/", views.rights, name="rights"),
]
