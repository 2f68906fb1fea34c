from django.urls import path

from networks.missions import views

urlpatterns = [
    path("missions/", views.missions, name="missions"),
    path("missions/apercu/", views.missions_panel, name="missions_panel"),
    path("interpretariat/", views.dispatch, name="dispatch"),
    path("interpretariat/apercu/", views.dispatch_panel, name="dispatch_panel"),
    path("demandes/", views.requests, name="requests"),
]
