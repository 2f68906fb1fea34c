from django.urls import path

from observatory import views
from observatory.bilan import urls as bilan
from observatory.drawings import urls as drawings
from observatory.findings import urls as findings
from observatory.projects import urls as projects
from observatory.public import urls as public
from observatory.release import urls as release

app_name = "observatory"
urlpatterns = [
    *bilan.urlpatterns,
    *drawings.urlpatterns,
    *findings.urlpatterns,
    *projects.urlpatterns,
    *public.urlpatterns,
    *release.urlpatterns,
    path("bilans/", views.reports, name="reports"),
    path("bilans/apercu/", views.panel, name="panel"),
    path("bilans/commencer/", views.start_report, name="start_report"),
    path("bilans/<uuid:pk>/", views.report, name="report"),
    path("bilans/<uuid:pk>/lire/", views.read_report, name="read_report"),
    path("bilans/<uuid:pk>/corriger/", views.correct_report, name="correct_report"),
    path("bilans/<uuid:pk>/changements/", views.say_changes, name="say_changes"),
    path("bilans/<uuid:pk>/secret-statistique/", views.report_secrecy, name="report_secrecy"),
    path("bilans/<uuid:pk>/refaire/", views.remake_documents, name="remake_documents"),
    path("bilans/<uuid:pk>/recompter/", views.recount, name="recount"),
    path("bilans/<uuid:pk>/memes-chiffres/", views.keep_figures, name="keep_figures"),
    path("bilans/<uuid:pk>/avancement/", views.report_progress, name="report_progress"),
    path("bilans/<uuid:pk>/relu/", views.mark_read, name="mark_read"),
    path("bilans/<uuid:pk>/transmis/", views.mark_sent, name="mark_sent"),
    path("bilans/<uuid:pk>/brouillon/", views.reopen, name="reopen"),
    path("bilans/<uuid:pk>/publier/", views.publish_report, name="publish_report"),
    path("bilans/<uuid:pk>/<mode:mode>.pdf", views.download_report, name="download_report"),
]
