from django.urls import path

from referrals.outreach.figures import views as figures
from referrals.outreach.hosting import views as hosting
from referrals.outreach.notes import views as notes
from referrals.outreach.planning import views as planning

urlpatterns = [
    path("accueil/permanences/", hosting.hosted_visits, name="hosted_visits"),
    path("accueil/permanences/panneau/", hosting.hosted_visits_panel, name="hosted_visits_panel"),
    path("accueil/permanences/demander/", hosting.ask_visit, name="ask_visit"),
    path("accueil/permanences/<uuid:pk>/retirer/", hosting.withdraw_visit, name="withdraw_visit"),
    path("permanences/", planning.visits, name="visits"),
    path("permanences/calendrier/", planning.visits_calendar, name="visits_calendar"),
    path("permanences/nouvelle/", planning.add_visit, name="add_visit"),
    path("permanences/chiffres/", figures.visit_figures, name="visit_figures"),
    path("permanences/chiffres.csv", figures.visit_figures_csv, name="visit_figures_csv"),
    path("permanences/<uuid:pk>/", planning.visit, name="visit"),
    path("permanences/<uuid:pk>/planifier/", planning.plan_visit, name="plan_visit"),
    path("permanences/<uuid:pk>/deplacer/", planning.move_visit, name="move_visit"),
    path("permanences/<uuid:pk>/annuler/", planning.cancel_visit, name="cancel_visit"),
    path("permanences/<uuid:pk>/refuser/", planning.decline_visit, name="decline_visit"),
    path("permanences/<uuid:pk>/noter/", planning.note_visit, name="note_visit"),
    path("mes-permanences/", notes.my_visits, name="my_visits"),
    path("mes-permanences/<uuid:pk>/", notes.my_visit, name="my_visit"),
    path("mes-permanences/<uuid:pk>/entretien/", notes.add_talk, name="add_talk"),
    path("mes-permanences/<uuid:pk>/groupe/", notes.add_group, name="add_group"),
    path("mes-permanences/<uuid:pk>/tenue/", notes.hold_visit, name="hold_visit"),
    path("mes-permanences/<uuid:pk>/manquee/", notes.miss_visit, name="miss_visit"),
    path("mes-permanences/entretiens/<uuid:pk>/", notes.edit_talk, name="edit_talk"),
    path("mes-permanences/entretiens/<uuid:pk>/retirer/", notes.remove_talk, name="remove_talk"),
    path("mes-permanences/entretiens/<uuid:pk>/orienter/", notes.refer_from_visit, name="refer_from_visit"),
    path("mes-permanences/groupes/<uuid:pk>/", notes.edit_group, name="edit_group"),
    path("mes-permanences/groupes/<uuid:pk>/retirer/", notes.remove_group, name="remove_group"),
]
