from django.urls import path

from referrals.outreach import views

urlpatterns = [
    path("permanences/", views.visits, name="visits"),
    path("accueil/permanences/", views.hosted_visits, name="hosted_visits"),
    path("mes-permanences/", views.my_visits, name="my_visits"),
]
