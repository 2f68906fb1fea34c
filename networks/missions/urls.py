from django.urls import path

from networks.missions import views
from networks.missions.calendars import views as calendars
from networks.missions.dispatch import views as desk
from networks.missions.offers import views as offers

urlpatterns = [
    # The interpreter
    path("missions/", views.missions, name="missions"),
    path("missions/apercu/", views.missions_panel, name="missions_panel"),
    path("missions/offres/<uuid:pk>/", offers.offer, name="offer"),
    path("missions/<uuid:pk>/duree/", views.declare_held, name="declare_held"),
    path("missions/<uuid:pk>/desistement/", views.withdraw_mission, name="withdraw_mission"),
    path("offres/<str:token>/", offers.answer_offer, name="answer_offer"),
    path("agenda/", calendars.calendar, name="calendar"),
    path("agenda/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    # Whoever asks
    path("demandes/", views.requests, name="requests"),
    path("demandes/nouvelle/", views.request_mission, name="request_mission"),
    path("demandes/<uuid:pk>/annuler/", views.cancel_mission, name="cancel_mission"),
    # The coordination
    path("interpretariat/", desk.dispatch, name="dispatch"),
    path("interpretariat/apercu/", desk.dispatch_panel, name="dispatch_panel"),
    path("interpretariat/<uuid:pk>/", desk.mission, name="mission"),
    path("interpretariat/<uuid:pk>/proposer/", offers.offer_mission, name="offer_mission"),
    path("interpretariat/<uuid:pk>/confirmer/", desk.confirm_mission, name="confirm_mission"),
    path("interpretariat/<uuid:pk>/valider/", desk.validate_mission, name="validate_mission"),
    path("interpretariat/<uuid:pk>/refuser/", desk.refuse_mission, name="refuse_mission"),
    path("interpretariat/offres/<uuid:pk>/reponse/", offers.record_answer, name="record_answer"),
    path("interpretariat/offres/<uuid:pk>/retirer/", offers.withdraw_offer, name="withdraw_offer"),
]
