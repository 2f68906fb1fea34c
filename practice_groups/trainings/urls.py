from django.urls import path

from practice_groups.trainings import views

urlpatterns = [
    path("formations/", views.trainings, name="trainings"),
    path("formations/nouvelle/", views.create_training, name="create_training"),
    path("formations/<int:pk>/", views.training, name="training"),
    path("formations/<int:pk>/modifier/", views.edit_training, name="edit_training"),
    path("formations/<int:pk>/reporter/", views.postpone_training, name="postpone_training"),
    path("formations/<int:pk>/contacts/", views.enter_contacts, name="enter_contacts"),
    path("<int:pk>/fichier-de-contact/", views.leave_contacts, name="leave_contacts"),
]
