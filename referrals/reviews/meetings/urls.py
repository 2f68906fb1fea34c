from django.urls import path

from referrals.reviews.meetings import views

urlpatterns = [
    path("concertations/", views.reviews, name="reviews"),
    path("concertations/planifier/", views.plan_meeting, name="plan_meeting"),
    path("concertations/<uuid:pk>/", views.meeting, name="meeting"),
    path("concertations/<uuid:pk>/annuler/", views.cancel_meeting, name="cancel_meeting"),
    path("concertations/<uuid:pk>/inscrire/", views.enlist, name="enlist"),
    path("concertations/<uuid:pk>/inscrire/<uuid:referral>/", views.enlist, name="enlist"),
    path("concertations/<uuid:pk>/participants/", views.attend, name="attend"),
    path("concertations/<uuid:pk>/terminer/", views.close_meeting, name="close_meeting"),
    path("concertations/<uuid:pk>/compte-rendu/", views.meeting_minutes, name="meeting_minutes"),
    path("concertations/<uuid:pk>/compte-rendu/envoyer/", views.send_minutes, name="send_minutes"),
    path("concertations/<uuid:pk>/situations/<int:item>/ordre/", views.reorder, name="reorder"),
    path("concertations/<uuid:pk>/situations/<int:item>/retirer/", views.remove_item, name="remove_item"),
    path("concertations/<uuid:pk>/situations/<int:item>/reporter/", views.carry_over, name="carry_over"),
    path(
        "concertations/<uuid:pk>/situations/<int:item>/decision/",
        views.decide_in_meeting,
        name="decide_in_meeting",
    ),
    path("concertations/decisions/<uuid:pk>/", views.correct_review, name="correct_review"),
    path("suivis/concertations/", views.team_reviews, name="team_reviews"),
    path("suivis/concertations/<uuid:pk>/", views.team_review, name="team_review"),
    path("suivis/concertations/<uuid:pk>/compte-rendu/", views.team_minutes, name="team_minutes"),
]
