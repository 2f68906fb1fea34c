from django.urls import path

from observatory import converters
from observatory.release import views

converters.register()

urlpatterns = [
    path("bilans/<uuid:pk>/<mode:mode>/<format:form>/", views.download_file, name="download_file"),
]
