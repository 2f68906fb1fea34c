from django.http import HttpResponse
from django.urls import path

app_name = "observatory"
urlpatterns = [
    path("bilans/", lambda request: HttpResponse(""), name="reports"),
    path("bilans/apercu/", lambda request: HttpResponse(""), name="panel"),
]
