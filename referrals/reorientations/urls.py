from django.urls import path

from referrals.reorientations import views

urlpatterns = [
    path("reorientations/", views.reorientations, name="reorientations"),
    path("dossiers/<uuid:pk>/reorienter/", views.reorient, name="reorient"),
    path("reorientations/<uuid:pk>/reponse/", views.record_reorientation, name="record_reorientation"),
    path("reorientations/<uuid:pk>/annuler/", views.cancel_reorientation, name="cancel_reorientation"),
    path("reorientations/<uuid:pk>/conclure/", views.conclude_reorientation, name="conclude_reorientation"),
    path("partenaire/<str:token>/", views.answer_reorientation, name="answer_reorientation"),
]
