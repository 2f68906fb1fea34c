from django.urls import path

from referrals.pairing import views

urlpatterns = [
    path("plan/", views.plans, name="plans"),
    path("plan/calculer/", views.request_plan, name="request_plan"),
    path("plan/reglages/", views.pairing_settings, name="pairing_settings"),
    path("plan/lignes/<uuid:pk>/retenir/", views.accept_line, name="accept_line"),
    path("plan/lignes/<uuid:pk>/ecarter/", views.set_aside_line, name="set_aside_line"),
    path("plan/<uuid:pk>/", views.plan, name="plan"),
    path("plan/<uuid:pk>/avancement/", views.plan_progress, name="plan_progress"),
    path("plan/<uuid:pk>/retenir/", views.accept_plan, name="accept_plan"),
    path("dossiers/<uuid:pk>/exclusions/", views.exclusions, name="exclusions"),
    path(
        "dossiers/<uuid:referral_pk>/exclusions/<uuid:pk>/retirer/",
        views.remove_exclusion,
        name="remove_exclusion",
    ),
]
