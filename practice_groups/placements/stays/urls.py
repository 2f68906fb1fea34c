from django.urls import path

from practice_groups.placements.stays import session_views, views

urlpatterns = [
    path("stages/<uuid:pk>/", views.placement, name="placement"),
    path("stages/<uuid:pk>/convention/", views.convention, name="convention"),
    path("stages/<uuid:pk>/convention.pdf", views.convention_document, name="convention_document"),
    path("stages/<uuid:pk>/convention/avancement/", views.convention_progress, name="convention_progress"),
    path("stages/<uuid:pk>/convention/arreter/", views.settle_convention, name="settle_convention"),
    path("stages/<uuid:pk>/convention/reprendre/", views.reopen_convention, name="reopen_convention"),
    path("stages/<uuid:pk>/annuler/", views.cancel_placement, name="cancel_placement"),
    path("stages/<uuid:pk>/jours/", views.placement_days, name="placement_days"),
    path("stages/jours/<int:pk>/retirer/", views.remove_placement_day, name="remove_placement_day"),
    path("stages/<uuid:pk>/commencer/", views.start_immersion, name="start_immersion"),
    path("stages/<uuid:pk>/interrompre/", views.interrupt_placement, name="interrupt_placement"),
    path("stages/<uuid:pk>/lien/", views.send_notebook, name="send_notebook"),
    path("stages/<uuid:pk>/grille/", views.placement_grid, name="placement_grid"),
    path("stages/<uuid:pk>/evaluation/", views.placement_evaluation, name="placement_evaluation"),
    path("stages/signatures/<uuid:pk>/", views.signature, name="signature"),
    path("stages/signatures/<uuid:pk>/renvoyer/", views.send_signature_again, name="send_signature_again"),
    path("stages/signatures/<uuid:pk>/papier/", views.sign_on_paper, name="sign_on_paper"),
    path("stages/signatures/<uuid:pk>/piece/", views.signature_scan, name="signature_scan"),
    path(
        "stages/sessions/<int:pk>/preparation/",
        session_views.placement_preparation,
        name="placement_preparation",
    ),
    path(
        "stages/sessions/<int:pk>/documents/",
        session_views.add_placement_document,
        name="add_placement_document",
    ),
    path(
        "stages/sessions/<int:pk>/formulaires/", session_views.add_placement_forms, name="add_placement_forms"
    ),
    path("stages/documents/<uuid:pk>/", session_views.placement_document, name="placement_document"),
    path(
        "stages/documents/<uuid:pk>/retirer/",
        session_views.remove_placement_document,
        name="remove_placement_document",
    ),
    path(
        "stages/sessions/<int:pk>/restitution/",
        session_views.placement_restitution,
        name="placement_restitution",
    ),
    path("stages/sessions/<int:pk>/bilan/", session_views.placement_summary, name="placement_summary"),
    path(
        "stages/sessions/<int:pk>/bilan.pdf",
        session_views.placement_summary_file,
        name="placement_summary_file",
    ),
    # Without an account.
    path("liens/signer/<str:token>/", views.sign_convention, name="sign_convention"),
    path("liens/carnet/<str:token>/", views.placement_notebook, name="placement_notebook"),
    path("liens/carnet/<str:token>/grille/", views.notebook_grid, name="notebook_grid"),
    path("liens/carnet/<str:token>/evaluation/", views.notebook_evaluation, name="notebook_evaluation"),
]
