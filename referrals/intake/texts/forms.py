"""The form of a review."""

from django import forms

from centre.fields import DayField, TextField
from referrals.people import texts


class ReviewForm(forms.Form):
    language = forms.ChoiceField(label="Traduction")
    reviewer = TextField(
        label="Relue par", max_length=120, help_text="Une personne qui lit cette langue couramment."
    )
    reviewed_on = DayField(label="Relue le")

    def __init__(self, *args, left: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [
            (text.code, text.name) for text in texts.TEXTS if text.code in left
        ]
