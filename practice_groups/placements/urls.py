from django.urls import path

from practice_groups.placements import views
from practice_groups.placements.stays import urls as stays

urlpatterns = [
    *stays.urlpatterns,
    path("stages/", views.placement_sessions, name="placement_sessions"),
    path("stages/nouvelle/", views.new_placement_session, name="new_placement_session"),
    path("stages/<int:pk>/", views.placement_session, name="placement_session"),
    path("stages/<int:pk>/modifier/", views.edit_placement_session, name="edit_placement_session"),
    path("stages/<int:pk>/annuler/", views.cancel_placement_session, name="cancel_placement_session"),
    path("stages/<int:pk>/reprendre/", views.adopt_wishes, name="adopt_wishes"),
    path("stages/<int:pk>/apparier/", views.match_wishes, name="match_wishes"),
    path("stages/<int:pk>/calcul/", views.matching_progress, name="matching_progress"),
    path("stages/<int:pk>/retenir/", views.confirm_pairs, name="confirm_pairs"),
    path("stages/voeux/nouveau/", views.enter_wish, name="enter_wish"),
    path("accueil/stages/voeu/", views.wish, name="wish"),
    path("stages/voeux/<int:pk>/correction/", views.correct_wish, name="correct_wish"),
    path("stages/voeux/<int:pk>/retrait/", views.withdraw_wish, name="withdraw_wish"),
    path("stages/voeux/<int:pk>/accueil/", views.place_wish, name="place_wish"),
    path("accueil/stages/", views.hosted_placements, name="hosted_placements"),
    path("mes-stages/", views.my_placements, name="my_placements"),
]
