"""The form that takes cells copied from a spreadsheet, or a file; `cleaned_data` is a table to read."""

from django import forms

from centre.refusals import Refused
from networks.life.paste.tables import MOST_BYTES, MOST_TEXT, table_of_file, table_of_text


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Cellules copiées",
        required=False,
        strip=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Copiez les lignes dans le tableur, collez-les ici, avec ou sans la ligne de titres.",
        error_messages={"max_length": "Trop long : collez moins de lignes à la fois."},
    )
    file = forms.FileField(
        label="Ou un fichier CSV ou XLSX",
        required=False,
        help_text="1 Mo au plus. Dans un classeur, la feuille s’appelle « actions ».",
        error_messages={"empty": "Ce fichier est vide."},
    )
    digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # no counter of six figures

    def clean(self):
        typed = super().clean()
        if self.errors:
            return typed
        upload, text = typed.pop("file", None), typed.pop("text", "")
        if not upload and not text.strip():
            raise forms.ValidationError("Collez des cellules ou choisissez un fichier.")
        if upload and upload.size > MOST_BYTES:
            self.add_error("file", "Fichier de plus de 1 Mo : partagez-le en plusieurs fois.")
            return typed
        try:
            table = table_of_file(upload.name, upload.read()) if upload else table_of_text(text)
        except Refused as refusal:
            self.add_error(refusal.field if not upload else "file", refusal.reason)
            return typed
        return {"table": table, "digest": typed.get("digest", "")}
