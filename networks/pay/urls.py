from django.urls import path

from networks.pay import views

urlpatterns = [
    path("paie/", views.pay, name="pay"),
    path("paie/apercu/", views.pay_panel, name="pay_panel"),
    path("paie/beneficiaires/", views.payees, name="payees"),
    path("paie/tarifs/", views.rates, name="rates"),
    path("paie/regles/", views.pay_rules, name="pay_rules"),
    path("releves/", views.statements, name="statements"),
]
