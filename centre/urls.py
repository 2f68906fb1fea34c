from django.urls import include, path, re_path

from centre import views
from centre.imports import urls as imports

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz/", views.healthz, name="healthz"),
    path("recommencer/", views.try_again, name="try_again"),
    path("langue/", views.choose_language, name="choose_language"),
    # Doors of allauth that this house keeps shut: an address changes with its invitation, nobody logs in by mail.
    re_path(r"^comptes/(email|confirm-email|login/code|password/set|signup)(/|$)", views.closed),
    path("comptes/", include("allauth.account.urls")),
    path("comptes/securite/", include("allauth.mfa.urls")),
    path("comptes/sessions/", include("allauth.usersessions.urls")),
    path("comptes/invitation/<str:token>/", views.accept, name="accept"),
    path("administration/comptes/", views.accounts, name="accounts"),
    path("administration/comptes/inviter/", views.invite, name="invite"),
    path("administration/comptes/<int:pk>/", views.account, name="account"),
    path("administration/reglages/", views.centre_settings, name="centre_settings"),
    path("administration/journal/", views.journal, name="journal"),
    *imports.urlpatterns,
    path("reseau/", include("networks.urls")),
    path("orientations/", include("referrals.urls")),
    path("groupes/", include("practice_groups.urls")),
    path("observatoire/", include("observatory.urls")),
]

handler500 = "centre.views.server_error"
