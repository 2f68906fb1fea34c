from django import forms


class MergeForm(forms.Form):
    """Which other file is hers too. Only those that look alike are offered."""

    other = forms.ModelChoiceField(
        label="Le dossier à réunir à celui-ci", queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    sure = forms.BooleanField(
        label="C’est la même personne\u00a0: je l’ai vérifié auprès d’elle ou de qui l’a adressée",
        help_text="Deux dossiers réunis ne se séparent plus.",
    )

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = queryset

    def clean(self):
        typed = super().clean()
        typed.pop("sure", None)
        return typed
