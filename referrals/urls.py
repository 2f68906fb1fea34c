"""Each room has its own addresses; together they are the namespace `referrals`."""

from referrals.backups import urls as backups
from referrals.board import urls as board
from referrals.care import urls as care
from referrals.dispositifs import urls as dispositifs
from referrals.hotline import urls as hotline
from referrals.intake import urls as intake
from referrals.outreach import urls as outreach
from referrals.pairing import urls as pairing
from referrals.people import urls as people
from referrals.reorientations import urls as reorientations
from referrals.reviews import urls as reviews
from referrals.sessions import urls as sessions

app_name = "referrals"
urlpatterns = [
    *intake.urlpatterns,
    *board.urlpatterns,
    *reviews.urlpatterns,
    *pairing.urlpatterns,
    *care.urlpatterns,
    *sessions.urlpatterns,
    *reorientations.urlpatterns,
    *backups.urlpatterns,
    *dispositifs.urlpatterns,
    *hotline.urlpatterns,
    *outreach.urlpatterns,
    *people.urlpatterns,
]
