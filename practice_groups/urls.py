from django.urls import path

from practice_groups import views

app_name = "practice_groups"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("panneau/", views.panel, name="panel"),
    path("<int:pk>/", views.cycle, name="cycle"),
    path("<int:pk>/inscription/", views.register, name="register"),
    path("<int:pk>/desistement/", views.withdraw, name="withdraw"),
    path("<int:pk>/place-proposee/", views.answer_offer, name="answer_offer"),
    path("<int:pk>/participants/", views.roster, name="roster"),
    path("<int:pk>/participants/places/", views.change_seats, name="change_seats"),
]
