from django.urls import path

from practice_groups.attendance.evaluations import views

urlpatterns = [
    path("<int:pk>/evaluation/", views.evaluation, name="evaluation"),
    path("<int:pk>/evaluer/", views.evaluate, name="evaluate"),
]
