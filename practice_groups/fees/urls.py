from django.urls import path

from practice_groups.fees import views

urlpatterns = [
    path("participations/", views.fees, name="fees"),
]
