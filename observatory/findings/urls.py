from django.urls import path

from observatory.findings import views

urlpatterns = [
    path("constats/", views.findings, name="findings"),
]
