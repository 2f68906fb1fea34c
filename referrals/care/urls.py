from django.urls import path

from referrals.care import views

urlpatterns = [
    path("dossiers/<uuid:pk>/proposer/", views.propose, name="propose"),
    path("suivis/", views.cares, name="cares"),
    path("suivis/apercu/", views.cares_panel, name="cares_panel"),
    path("suivis/<uuid:pk>/", views.care, name="care"),
    path("suivis/<uuid:pk>/accepter/", views.accept_care, name="accept_care"),
    path("suivis/<uuid:pk>/decliner/", views.decline_care, name="decline_care"),
    path("suivis/<uuid:pk>/terminer/", views.end_care, name="end_care"),
    path("attente/", views.waiting, name="waiting"),
]
