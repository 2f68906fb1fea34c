from django.urls import path

from practice_groups import views
from practice_groups.attendance import urls as attendance
from practice_groups.cycles import urls as cycles
from practice_groups.experiments import urls as experiments
from practice_groups.fees import urls as fees
from practice_groups.intervision import urls as intervision
from practice_groups.placements import urls as placements
from practice_groups.registrations import urls as registrations
from practice_groups.supervision import urls as supervision
from practice_groups.trainings import urls as trainings
from practice_groups.working import urls as working

app_name = "practice_groups"
urlpatterns = [
    *attendance.urlpatterns,
    *cycles.urlpatterns,
    *experiments.urlpatterns,
    *fees.urlpatterns,
    *intervision.urlpatterns,
    *placements.urlpatterns,
    *registrations.urlpatterns,
    *supervision.urlpatterns,
    *trainings.urlpatterns,
    *working.urlpatterns,
    path("", views.catalogue, name="catalogue"),
    path("panneau/", views.panel, name="panel"),
    path("<int:pk>/", views.cycle, name="cycle"),
    path("<int:pk>/inscription/", views.register, name="register"),
    path("<int:pk>/desistement/", views.withdraw, name="withdraw"),
    path("<int:pk>/place-proposee/", views.answer_offer, name="answer_offer"),
    path("<int:pk>/participants/", views.roster, name="roster"),
    path("<int:pk>/participants/places/", views.change_seats, name="change_seats"),
    path("participants/<int:pk>/accord/", views.accept_for, name="accept_for"),
    path("participants/<int:pk>/desistement/", views.unregister, name="unregister"),
]
