from django.urls import path

from practice_groups.attendance.minutes import views

urlpatterns = [
    path("rencontres/<int:pk>/compte-rendu/", views.minutes, name="minutes"),
    path("rencontres/<int:pk>/compte-rendu/rediger/", views.write_minutes, name="write_minutes"),
]
