from django.urls import path

from referrals.reviews import views
from referrals.reviews.meetings import urls as meetings

urlpatterns = [
    path("dossiers/<uuid:pk>/concertation/", views.review, name="review"),
    *meetings.urlpatterns,
]
