"""Forms of the annuaire; `cleaned_data` is an action's keyword arguments, or a search."""

from django import forms

from centre.fields import LanguagesField, TextField, blank_choice, complete_phone, no_control_characters
from centre.reference import OCCITANIE, departement_choices, departements, languages_named
from networks.choices import Public, Sector, Service
from networks.directory.search import Wanted, words_of

LANGUAGE_OPTIONS, KIND_OPTIONS = "language-options", "kind-options"
KINDS = (
    "Association",
    "CADA",
    "CCAS",
    "Centre de santé",
    "CMP",
    "CMPP",
    "EMPP",
    "HUDA",
    "Maison des adolescents",
    "Mission locale",
    "PASS",
    "PASS psychiatrique",
)


class SearchForm(forms.Form):
    """Everything optional. What cannot be understood is said beside its field, and searched without."""

    q = TextField(
        label="Rechercher",
        max_length=80,
        required=False,
        help_text="Un nom, une ville, une aide. Les fautes de frappe sont admises.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    need = forms.ChoiceField(
        label="Besoin", choices=blank_choice(Service.choices, "Tous les besoins"), required=False
    )
    departement = forms.ChoiceField(
        label="Département",
        choices=blank_choice(
            [(code, f"{code} – {departements()[code]}") for code in OCCITANIE], "Toute l’Occitanie"
        ),
        required=False,
    )
    commune = TextField(label="Commune", max_length=60, required=False)
    language = TextField(
        label="Langue parlée",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": LANGUAGE_OPTIONS, "autocomplete": "off"}),
    )
    receives = forms.ChoiceField(
        label="Public reçu", choices=blank_choice(Public.choices, "Tous les publics"), required=False
    )
    kind = TextField(
        label="Sorte de structure ou profession",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": KIND_OPTIONS, "autocomplete": "off"}),
    )

    def clean_q(self):
        text = self.cleaned_data["q"]
        if text and not words_of(text):
            raise forms.ValidationError("Écrivez un mot d’au moins trois lettres.")
        return text

    def clean_language(self):
        text = self.cleaned_data["language"]
        if text and not languages_named(text):
            raise forms.ValidationError(
                "Cette langue n’est pas connue du portail. Essayez un autre de ses noms."
            )
        return text

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        read = self.cleaned_data
        return Wanted(
            words=words_of(read.get("q", "")),
            need=read.get("need", ""),
            departement=read.get("departement", ""),
            commune=read.get("commune", ""),
            languages=languages_named(read["language"]) if read.get("language") else [],
            receives=read.get("receives", ""),
            kind=read.get("kind", ""),
        )

    @property
    def on(self) -> dict[str, str]:
        """The filters that are on and understood, as the address carries them."""
        self.is_valid()
        return {name: self.data[name].strip() for name, value in self.cleaned_data.items() if value}

    @property
    def is_detailed(self) -> bool:
        return bool(self.on.keys() - {"q", "need", "departement"}) or bool(
            self.errors.keys() - {"q", "need", "departement"}
        )


class OwnStructureForm(forms.Form):
    """What a structure's members keep exact themselves."""

    commune_name = TextField(label="Commune", max_length=60, required=False)
    address = TextField(label="Adresse", max_length=200, required=False)
    phone = TextField(label="Téléphone", max_length=20, required=False, validators=[complete_phone])
    email = forms.EmailField(
        label="Adresse e-mail",
        required=False,
        help_text="Celle de la structure, pas d’une personne : elle reçoit chaque année la demande de vérification.",
    )
    website = forms.URLField(label="Site", required=False, assume_scheme="https")
    description = forms.CharField(
        label="Ce qu’elle propose",
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Pour qui, comment prendre contact, quels jours. Ne nommez personne.",
    )
    services = forms.MultipleChoiceField(
        label="Répond à", choices=Service.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    publics = forms.MultipleChoiceField(
        label="Publics reçus", choices=Public.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = LanguagesField(label="Langues parlées", required=False)


class EditOwnForm(OwnStructureForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AddStructureForm(OwnStructureForm):
    """The whole sheet."""

    name = TextField(label="Nom", max_length=200)
    kind = TextField(
        label="Sorte",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": KIND_OPTIONS}),
        help_text="CADA, PASS, CMP, association…",
    )
    sector = forms.ChoiceField(label="Secteur", choices=Sector.choices, initial=Sector.OTHER)
    departement = forms.ChoiceField(
        label="Département", choices=lambda: blank_choice(departement_choices()), required=False
    )
    sensitive = forms.BooleanField(
        label="Adresse protégée : seules la coordination et la structure la voient", required=False
    )
    public = forms.BooleanField(label="Visible de tous, sans compte", required=False)

    field_order = ["name", "kind", "sector", "departement"]


class EditStructureForm(AddStructureForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ErrorForm(forms.Form):
    text = forms.CharField(
        label="Ce qui n’est plus exact",
        max_length=1000,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Par exemple : les jours d’accueil ont changé. La coordination relit avant de corriger.",
    )


class AnswerForm(forms.Form):
    """Two buttons, `answer`: all is exact, or `text` says what has changed; a telephone number has its place there."""

    answer = forms.ChoiceField(
        choices=[("exact", "Tout est exact"), ("changed", "Envoyer ce qui a changé")],
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."},
    )
    text = forms.CharField(
        label="Voici ce qui a changé",
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La coordination relit, puis met la fiche à jour.",
    )

    def clean(self):
        read = self.cleaned_data
        exact = read.pop("answer", None) == "exact"
        if not exact and not self.errors and not read.get("text"):
            self.add_error("text", "Écrivez ce qui a changé, ou choisissez « Tout est exact ».")
        return read | {"exact": exact}
