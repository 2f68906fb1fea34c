from django.urls import path

from networks.directory import editing, views

urlpatterns = [
    path("annuaire/", views.directory, name="directory"),
    path("annuaire/structures/<int:pk>/", views.structure, name="structure"),
    path("annuaire/structures/<int:pk>/erreur/", editing.structure_error, name="structure_error"),
    path("annuaire/structures/<int:pk>/modifier/", editing.edit_structure, name="edit_structure"),
    path("annuaire/structures/<int:pk>/exacte/", editing.confirm_structure, name="confirm_structure"),
    path("annuaire/structures/<int:pk>/fermer/", editing.close_structure, name="close_structure"),
    path("annuaire/structures/ajouter/", editing.add_structure, name="add_structure"),
    path("annuaire/a-faire/", editing.directory_todo, name="directory_todo"),
    path("annuaire/corrections/<int:pk>/", editing.handle_correction, name="handle_correction"),
    path("annuaire/export/", views.directory_export, name="directory_export"),
    path("annuaire/public/", views.public_directory, name="public_directory"),
    path("annuaire/public/<int:pk>/", views.public_structure, name="public_structure"),
    path("annuaire/verifier/<str:token>/", views.verify_structure, name="verify_structure"),
]
