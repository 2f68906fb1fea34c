from django import forms


class RequestReportForm(forms.Form):
    year = forms.IntegerField(
        label="Année du bilan",
        min_value=1990,
        max_value=2100,
        error_messages={"invalid": "Écrivez une année sur quatre chiffres, par exemple 2020."},
    )
