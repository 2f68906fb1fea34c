"""The closed lists of the dashboard and of the public *constats*."""

from django import forms

from observatory.states import FindingTheme


class DashboardForm(forms.Form):
    """Its fields are selects whose every value is a published table or year."""

    tableau = forms.ChoiceField(label="Tableau")
    annee = forms.ChoiceField(label="Année")
    comparer = forms.ChoiceField(label="À côté de", required=False)

    def __init__(self, *, choice, groups, years=()):
        here = {"tableau": choice.source.path, "annee": choice.year, "comparer": choice.other or ""}
        super().__init__(initial=here)
        named = [(str(year), str(year)) for year in years]
        self.fields["tableau"].choices = groups
        self.fields["annee"].choices = named
        self.fields["comparer"].choices = [("", "Aucune autre année"), *named]
        if len(named) < 2:
            del self.fields["comparer"]
        if not named:
            del self.fields["annee"]


class FindingsForm(forms.Form):
    annee = forms.ChoiceField(label="Année", required=False)
    departement = forms.ChoiceField(label="Territoire", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)

    def __init__(self, asked: dict, *, years, departements):
        super().__init__(initial=asked)
        self.fields["annee"].choices = [(str(year), str(year)) for year in years]
        self.fields["departement"].choices = [("", "Toute la région"), *departements]
        self.fields["theme"].choices = [("", "Tous"), *FindingTheme.choices]
