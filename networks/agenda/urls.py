from django.urls import path

from networks.agenda.polls import views as polls
from networks.agenda.rooms import views as rooms

urlpatterns = [
    path("vie/sondages/", polls.polls, name="polls"),
    path("vie/sondages/nouveau/", polls.open_poll, name="open_poll"),
    path("vie/sondages/<uuid:pk>/", polls.poll, name="poll"),
    path("vie/sondages/<uuid:pk>/relancer/", polls.remind_poll, name="remind_poll"),
    path("vie/sondages/<uuid:pk>/clore/", polls.close_poll, name="close_poll"),
    path("sondages/apercu/", polls.polls_panel, name="polls_panel"),
    path("sondages/mien/<uuid:pk>/", polls.my_poll, name="my_poll"),
    path("sondages/<str:token>/", polls.answer_poll, name="answer_poll"),
    path("vie/salles/", rooms.rooms, name="rooms"),
    path("vie/salles/nouvelle/", rooms.add_room, name="add_room"),
    path("vie/salles/reserver/", rooms.book_room, name="book_room"),
    path("vie/salles/<int:pk>/", rooms.room, name="room"),
    path("vie/salles/<int:pk>/modifier/", rooms.edit_room, name="edit_room"),
    path("vie/salles/reservations/<uuid:pk>/annuler/", rooms.cancel_booking, name="cancel_booking"),
]
