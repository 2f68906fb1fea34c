from django.urls import path

from practice_groups.attendance import views
from practice_groups.attendance.attestations import urls as attestations
from practice_groups.attendance.evaluations import urls as evaluations
from practice_groups.attendance.minutes import urls as minutes

urlpatterns = [
    *attestations.urlpatterns,
    *evaluations.urlpatterns,
    *minutes.urlpatterns,
    path("<int:pk>/presences/", views.cycle_attendance, name="cycle_attendance"),
    path("<int:pk>/emargement/", views.ask_attendance_sheet, name="ask_attendance_sheet"),
    path("emargements/<uuid:pk>/", views.attendance_sheet, name="attendance_sheet"),
    path("emargements/<uuid:pk>/feuille/", views.attendance_sheet_file, name="attendance_sheet_file"),
    path("rencontres/<int:pk>/presences/", views.attendance, name="attendance"),
    path("<int:pk>/mes-rencontres/", views.my_meetings, name="my_meetings"),
]
