from django import forms


class EraseForm(forms.Form):
    end_what_goes_on = forms.BooleanField(
        label="Je mets fin au suivi ou à l’orientation en cours",
        required=False,
        help_text="Le thérapeute et l’orienteur en sont avertis, sans le motif.",
    )
    confirmed = forms.BooleanField(label="J’efface cette personne\u00a0: rien ne permettra de la retrouver")

    def __init__(self, *args, goes_on: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not goes_on:
            self.fields["end_what_goes_on"].widget = forms.HiddenInput()
