from django.urls import path

from referrals.intake import views
from referrals.intake.asking import views as asking
from referrals.intake.texts import views as texts

urlpatterns = [
    path("envoyees/", views.mine, name="mine"),
    path("envoyees/apercu/", views.mine_panel, name="mine_panel"),
    path("envoyees/nouvelle/", views.receive, name="receive"),
    path("envoyees/brouillon/", views.draft, name="draft"),
    path("envoyees/<uuid:pk>/", views.referral, name="referral"),
    path("envoyees/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
    path("demander/", asking.ask_for_help, name="ask_for_help"),
    path("demander/reprendre/<str:token>/", asking.resume_help, name="resume_help"),
    path("demander/suivre/<str:token>/", asking.help_status, name="help_status"),
    path("consentement/", texts.consent_text, name="consent_text"),
    path("consentement/relectures/", texts.consent_reviews, name="consent_reviews"),
    path("consentement/<str:language>/", texts.consent_text, name="consent_text"),
]
