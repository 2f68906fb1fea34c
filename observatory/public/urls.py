from django.urls import path

from observatory import converters
from observatory.public import views

converters.register()

urlpatterns = [
    path("", views.public_observatory, name="public_observatory"),
    path("annees/<int:year>/", views.public_year, name="public_year"),
    path("annees/<int:year>/bilan.pdf", views.public_pdf, name="public_pdf"),
    path("annees/<int:year>/<format:form>/", views.public_file, name="public_file"),
    path("constats-publies/", views.public_findings, name="public_findings"),
    path("donnees/", views.open_data, name="open_data"),
    path("donnees/catalogue.json", views.open_data_index, name="open_data_index"),
    path("tableau-de-bord/", views.dashboard, name="dashboard"),
    path("tableau-de-bord/tableau.csv", views.dashboard_table, name="dashboard_table"),
    path("tableau-de-bord/interne/", views.internal_dashboard, name="internal_dashboard"),
]
