from django.urls import path, register_converter

from networks.pay import views
from networks.pay.months import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns = [
    path("paie/", views.pay, name="pay"),
    path("paie/mois/<month:month>/", views.pay, name="pay"),
    path("paie/mois/<month:month>/preparer/", views.prepare_statements, name="prepare_statements"),
    path("paie/mois/<month:month>/export.csv", views.pay_export, name="pay_export"),
    path("paie/releves/<uuid:pk>/", views.pay_statement, name="pay_statement"),
    path("paie/releves/<uuid:pk>/document/", views.pay_progress, name="pay_progress"),
    path("paie/releves/<uuid:pk>/releve.pdf", views.pay_document, name="pay_document"),
    path("paie/releves/<uuid:pk>/actualiser/", views.refresh_statement, name="refresh_statement"),
    path("paie/releves/<uuid:pk>/emettre/", views.issue_statement, name="issue_statement"),
    path("paie/releves/<uuid:pk>/payer/", views.pay_paid, name="pay_paid"),
    path("paie/lignes/<int:pk>/corriger/", views.pay_correction, name="pay_correction"),
    path("paie/apercu/", views.pay_panel, name="pay_panel"),
    path("paie/beneficiaires/", views.payees, name="payees"),
    path("paie/beneficiaires/<int:pk>/", views.payee, name="payee"),
    path("paie/tarifs/", views.rates, name="rates"),
    path("paie/tarifs/<int:pk>/", views.rates_of, name="rates_of"),
    path("paie/regles/", views.pay_rules, name="pay_rules"),
    path("releves/", views.statements, name="statements"),
    path("releves/<uuid:pk>/releve.pdf", views.statement_document, name="statement_document"),
    path("releves/coordonnees/", views.my_payment, name="my_payment"),
]
