from django.urls import path

from networks.news.announcements import views as announcements
from networks.news.contacts import views as contacts

urlpatterns = [
    path("annonces/", announcements.news, name="news"),
    path("annonces/abonnement/<str:token>/", announcements.unsubscribe, name="unsubscribe"),
    path("vie/annonces/", announcements.announcements, name="announcements"),
    path("vie/annonces/nouvelle/", announcements.write_announcement, name="write_announcement"),
    path("vie/annonces/<uuid:pk>/", announcements.announcement, name="announcement"),
    path("vie/annonces/<uuid:pk>/modifier/", announcements.edit_announcement, name="edit_announcement"),
    path("vie/annonces/<uuid:pk>/supprimer/", announcements.drop_announcement, name="drop_announcement"),
    path("vie/annonces/<uuid:pk>/envoyer/", announcements.send_announcement, name="send_announcement"),
    path("vie/contacts/", contacts.contacts, name="contacts"),
    path("vie/contacts/export/", contacts.export_contacts, name="export_contacts"),
    path("vie/contacts/nouveau/", contacts.add_contact, name="add_contact"),
    path("vie/contacts/<uuid:pk>/", contacts.contact, name="contact"),
    path("vie/contacts/<uuid:pk>/modifier/", contacts.edit_contact, name="edit_contact"),
    path("vie/contacts/<uuid:pk>/fusionner/", contacts.merge_contact, name="merge_contact"),
    path("vie/contacts/<uuid:pk>/effacer/", contacts.erase_contact, name="erase_contact"),
    path("vie/contacts/<uuid:pk>/demander/", contacts.ask_agreement, name="ask_agreement"),
]
