"""The form that takes the files of an import."""

from django import forms

from centre.doors import OnceForm
from centre.imports.files import HEAVY
from centre.uploads import MAX_BYTES


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleaned to [(name, bytes)]; weighed before they are read, since what was too heavy arrived empty."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        files = [super(SeveralFilesField, self).clean(one, initial) for one in data or [None]]
        if sum(file.size for file in files) > MAX_BYTES:
            raise forms.ValidationError(HEAVY)
        return [(file.name, file.read()) for file in files]


class SendForm(OnceForm):
    files = SeveralFilesField(
        label="Fichiers",
        help_text="Un classeur XLSX, un ZIP de fichiers CSV, ou plusieurs fichiers CSV. 5 Mo au plus.",
        widget=SeveralFilesInput(attrs={"accept": ".xlsx,.zip,.csv"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "missing": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier.",
            "empty": "Fichier vide\u00a0: choisissez-en un autre.",
            "max_length": "Nom de fichier trop long.",
        },
    )


class ConfirmForm(forms.Form):
    """Which preview was read."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
