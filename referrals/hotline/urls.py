from django.urls import path

from referrals.hotline.backs import views as backs
from referrals.hotline.calls import views as calls
from referrals.hotline.grids import views as grids
from referrals.hotline.openings import views as openings
from referrals.hotline.shifts import views as shifts

urlpatterns = [
    path("ecoute/", openings.hotline, name="hotline"),
    path("ecoute/apercu/", openings.hotline_panel, name="hotline_panel"),
    path("ecoute/mettre-en-place/", openings.set_up_hotline, name="set_up_hotline"),
    path("ecoute/reglages/", openings.change_hotline, name="change_hotline"),
    path("ecoute/ouvrir/", openings.open_hotline, name="open_hotline"),
    path("ecoute/ouvertures/<int:pk>/prolonger/", openings.extend_opening, name="extend_opening"),
    path("ecoute/ouvertures/<int:pk>/fermer/", openings.close_hotline, name="close_hotline"),
    path("ecoute/ouvertures/<int:pk>/", openings.closing_figures, name="closing_figures"),
    path(
        "ecoute/ouvertures/<int:pk>/chiffres.csv", openings.closing_figures_file, name="closing_figures_file"
    ),
    path("ecoute/grille/", grids.grid, name="grid"),
    path("ecoute/grille/remplacer/", grids.replace_grid, name="replace_grid"),
    path("ecoute/planning/", shifts.shifts, name="shifts"),
    path("ecoute/planning/mon-agenda.ics", shifts.my_shifts, name="my_shifts"),
    path("ecoute/planning/ajouter/", shifts.add_shift, name="add_shift"),
    path("ecoute/planning/<int:pk>/", shifts.shift, name="shift"),
    path("ecoute/planning/<int:pk>/prendre/", shifts.take_shift, name="take_shift"),
    path("ecoute/planning/<int:pk>/rendre/", shifts.give_back_shift, name="give_back_shift"),
    path("ecoute/planning/<int:pk>/confier/", shifts.assign_shift, name="assign_shift"),
    path("ecoute/planning/<int:pk>/deplacer/", shifts.move_shift, name="move_shift"),
    path("ecoute/planning/<int:pk>/annuler/", shifts.cancel_shift, name="cancel_shift"),
    path("ecoute/appels/", calls.calls, name="calls"),
    path("ecoute/appels/noter/", calls.log_call, name="log_call"),
    path("ecoute/appels/<int:pk>/", calls.call, name="call"),
    path("ecoute/appels/<int:pk>/corriger/", calls.correct_call, name="correct_call"),
    path("ecoute/appels/<int:pk>/orienter/", calls.refer_caller, name="refer_caller"),
    path("ecoute/appels/<int:pk>/rappeler/", backs.plan_call_back, name="plan_call_back"),
    path("ecoute/rappels/", backs.call_backs, name="call_backs"),
    path("ecoute/rappels/<uuid:pk>/", backs.make_call_back, name="make_call_back"),
]
