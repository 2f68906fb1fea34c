from django.urls import path

from observatory.drawings import views

urlpatterns = [
    path("dessins/", views.ask_drawing, name="ask_drawing"),
    path("dessins/<slug:fingerprint>/", views.drawing, name="drawing"),
]
