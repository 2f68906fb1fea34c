from django.urls import path

from practice_groups.intervision import by_link, views
from practice_groups.intervision.situations import views as situations

urlpatterns = [
    path("mes-tours/", views.my_turns, name="my_turns"),
    path("mes-tours/accueil/<int:pk>/", views.answer_hosting, name="answer_hosting"),
    path("mes-tours/situation/<int:pk>/", situations.answer_situation, name="answer_situation"),
    path("mes-tours/situation/<int:pk>/theme/", situations.note_situation, name="note_situation"),
    path("mes-tours/souhaits/<int:pk>/", views.host_wishes, name="host_wishes"),
    path("mes-tours/visite/<int:pk>/", views.set_visit, name="set_visit"),
    path("mon-inscription/<str:token>/tours/<str:kind>/<int:pk>/", by_link.my_turn, name="my_turn"),
    path("mon-inscription/<str:token>/souhaits/", by_link.my_wishes, name="my_wishes"),
    path("gestion/cycles/<int:pk>/rotation/", views.rotation, name="rotation"),
    path("gestion/cycles/<int:pk>/rotation/proposer/", views.propose_rotation, name="propose_rotation"),
    path("gestion/cycles/<int:pk>/situations/", situations.propose_situations, name="propose_situations"),
    path("gestion/rencontres/<int:pk>/hote/", views.assign_host, name="assign_host"),
    path("gestion/tours/<int:pk>/accueilli/", views.mark_hosted, name="mark_hosted"),
    path("gestion/tours/situation/<int:pk>/", situations.place_situation, name="place_situation"),
]
