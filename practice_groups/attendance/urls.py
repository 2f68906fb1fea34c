from django.urls import path

from practice_groups.attendance import views

urlpatterns = [
    path("mes-attestations/", views.my_attestations, name="my_attestations"),
    path("verifier/", views.check_attestation, name="check_attestation"),
]
