from django.urls import path

from networks.joining import views

urlpatterns = [
    path("membres/candidatures/", views.applications, name="applications"),
    path("membres/candidatures/apercu/", views.people_panel, name="people_panel"),
    path("membres/chartes/", views.charters, name="charters"),
    path("membres/pieces/", views.documents, name="documents"),
]
