from django.urls import path

from practice_groups.attendance.attestations import views

urlpatterns = [
    path("mes-attestations/", views.my_attestations, name="my_attestations"),
    path("verifier/", views.check_attestation, name="check_attestation"),
    path("attestations/<uuid:pk>/", views.attestation_document, name="attestation_document"),
    path("attestations/<uuid:pk>/annuler/", views.revoke_attestation, name="revoke_attestation"),
    path("<int:pk>/attestations/", views.attestations, name="attestations"),
    path("<int:pk>/attestations/delivrer/", views.issue_attestations, name="issue_attestations"),
]
