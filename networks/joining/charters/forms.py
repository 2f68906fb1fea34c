"""Forms of the charters."""

from django import forms

from centre.fields import TextField, no_control_characters


class WriteCharterForm(forms.Form):
    title = TextField(label="Titre", max_length=120)
    text = forms.CharField(
        label="Texte",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        validators=[no_control_characters],
        help_text="Une ligne vide sépare deux paragraphes. Chaque membre est invité à accepter la nouvelle version.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def compared_with(self, version: int) -> None:
        """What was refused may be sent again once compared with today's version."""
        self.data = self.data.copy()
        self.data["version"] = version


class AcceptForm(forms.Form):
    """A button: which text was read."""

    charter = forms.IntegerField()
