from django.urls import path

from networks.profiles import views

urlpatterns = [
    path("membres/", views.therapists, name="therapists"),
    path("membres/interpretes/", views.interpreters, name="interpreters"),
    path("membres/reglages/", views.network_settings, name="network_settings"),
    path("mon-profil/", views.my_profile, name="my_profile"),
]
