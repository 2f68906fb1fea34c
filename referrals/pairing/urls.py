from django.urls import path

from referrals.pairing import views

urlpatterns = [
    path("plan/", views.plans, name="plans"),
    path("plan/reglages/", views.pairing_settings, name="pairing_settings"),
]
