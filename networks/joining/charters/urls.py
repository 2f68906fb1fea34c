from django.urls import path

from networks.joining.charters import views

urlpatterns = [
    path("mon-profil/chartes/", views.charter_text, name="charter_text"),
    path("mon-profil/chartes/rappel/", views.charter_panel, name="charter_panel"),
    path("membres/chartes/", views.charters, name="charters"),
    path("membres/chartes/<str:network>/", views.charter, name="charter"),
    path("membres/chartes/<str:network>/ecrire/", views.write_charter, name="write_charter"),
]
