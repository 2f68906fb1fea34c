from django.urls import path

from observatory.bilan import comment_views, views

urlpatterns = [
    path("bilans/<uuid:pk>/sections/ajouter/", views.add_section, name="add_section"),
    path("bilans/sections/<uuid:pk>/", views.section, name="section"),
    path("bilans/sections/<uuid:pk>/modifier/", views.edit_section, name="edit_section"),
    path("bilans/sections/<uuid:pk>/deplacer/", views.move_section, name="move_section"),
    path("bilans/sections/<uuid:pk>/retirer/", views.remove_section, name="remove_section"),
    path("bilans/sections/<uuid:pk>/remarque/", comment_views.comment_section, name="comment_section"),
    path("bilans/sections/<uuid:pk>/correction/", comment_views.ask_correction, name="ask_correction"),
    path("bilans/sections/<uuid:pk>/blocs/<slug:kind>/", views.add_block, name="add_block"),
    path("bilans/blocs/<uuid:pk>/", views.edit_block, name="edit_block"),
    path("bilans/blocs/<uuid:pk>/deplacer/", views.move_block, name="move_block"),
    path("bilans/blocs/<uuid:pk>/retirer/", views.remove_block, name="remove_block"),
    path("bilans/remarques/<uuid:pk>/", comment_views.settle_comment, name="settle_comment"),
]
