from django.urls import path

from referrals.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("prendre/", views.take_many, name="take_many"),
    path("vues/", views.saved_views, name="saved_views"),
    path("vues/enregistrer/", views.save_view, name="save_view"),
    path("vues/<int:pk>/", views.rename_view, name="rename_view"),
    path("vues/<int:pk>/retirer/", views.remove_view, name="remove_view"),
    path("apercu/", views.board_panel, name="board_panel"),
    path("dossiers/<uuid:pk>/", views.file, name="file"),
    path("dossiers/<uuid:pk>/prendre/", views.take, name="take"),
    path("dossiers/<uuid:pk>/completer/", views.ask, name="ask"),
    path("dossiers/<uuid:pk>/inscrire/", views.bring_to_review, name="bring_to_review"),
    path("dossiers/<uuid:pk>/decision/", views.decide, name="decide"),
]
