from django.urls import path

from referrals.dispositifs import views

urlpatterns = [
    path("dispositifs/", views.dispositifs, name="dispositifs"),
]
