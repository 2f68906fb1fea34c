from django.urls import path

from referrals.sessions import views

urlpatterns = [
    path("suivis/<uuid:pk>/seance/", views.log_session, name="log_session"),
    path("seances/", views.sessions, name="sessions"),
]
