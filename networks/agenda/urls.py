from django.urls import path

from networks.agenda import views

urlpatterns = [
    path("vie/sondages/", views.polls, name="polls"),
    path("vie/salles/", views.rooms, name="rooms"),
    path("sondages/apercu/", views.polls_panel, name="polls_panel"),
]
