from django.urls import include, path

from networks.joining import views

FILE = "membres/candidatures/<uuid:pk>/"
urlpatterns = [
    path("rejoindre/", views.apply, name="apply"),
    path("rejoindre/<str:token>/", views.application, name="application"),
    path("membres/candidatures/", views.applications, name="applications"),
    path("membres/candidatures/apercu/", views.people_panel, name="people_panel"),
    path(FILE, views.application_file, name="application_file"),
    path(f"{FILE}demander/", views.ask_applicant, name="ask_applicant"),
    path(f"{FILE}decliner/", views.decline_application, name="decline_application"),
    path(f"{FILE}valider/", views.validate_application, name="validate_application"),
    path(f"{FILE}inviter/", views.renew_invitation, name="renew_invitation"),
    path("", include("networks.joining.charters.urls")),
    path("", include("networks.joining.documents.urls")),
]
