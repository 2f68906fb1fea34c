from django.urls import path

from practice_groups.cycles import views

urlpatterns = [
    path("gestion/", views.manage_groups, name="manage_groups"),
    path("gestion/nouveau/", views.new_group, name="new_group"),
    path("gestion/<int:pk>/", views.edit_group, name="edit_group"),
    path("gestion/<int:pk>/cycle/", views.new_cycle, name="new_cycle"),
    path("gestion/cycles/<int:pk>/", views.manage_cycle, name="manage_cycle"),
    path("gestion/cycles/<int:pk>/modifier/", views.edit_cycle, name="edit_cycle"),
    path("gestion/rencontres/<int:pk>/deplacer/", views.move_meeting, name="move_meeting"),
    path("gestion/rencontres/<int:pk>/annuler/", views.cancel_meeting, name="cancel_meeting"),
    path("gestion/rencontres/<int:pk>/reporter/", views.postpone_meeting, name="postpone_meeting"),
    path("gestion/rencontres/<int:pk>/date/", views.date_postponed, name="date_postponed"),
    path("agenda/<str:token>/", views.groups_feed, name="groups_feed"),
]
