from django import forms

from centre.fields import RemarkField


class OverrideForm(forms.Form):
    reason = RemarkField(
        label="Pourquoi sans attendre son accord",
        max_length=300,
        rows=3,
        help_text="Ce qui la met en danger. Vos collègues reliront ces lignes. Ni récit d’asile, ni note clinique.",
    )
    hours = forms.TypedChoiceField(
        label="Pour combien de temps",
        choices=[(24, "24\u00a0heures"), (48, "48\u00a0heures"), (72, "72\u00a0heures")],
        coerce=int,
        widget=forms.RadioSelect,
        initial=24,
    )
