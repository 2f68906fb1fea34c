from django.urls import path

from networks.news import views

urlpatterns = [
    path("vie/annonces/", views.announcements, name="announcements"),
    path("vie/contacts/", views.contacts, name="contacts"),
]
