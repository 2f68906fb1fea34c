from django.urls import path

from networks.profiles import views

urlpatterns = [
    path("membres/", views.therapists, name="therapists"),
    path("membres/interpretes/", views.interpreters, name="interpreters"),
    path("membres/therapeutes/<int:pk>/", views.therapist, name="therapist"),
    path("membres/interpretes/<int:pk>/", views.interpreter, name="interpreter"),
    path("membres/reglages/", views.network_settings, name="network_settings"),
    path("membres/<slug:network>/nouvelle-fiche/", views.add_profile, name="add_profile"),
    path("membres/<slug:network>/<int:pk>/modifier/", views.change_profile, name="change_profile"),
    path("membres/<slug:network>/<int:pk>/situation/", views.change_standing, name="change_standing"),
    path("membres/<slug:network>/<int:pk>/disponibilites/", views.availability, name="availability"),
    path("mon-profil/", views.my_profile, name="my_profile"),
    path("mon-profil/modifier/", views.change_my_profile, name="change_my_profile"),
    path("mon-profil/disponibilites/", views.my_availability, name="my_availability"),
]
