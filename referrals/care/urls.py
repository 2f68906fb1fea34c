from django.urls import path

from referrals.care import views
from referrals.care.desk import views as desk

urlpatterns = [
    path("dossiers/<uuid:pk>/proposer/", desk.propose, name="propose"),
    path("dossiers/<uuid:pk>/retirer-la-proposition/", desk.take_back, name="take_back"),
    path("dossiers/<uuid:pk>/place/", desk.offer_place, name="offer_place"),
    path("dossiers/<uuid:pk>/clore/", desk.close, name="close"),
    path("attente/", desk.waiting, name="waiting"),
    path("suivis/", views.cares, name="cares"),
    path("suivis/apercu/", views.cares_panel, name="cares_panel"),
    path("suivis/<uuid:pk>/", views.care, name="care"),
    path("suivis/<uuid:pk>/accepter/", views.accept_care, name="accept_care"),
    path("suivis/<uuid:pk>/decliner/", views.decline_care, name="decline_care"),
    path("suivis/<uuid:pk>/pause/", views.suspend_care, name="suspend_care"),
    path("suivis/<uuid:pk>/reprendre/", views.resume_care, name="resume_care"),
    path("suivis/<uuid:pk>/relais/", views.ask_relay, name="ask_relay"),
    path("suivis/<uuid:pk>/garder/", views.forget_relay, name="forget_relay"),
    path("suivis/<uuid:pk>/terminer/", views.end_care, name="end_care"),
]
