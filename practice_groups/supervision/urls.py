from django.urls import path

from practice_groups.supervision import views

urlpatterns = [
    path("supervision/", views.supervision, name="supervision"),
    path("supervision/tableau/", views.hours_export, name="hours_export"),
    path("supervision/relances/", views.remind_hours, name="remind_hours"),
    path("supervision/<int:pk>/", views.member_hours, name="member_hours"),
    path("supervision/lignes/<uuid:pk>/retirer/", views.remove_member_hours, name="remove_member_hours"),
    path("mes-heures/", views.my_hours, name="my_hours"),
    path("mes-heures/<uuid:pk>/retirer/", views.remove_hours, name="remove_hours"),
]
