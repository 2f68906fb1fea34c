"""Forms of the documents."""

from django import forms

from centre.doors import OnceForm
from centre.fields import DayField
from centre.uploads import MAX_BYTES
from networks.choices import DocumentKind

HEAVY = "Fichier trop lourd : 5 Mo au plus."


class UploadForm(OnceForm):
    """`sheet` is asked only of whoever belongs to both networks."""

    kind = forms.ChoiceField(label="Pièce", choices=DocumentKind.choices)
    file = forms.FileField(
        label="Fichier",
        help_text="PDF, JPEG ou PNG, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "missing": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier.",
            "empty": "Fichier vide : choisissez-en un autre.",
        },
    )
    expires_on = DayField(
        label="Valable jusqu’au", required=False, help_text="Un rappel vous parvient avant cette date."
    )
    sheet = forms.ChoiceField(label="Pour", required=False)

    def __init__(self, *args, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheets = {str(index): sheet for index, sheet in enumerate(sheets)}
        self.fields["sheet"].choices = [
            (index, f"{sheet._meta.verbose_name} ({sheet.code})") for index, sheet in self.sheets.items()
        ]
        if len(self.sheets) < 2:
            del self.fields["sheet"]

    def clean_file(self):
        """Weighed before it is read: what was too heavy arrived empty."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(HEAVY)
        return file

    def clean(self):
        typed = super().clean()
        typed["sheet"] = self.sheets.get(typed.get("sheet") or "0")
        file = typed.pop("file", None)
        if file is not None:
            typed |= {"filename": file.name, "content": file.read()}
        return typed
