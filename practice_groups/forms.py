"""One form per view; `cleaned_data` is the action's keyword arguments."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from centre.doors import OnceForm
from centre.fields import CommuneField, RemarkField, TextField
from networks.choices import Sector
from practice_groups.choices import Kind
from practice_groups.models import Cycle
from practice_groups.registrations import rules


class RegisterForm(OnceForm):
    """What a cycle asks: where she hosts if it goes from place to place, the contact file if it is a training."""

    profession = TextField(label=_("Profession ou fonction"), max_length=80)
    sector = forms.ChoiceField(
        label=_("Votre secteur"),
        choices=Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez votre secteur.")},
    )
    structure = TextField(
        label=_("Structure"),
        max_length=120,
        required=False,
        help_text=_("L’association ou le service où vous intervenez, s’il y en a un."),
    )
    expectations = RemarkField(
        label=_("Vos attentes"),
        max_length=300,
        required=False,
        help_text=_("Quelques mots pour l’animation du groupe. Ne parlez d’aucune personne accompagnée."),
    )
    host_address = TextField(
        label=_("Où vous accueillerez le groupe"),
        max_length=200,
        help_text=_("Nom et adresse de la structure : chacun accueille une rencontre à son tour."),
    )
    host_commune = CommuneField(
        label=_("Commune de ce lieu"),
        required=False,
        help_text=_("Elle sert à proposer des tours à distance raisonnable."),
    )
    avoids_months = forms.MultipleChoiceField(
        label=_("Mois où vous ne pouvez pas accueillir"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    joins_contacts = forms.BooleanField(
        label=_("J’accepte d’entrer dans le fichier de contact du centre"),
        required=False,
        help_text=_(
            "Pour recevoir l’annonce des prochaines formations. Un lien, dans chaque message, permet d’en sortir."
        ),
    )
    charter = forms.BooleanField(
        label=_("J’ai lu la charte du groupe et je l’accepte"),
        error_messages={"required": _("Acceptez la charte du groupe pour vous inscrire.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, localize=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, cycle: Cycle, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = cycle.version
        self.fields["profession"].help_text = rules.reserved_to_professions(cycle.group)
        if cycle.hosted:
            self.fields["avoids_months"].choices = months(cycle.starts_on, cycle.ends_on)
        else:
            for name in ("host_address", "host_commune", "avoids_months"):
                del self.fields[name]
        if not offers_contacts(cycle):
            del self.fields["joins_contacts"]

    def read_again(self, cycle: Cycle) -> None:
        """Refused, the page shows the cycle as it is now: what is sent next was read there."""
        self.data = self.data.copy()
        self.data["version"] = str(cycle.version)


def offers_contacts(cycle: Cycle) -> bool:
    """Trainings feed the contact file, unless this one does not."""
    if cycle.group.kind != Kind.TRAINING:
        return False
    facts = getattr(cycle, "training", None)
    return facts is None or facts.invites_contacts


def months(first: date, last: date) -> list[tuple[str, str]]:
    """« 2026-11 » → « novembre 2026 », from the month of `first` to that of `last`."""
    found = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        month = date(number // 12, number % 12 + 1, 1)
        found.append((f"{month:%Y-%m}", date_format(month, "F Y")))
    return found


class AnswerForm(forms.Form):
    """Two buttons: `accepted` is « oui » or « non »."""

    accepted = forms.TypedChoiceField(
        choices=[("oui", _("J’accepte la place")), ("non", _("Je laisse la place"))],
        coerce=lambda answer: answer == "oui",
        error_messages={
            "required": _("Choisissez une réponse."),
            "invalid_choice": _("Choisissez une réponse."),
        },
    )


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label="Nombre de places", min_value=1, max_value=1000)
