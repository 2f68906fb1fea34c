from django.urls import path

from referrals import views
from referrals.care import views as care

app_name = "referrals"
urlpatterns = [
    path("", views.board, name="board"),
    path("apercu/", views.board_panel, name="board_panel"),
    path("envoyees/", views.mine, name="mine"),
    path("envoyees/apercu/", views.mine_panel, name="mine_panel"),
    path("envoyees/nouvelle/", views.receive, name="receive"),
    path("envoyees/brouillon/", views.draft, name="draft"),
    path("envoyees/<uuid:pk>/", views.referral, name="referral"),
    path("envoyees/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
    path("dossiers/<uuid:pk>/", views.file, name="file"),
    path("dossiers/<uuid:pk>/prendre/", views.take, name="take"),
    path("dossiers/<uuid:pk>/completer/", views.ask, name="ask"),
    path("dossiers/<uuid:pk>/inscrire/", views.bring_to_review, name="bring_to_review"),
    path("dossiers/<uuid:pk>/concertation/", views.review, name="review"),
    path("dossiers/<uuid:pk>/decision/", views.decide, name="decide"),
    path("dossiers/<uuid:pk>/proposer/", care.propose, name="propose"),
    path("suivis/", care.cares, name="cares"),
    path("suivis/apercu/", care.cares_panel, name="cares_panel"),
    path("suivis/<uuid:pk>/", care.care, name="care"),
    path("suivis/<uuid:pk>/accepter/", care.accept_care, name="accept_care"),
    path("suivis/<uuid:pk>/decliner/", care.decline_care, name="decline_care"),
    path("suivis/<uuid:pk>/terminer/", care.end_care, name="end_care"),
    path("suivis/<uuid:pk>/seance/", care.log_session, name="log_session"),
]
