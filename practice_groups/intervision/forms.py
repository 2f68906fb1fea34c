"""Forms of hosting. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.doors import VersionForm
from centre.fields import CommunesField, TextField
from practice_groups.models import HOST_ADDRESS, Registration


class AnswerForm(forms.Form):
    """Two buttons: `accepted` is « oui » or « non »."""

    accepted = forms.TypedChoiceField(
        choices=[("oui", _("Je confirme ce tour")), ("non", _("Je rends ce tour"))],
        coerce=lambda answer: answer == "oui",
        error_messages={
            "required": _("Choisissez une réponse."),
            "invalid_choice": _("Choisissez une réponse."),
        },
    )


class OneCommuneField(CommunesField):
    """The name of one commune; cleaned to its INSEE code, « » when empty."""

    def prepare_value(self, value):
        return self.name_of(value) if isinstance(value, str) and value[:1].isdigit() else value

    def clean(self, value) -> str:
        codes = super().clean(value)
        if len(codes) > 1:
            raise forms.ValidationError(_("Indiquez une seule commune."))
        return codes[0] if codes else ""

    def has_changed(self, initial, data):
        return forms.Field.has_changed(self, initial, data)


class HostWishesForm(forms.Form):
    host_address = TextField(
        label=_("Où vous accueillez"),
        max_length=HOST_ADDRESS,
        required=False,
        help_text=_(
            "Nom de la structure, rue, commune. Cette adresse devient celle de la rencontre quand vous confirmez."
        ),
    )
    host_commune = OneCommuneField(
        label=_("Commune"),
        max_length=80,
        required=False,
        help_text=_("Sert à répartir les trajets."),
    )
    avoids_months = forms.MultipleChoiceField(
        label=_("Mois où vous ne pouvez pas accueillir"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["avoids_months"].choices = months


class VisitForm(VersionForm):
    starts = forms.TimeField(label=_("De"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("À"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class KeepRotationForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AssignHostForm(forms.Form):
    registration = forms.TypedChoiceField(
        label="Hôte",
        help_text="Qui accueille déjà une autre rencontre change de place avec l’hôte de celle-ci. "
        "Chaque personne concernée est interrogée de nouveau.",
        coerce=int,
    )
    shown = forms.IntegerField(widget=forms.HiddenInput, localize=False, required=False)

    def __init__(self, *args, candidates: list[tuple[Registration, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_pk = {person.pk: person for person, _words in candidates}
        choices = [(person.pk, words) for person, words in candidates]
        self.fields["registration"].choices = [("", "Choisissez"), *choices]

    def clean_registration(self) -> Registration:
        return self.by_pk[self.cleaned_data["registration"]]
