from django.urls import path

from referrals.dispositifs import views

urlpatterns = [
    path("dispositifs/", views.dispositifs, name="dispositifs"),
    path("dispositifs/nouveau/", views.add_dispositif, name="add_dispositif"),
    path("dispositifs/<int:pk>/", views.dispositif, name="dispositif"),
    path("dispositifs/<int:pk>/modifier/", views.edit_dispositif, name="edit_dispositif"),
    path("dispositifs/<int:pk>/fin-de-l-accueil/", views.stop_intake, name="stop_intake"),
    path("dispositifs/<int:pk>/fermer/", views.close_dispositif, name="close_dispositif"),
    path("dispositifs/<int:pk>/dormance/", views.put_to_sleep, name="put_to_sleep"),
    path("dispositifs/<int:pk>/rouvrir/", views.reopen_dispositif, name="reopen_dispositif"),
    path("dispositifs/<int:pk>/equipe/", views.add_member, name="add_member"),
    path("dispositifs/equipe/<int:pk>/partir/", views.end_member, name="end_member"),
]
