"""One form per view; `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.fields import DayField, TextField, no_control_characters
from networks.pay.numbers import compact_iban, compact_siret


class IssueForm(forms.Form):
    """`seen`: the fingerprint of the lines that were read (`lines.fingerprint`)."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class PaidForm(forms.Form):
    paid_on = DayField(label="Payé le", help_text="Le jour du virement.")


class CorrectionForm(forms.Form):
    amount = forms.DecimalField(
        label="Montant (euros)",
        max_digits=7,
        decimal_places=2,
        localize=True,
        help_text="Ce qui s’ajoute au prochain relevé. Précédé du signe moins, ce qui s’en retire\u00a0: -12,50.",
    )
    label = TextField(
        label="Explication",
        max_length=200,
        help_text="Elle sera imprimée sur le relevé. Ne nommez aucune personne accompagnée.",
    )


class RateForm(forms.Form):
    hourly = forms.DecimalField(
        label="Taux horaire (euros)",
        min_value=0,
        max_value=500,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    travel = forms.DecimalField(
        label="Forfait par déplacement (euros)",
        min_value=0,
        max_value=500,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text="Payé pour chaque mission sur place\u202f; 0 s’il n’y en a pas.",
    )
    since = DayField(
        label="À partir du",
        help_text="Les missions de ce jour et des suivants sont payées à ce tarif.",
    )


class IbanField(forms.CharField):
    def clean(self, value):
        return compact_iban(super().clean(value))


class SiretField(forms.CharField):
    def clean(self, value):
        return compact_siret(super().clean(value))


class PayeeForm(forms.Form):
    legal_name = TextField(
        label="Nom du bénéficiaire",
        max_length=120,
        help_text="Tel que la banque et les impôts le connaissent.",
    )
    iban = IbanField(
        label="IBAN",
        max_length=50,
        help_text="27 caractères pour un compte français\u202f; les espaces ne gênent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    siret = SiretField(
        label="SIRET",
        max_length=25,
        required=False,
        help_text="14 chiffres, pour qui travaille à son compte.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class RulesForm(forms.Form):
    minimum_minutes = forms.IntegerField(
        label="Durée minimale payée (minutes)",
        min_value=0,
        max_value=480,
        help_text="60\u00a0: une mission de 20 minutes est payée une heure.",
    )
    rounding_minutes = forms.IntegerField(
        label="Arrondi de la durée (minutes)",
        min_value=1,
        max_value=60,
        help_text="15\u00a0: au quart d’heure supérieur. 1\u00a0: à la minute.",
    )
    payer = forms.CharField(
        label="Payeur",
        max_length=300,
        help_text="Tel que les relevés le nomment\u00a0: nom, adresse, SIRET.",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_control_characters],
    )
