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
    path("bilans/demander/", views.request_report, name="request_report"),
    path("bilans/<uuid:pk>/", views.report, name="report"),
    path("bilans/<uuid:pk>/avancement/", views.report_progress, name="report_progress"),
    path("bilans/<uuid:pk>/relu/", views.mark_read, name="mark_read"),
    path("bilans/<uuid:pk>/transmis/", views.mark_sent, name="mark_sent"),
    path("bilans/<uuid:pk>/brouillon/", views.reopen, name="reopen"),
    path("bilans/<uuid:pk>/publier/", views.publish_report, name="publish_report"),
    path("bilans/<uuid:pk>/<mode:mode>.pdf", views.download_report, name="download_report"),
]
