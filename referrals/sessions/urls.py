from django.urls import path, register_converter

from networks.pay.months import MonthConverter
from referrals.sessions import views
from referrals.sessions.planned import views as planned

register_converter(MonthConverter, "session_month")

urlpatterns = [
    path("suivis/<uuid:pk>/seance/", views.log_session, name="log_session"),
    path("suivis/<uuid:pk>/planifier/", planned.plan_session, name="plan_session"),
    path("seances/", views.sessions, name="sessions"),
    path("seances/apercu/", views.sessions_panel, name="sessions_panel"),
    path("seances/<session_month:month>/", views.sessions, name="sessions"),
    path("seances/<session_month:month>/export/", views.export_sessions, name="export_sessions"),
    path("seances/<uuid:pk>/", views.session, name="session"),
    path("seances/<uuid:pk>/noter/", views.note_session, name="note_session"),
    path("seances/<uuid:pk>/deplacer/", planned.move_session, name="move_session"),
    path("seances/<uuid:pk>/annuler/", planned.cancel_session, name="cancel_session"),
    path("seances/<uuid:pk>/corriger/", views.correct_session, name="correct_session"),
]
