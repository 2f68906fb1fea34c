"""Forms of whoever registers without an account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from centre.fields import RemarkField, TextField, no_control_characters
from practice_groups.cards import CycleCard
from practice_groups.forms import RegisterForm


class PublicRegisterForm(RegisterForm):
    """The form of the group, and who she is. `trap` is a field that only a robot fills."""

    display_name = TextField(
        label=_("Prénom et nom"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        max_length=254,
        help_text=_("Un lien y est envoyé : votre inscription prend rang quand vous le confirmez."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        validators=[no_control_characters],
    )
    language = forms.ChoiceField(label=_("Langue des messages"), choices=settings.LANGUAGES)
    trap = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    field_order = ["display_name", "email", "language", "profession", "sector", "structure"]

    def __init__(self, *args, cycle, **kwargs):
        super().__init__(*args, cycle=cycle, **kwargs)
        del self.fields["version"]  # the page of the mailed link shows the cycle again
        self.fields["language"].initial = cycle.group.language

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("trap"))

    @property
    def shown(self):
        """The fields in their order, without the one that nobody sees."""
        return [field for field in self.visible_fields() if field.name != "trap"]

    def clean(self):
        typed = super().clean()
        typed.pop("trap", None)
        return typed


class EnrolForm(PublicRegisterForm):
    """The same, filled in by the coordination for whoever telephones or writes; outside the dates, with a reason."""

    exception = RemarkField(
        label="Pourquoi l’inscrire hors délai",
        max_length=200,
        rows=2,
        help_text="Les inscriptions ne sont pas ouvertes : l’exception est gardée avec votre nom.",
    )

    def __init__(self, *args, card: CycleCard, **kwargs):
        super().__init__(*args, cycle=card.cycle, **kwargs)
        del self.fields["trap"]
        if card.is_open:
            del self.fields["exception"]
        for name, label in _OF_HER.items():
            if name in self.fields:
                self.fields[name].label = label
        self.fields["email"].help_text = "Son lien personnel y est envoyé."
        self.fields["structure"].help_text = "L’association ou le service où elle intervient, s’il y en a un."


_OF_HER = {
    "sector": "Secteur",
    "expectations": "Attentes",
    "host_address": "Où elle accueillera le groupe",
    "avoids_months": "Mois où elle ne peut accueillir",
    "joins_contacts": "Elle accepte d’entrer dans le fichier de contact du centre",
    "charter": "La charte du groupe lui a été lue ou envoyée, et elle l’accepte",
}
