from django.urls import path

from practice_groups.working import views
from practice_groups.working.agenda import views as agenda
from practice_groups.working.minutes import views as minutes

_GROUP = "groupes-de-travail/<int:pk>/"
_MEETING = "groupes-de-travail/reunions/<int:pk>/"
_POINT = "groupes-de-travail/points/<int:pk>/"

urlpatterns = [
    path("groupes-de-travail/", views.working_groups, name="working_groups"),
    path("groupes-de-travail/nouveau/", views.create_working_group, name="create_working_group"),
    path(_GROUP, views.working_group, name="working_group"),
    path(f"{_GROUP}modifier/", views.edit_working_group, name="edit_working_group"),
    path(f"{_GROUP}membres/", views.add_member, name="add_member"),
    path("groupes-de-travail/membres/<int:pk>/", views.edit_member, name="edit_member"),
    path("groupes-de-travail/membres/<int:pk>/depart/", views.end_member, name="end_member"),
    path(f"{_GROUP}reunion/", views.plan_meeting, name="plan_meeting"),
    path(f"{_GROUP}sondage/", views.poll_members, name="poll_members"),
    path("groupes-de-travail/sondages/<int:pk>/", views.keep_polled_date, name="keep_polled_date"),
    path(_MEETING, agenda.working_meeting, name="working_meeting"),
    path(f"{_MEETING}presences/", agenda.note_presences, name="note_presences"),
    path(f"{_MEETING}point/", agenda.add_point, name="add_point"),
    path(f"{_MEETING}situation/", agenda.add_situation, name="add_situation"),
    path(_POINT, agenda.settle_point, name="settle_point"),
    path(f"{_POINT}place/", agenda.move_point, name="move_point"),
    path(f"{_POINT}retirer/", agenda.remove_point, name="remove_point"),
    path(f"{_MEETING}lien/<int:item>/", minutes.resend_minutes, name="resend_minutes"),
    path("groupes-de-travail/compte-rendu/<str:token>/", minutes.shared_minutes, name="shared_minutes"),
    path("mes-groupes-de-travail/", minutes.my_working_groups, name="my_working_groups"),
    path("mes-groupes-de-travail/<int:pk>/", minutes.my_working_meeting, name="my_working_meeting"),
]
