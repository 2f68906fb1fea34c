from django.urls import path

from referrals.people import views
from referrals.people.consents import views as consents
from referrals.people.erasure import views as erasure
from referrals.people.identity import views as identity
from referrals.people.merging import views as merging
from referrals.people.overrides import views as overrides
from referrals.people.rights import views as rights

urlpatterns = [
    path("personnes/", views.persons, name="persons"),
    path("personnes/<uuid:pk>/accords/", consents.consents, name="consents"),
    path("personnes/accords/<int:pk>/renouveler/", consents.renew_consent, name="renew_consent"),
    path("personnes/accords/<int:pk>/retirer/", consents.withdraw_consent, name="withdraw_consent"),
    path("personnes/<uuid:pk>/derogation/", overrides.override_consent, name="override_consent"),
    path("personnes/derogations/<uuid:pk>/lever/", overrides.end_override, name="end_override"),
    path("personnes/derogations/<uuid:pk>/relire/", overrides.review_override, name="review_override"),
    path("personnes/<uuid:pk>/identite/", identity.rectify, name="rectify"),
    path("personnes/<uuid:pk>/reunir/", merging.merge, name="merge"),
    path("personnes/<uuid:pk>/effacer/", erasure.erase_person, name="erase_person"),
    path("personnes/<uuid:pk>/copie/", rights.export_person, name="export_person"),
    path("personnes/demandes/", rights.rights, name="rights"),
    path("personnes/demandes/nouvelle/", rights.record_right, name="record_right"),
    path("personnes/demandes/<uuid:pk>/", rights.rights_request, name="rights_request"),
]
