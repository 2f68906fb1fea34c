from django.urls import path

from practice_groups.registrations import views

urlpatterns = [
    path("public/", views.public_catalogue, name="public_catalogue"),
    path("public/<int:pk>/", views.public_cycle, name="public_cycle"),
    path("public/<int:pk>/inscription/", views.public_register, name="public_register"),
    path("<int:pk>/participants/inscrire/", views.enrol, name="enrol"),
    path("confirmer/<str:token>/", views.confirm_registration, name="confirm_registration"),
    path("mon-inscription/<str:token>/", views.my_registration, name="my_registration"),
    path(
        "mon-inscription/<str:token>/agenda/", views.my_registration_calendar, name="my_registration_calendar"
    ),
]
