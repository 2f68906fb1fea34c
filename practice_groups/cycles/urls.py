from django.urls import path

from practice_groups.cycles import views
from practice_groups.cycles.meetings import views as meetings

urlpatterns = [
    path("gestion/", views.manage_groups, name="manage_groups"),
    path("gestion/nouveau/", views.new_group, name="new_group"),
    path("gestion/<int:pk>/", views.edit_group, name="edit_group"),
    path("gestion/<int:pk>/fermer/", views.close_group, name="close_group"),
    path("gestion/<int:pk>/rouvrir/", views.reopen_group, name="reopen_group"),
    path("gestion/<int:pk>/cycle/", views.new_cycle, name="new_cycle"),
    path("gestion/cycles/<int:pk>/", views.manage_cycle, name="manage_cycle"),
    path("gestion/cycles/<int:pk>/modifier/", views.edit_cycle, name="edit_cycle"),
    path("gestion/cycles/<int:pk>/annoncer/", views.publish_cycle, name="publish_cycle"),
    path("gestion/cycles/<int:pk>/retirer/", views.unpublish_cycle, name="unpublish_cycle"),
    path("gestion/rencontres/<int:pk>/deplacer/", meetings.move_meeting, name="move_meeting"),
    path("gestion/rencontres/<int:pk>/annuler/", meetings.cancel_meeting, name="cancel_meeting"),
    path("gestion/rencontres/<int:pk>/retablir/", meetings.restore_meeting, name="restore_meeting"),
    path("gestion/rencontres/<int:pk>/reporter/", meetings.postpone_meeting, name="postpone_meeting"),
    path("gestion/rencontres/<int:pk>/date/", meetings.date_postponed, name="date_postponed"),
    path("rencontres/<int:pk>/rencontre.ics", meetings.meeting_file, name="meeting_file"),
    path("<int:pk>/groupe.ics", meetings.cycle_file, name="cycle_file"),
]
