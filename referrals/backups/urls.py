from django.urls import path

from referrals.backups import views

urlpatterns = [
    path("renforts/", views.backups, name="backups"),
    path("renforts/<uuid:pk>/", views.backup, name="backup"),
    path("renforts/<uuid:pk>/aupres-de/", views.take_backup, name="take_backup"),
    path("renforts/<uuid:pk>/reponse/", views.answer_backup, name="answer_backup"),
    path("mes-renforts/", views.my_backups, name="my_backups"),
    path("mes-renforts/<uuid:pk>/clore/", views.close_backup, name="close_backup"),
    path("mes-renforts/<uuid:pk>/reprendre/", views.cancel_backup, name="cancel_backup"),
    path("suivis/<uuid:pk>/renfort/", views.ask_backup, name="ask_backup"),
]
