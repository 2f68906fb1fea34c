from django import forms

from centre.fields import TextField


class SearchForm(forms.Form):
    words = TextField(
        label="Code, prénom et nom exacts, ou téléphone",
        max_length=160,
        help_text="La recherche est inscrite au journal.",
    )
