"""Forms of the fundings, their indicators and what was achieved."""

from decimal import Decimal

from django import forms

from centre.fields import DayField, TextField, no_control_characters, nobody
from networks import activity as networks_activity
from observatory.projects import catalogue, length, reading
from observatory.projects.models import Funder
from observatory.states import Counted, IndicatorUnit

MOST = Decimal("9999999999")
WHOLE = "periode"


class Number(forms.DecimalField):
    """A number that is not negative, written as French does."""

    def __init__(self, **kwargs):
        super().__init__(
            max_digits=12,
            decimal_places=2,
            min_value=0,
            max_value=MOST,
            localize=True,
            error_messages={
                "invalid": "Écrivez un nombre, par exemple 337 ou 12,5.",
                "min_value": "Ce nombre ne peut pas être négatif.",
                "max_value": "Ce nombre est trop grand\u00a0: vérifiez-le.",
                "max_digits": "Ce nombre est trop grand\u00a0: vérifiez-le.",
                "max_whole_digits": "Ce nombre est trop grand\u00a0: vérifiez-le.",
                "max_decimal_places": "Deux chiffres après la virgule au plus.",
            },
            **kwargs,
        )


def text(label: str, most: int, *, rows: int = 0, **kwargs) -> forms.CharField:
    """A text that leaves the centre: it names nobody."""
    if rows:
        kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        return forms.CharField(
            label=label, max_length=most, validators=[no_control_characters, nobody], **kwargs
        )
    return TextField(label=label, max_length=most, validators=[nobody], **kwargs)


class FundingForm(forms.Form):
    project = forms.TypedChoiceField(
        label="Projet", coerce=int, help_text="Celui que portent les activités de la vie du réseau."
    )
    funder = forms.ModelChoiceField(label="Financeur", queryset=Funder.objects.all())
    starts_on = DayField(label="Début")
    ends_on = DayField(label="Fin")
    stated_months = forms.IntegerField(
        label="Durée annoncée (mois)",
        min_value=1,
        max_value=240,
        required=False,
        help_text="Celle de la convention. Si elle ne va pas avec les dates, la page et la fiche le disent.",
        error_messages={"max_value": "Plus de vingt ans\u00a0: vérifiez cette durée."},
    )
    amount = Number(label="Montant (€)", required=False)
    reference = TextField(label="Référence de la convention", max_length=80, required=False)
    purpose = text("Objet", 500, rows=2, required=False, help_text="Lu par le financeur.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = networks_activity.project_names()
        self.fields["project"].choices = [("", "Choisir"), *names.items()]


class IndicatorForm(forms.Form):
    label = text(
        "Indicateur", 200, help_text="Comme dans la convention\u00a0: «\u00a0Personnes rencontrées\u00a0»."
    )
    definition = text(
        "Définition", 500, rows=2, required=False, help_text="Ce qui compte, et ce qui ne compte pas."
    )
    source = forms.ChoiceField(
        label="Chiffre du bilan",
        required=False,
        help_text="Ses valeurs viennent alors des bilans publiés. Sinon elles se notent à la main, chaque année.",
    )
    unit = forms.ChoiceField(
        label="Unité",
        choices=[("", "Celle du chiffre du bilan"), *IndicatorUnit.choices],
        required=False,
    )
    counted = forms.ChoiceField(
        label="Qui est compté",
        choices=Counted.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="Pour des personnes notées à la main. Un effectif à peine différent d’un autre qui compte peut-être "
        "les mêmes personnes ne sort pas du centre\u00a0: la différence en désignerait quelques-unes.",
    )
    target = Number(label="Cible sur la période", required=False)
    yearly_target = Number(label="Cible par an", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        titles = reading.rubric_titles()
        self.known = catalogue.by_path(titles)
        self.fields["source"].choices = [
            ("", "Aucun\u00a0: noté à la main"),
            *(
                (title, [(one.path, one.label) for one in some])
                for title, some in catalogue.groups(titles)
                if some
            ),
        ]

    def clean(self):
        typed = super().clean()
        if not typed.get("unit") and "source" in typed:
            if typed["source"]:
                typed["unit"] = self.known[typed["source"]].unit
            else:
                self.add_error("unit", "Dites ce que cet indicateur compte.")
        return typed


def _year(text: str) -> int | None:
    return None if text == WHOLE else int(text)


class AchievedForm(forms.Form):
    year = forms.TypedChoiceField(label="Pour", coerce=_year)
    value = Number(label="Réalisé")
    basis = text(
        "D’où vient ce chiffre",
        300,
        rows=2,
        help_text="Ce qui a été compté, et comment\u00a0: «\u00a0Feuilles d’émargement, personnes différentes\u00a0».",
    )

    def __init__(self, *args, funding, indicator, today, **kwargs):
        super().__init__(*args, **kwargs)
        years = length.years(funding.starts_on, min(funding.ends_on, today))
        each = [] if indicator.source else [(str(year), str(year)) for year in reversed(years)]
        self.fields["year"].choices = [*each, (WHOLE, "Toute la période")]
