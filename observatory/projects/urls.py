from django.urls import path

from observatory.projects import views
from observatory.projects.funders import views as funders

urlpatterns = [
    path("projets/", views.projects, name="projects"),
    path("projets/ajouter/", views.add_funding, name="add_funding"),
    path("projets/financeurs/", funders.funders, name="funders"),
    path("projets/financeurs/ajouter/", funders.add_funder, name="add_funder"),
    path("projets/financeurs/<int:pk>/", funders.edit_funder, name="edit_funder"),
    path("projets/financeurs/<int:pk>/comptes/", funders.add_member, name="add_member"),
    path("projets/comptes/<int:pk>/fin/", funders.end_member, name="end_member"),
    path("projets/indicateurs/<uuid:pk>/", views.edit_indicator, name="edit_indicator"),
    path("projets/indicateurs/<uuid:pk>/retirer/", views.remove_indicator, name="remove_indicator"),
    path("projets/indicateurs/<uuid:pk>/noter/", views.note_achieved, name="note_achieved"),
    path("projets/realises/<int:pk>/retirer/", views.remove_achieved, name="remove_achieved"),
    path("projets/<uuid:pk>/", views.funding, name="funding"),
    path("projets/<uuid:pk>/modifier/", views.edit_funding, name="edit_funding"),
    path("projets/<uuid:pk>/indicateurs/", views.add_indicator, name="add_indicator"),
    path("projets/<uuid:pk>/fiche/", views.funding_sheet, name="funding_sheet"),
    path("projets/<uuid:pk>/transmettre/", views.send_sheet, name="send_sheet"),
    path("fiches/<uuid:pk>.pdf", views.sheet_document, name="sheet_document"),
    path("fiches/<uuid:pk>.csv", views.sheet_table, name="sheet_table"),
    path("mes-financements/", views.my_fundings, name="my_fundings"),
    path("mes-financements/<uuid:pk>/", views.my_funding, name="my_funding"),
]
