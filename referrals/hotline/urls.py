from django.urls import path

from referrals.hotline import views

urlpatterns = [
    path("ecoute/", views.hotline, name="hotline"),
    path("ecoute/planning/", views.shifts, name="shifts"),
    path("ecoute/appels/", views.calls, name="calls"),
    path("ecoute/rappels/", views.call_backs, name="call_backs"),
    path("ecoute/apercu/", views.hotline_panel, name="hotline_panel"),
]
