"""Forms of the import: upload the files, confirm the previews."""

from django import forms

from centre.doors import OnceForm
from centre.imports.actions import OTHER_PREVIEW
from centre.imports.files import HEAVY
from centre.imports.models import ImportRun
from centre.uploads import MAX_BYTES


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleaned to [(name, bytes)]. Sizes are checked first: a file over the limit arrived empty (`centre.uploads`)."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        files = [super(SeveralFilesField, self).clean(one, initial) for one in data or [None]]
        if sum(file.size for file in files) > MAX_BYTES:
            raise forms.ValidationError(HEAVY)
        return [(file.name, file.read()) for file in files]


class SendForm(OnceForm):
    files = SeveralFilesField(
        label="Fichiers",
        help_text="Un classeur XLSX ou un ZIP de fichiers CSV par année, jusqu’à vingt à la fois\u202f; ou les "
        "fichiers CSV d’une seule année. 5 Mo au plus en tout, 50\u202f000 lignes par feuille.",
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
    """`fingerprint`: that of the preview that was read. `sure`: the user vouches for the doubtful rows."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sure = forms.BooleanField(required=False)


class ConfirmSeveralForm(forms.Form):
    """Which previews of one upload to import: each choice names the import and the preview that was read."""

    chosen = forms.MultipleChoiceField(
        error_messages={"required": "Cochez au moins une année.", "invalid_choice": OTHER_PREVIEW}
    )

    def __init__(self, runs: list[ImportRun], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.runs = {f"{run.pk}:{run.fingerprint}": run for run in runs if run.is_confirmable}
        self.fields["chosen"].choices = [(value, run.filename) for value, run in self.runs.items()]

    def clean_chosen(self) -> list[tuple[ImportRun, str]]:
        return [(self.runs[value], value.partition(":")[2]) for value in self.cleaned_data["chosen"]]

    def rows(self, runs: list[ImportRun]) -> list[tuple[ImportRun, str, bool]]:
        """(import, the value that selects it, or "" when it cannot be selected, whether it is selected)."""
        value_of = {run: value for value, run in self.runs.items()}
        ticked = self.data.getlist("chosen") if self.is_bound else value_of.values()
        return [(run, value_of.get(run, ""), value_of.get(run) in ticked) for run in runs]
