from django.urls import path

from referrals.reviews import views

urlpatterns = [
    path("dossiers/<uuid:pk>/concertation/", views.review, name="review"),
    path("concertations/", views.reviews, name="reviews"),
]
