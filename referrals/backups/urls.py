from django.urls import path

from referrals.backups import views

urlpatterns = [
    path("renforts/", views.backups, name="backups"),
    path("mes-renforts/", views.my_backups, name="my_backups"),
]
