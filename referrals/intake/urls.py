from django.urls import path

from referrals.intake import views

urlpatterns = [
    path("envoyees/", views.mine, name="mine"),
    path("envoyees/apercu/", views.mine_panel, name="mine_panel"),
    path("envoyees/nouvelle/", views.receive, name="receive"),
    path("envoyees/brouillon/", views.draft, name="draft"),
    path("envoyees/<uuid:pk>/", views.referral, name="referral"),
    path("envoyees/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
]
