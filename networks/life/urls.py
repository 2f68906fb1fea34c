from django.urls import path

from networks.life import views

urlpatterns = [
    path("vie/", views.activities, name="activities"),
    path("vie/apercu/", views.activities_panel, name="activities_panel"),
    path("vie/sollicitations/", views.solicitations, name="solicitations"),
]
