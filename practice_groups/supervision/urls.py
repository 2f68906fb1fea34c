from django.urls import path

from practice_groups.supervision import views

urlpatterns = [
    path("supervision/", views.supervision, name="supervision"),
]
