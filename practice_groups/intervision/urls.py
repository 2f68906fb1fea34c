from django.urls import path

from practice_groups.intervision import views

urlpatterns = [
    path("mes-tours/", views.my_turns, name="my_turns"),
]
