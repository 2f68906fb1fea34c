"""Forms of sessions, wishes and pairs. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.doors import OnceForm, VersionForm
from centre.fields import DayField, RemarkField, TextField, blank_choice
from networks.choices import Sector
from practice_groups.choices import WishChannel
from practice_groups.placements.models import MOST_WANTED

NEXT = "suivante"
_RANKS = (_("Premier vœu"), _("Deuxième vœu"), _("Troisième vœu"))


class SessionFacts(forms.Form):
    title = TextField(label="Titre", max_length=120, help_text="Par exemple « Automne 2026 ».")
    wishes_until = DayField(label="Vœux jusqu’au", help_text="Ce jour compris, avant le début de la session.")
    starts_on = DayField(label="Début de la session")
    ends_on = DayField(label="Fin de la session", help_text="Les stages ont lieu entre ces deux dates.")
    preparation_on = DayField(label="Réunion de préparation", required=False)
    restitution_on = DayField(label="Restitution", required=False)

    def clean(self):
        cleaned = super().clean()
        starts, ends, until = (cleaned.get(name) for name in ("starts_on", "ends_on", "wishes_until"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", "La fin doit être après le début.")
        if starts and until and until > starts:
            self.add_error("wishes_until", "Les vœux se closent avant le début de la session.")
        return cleaned


class CreateSessionForm(SessionFacts):
    announce = forms.BooleanField(
        label="Écrire aux structures d’accueil que les vœux sont ouverts", required=False, initial=True
    )


class EditSessionForm(VersionForm, SessionFacts):
    pass


class StructureField(forms.ChoiceField):
    """A structure among those given to the form, whole; None when nothing is chosen."""

    def offer(self, structures, blank=None):
        self.found = {str(one.pk): one for one in structures}
        listed = [(pk, one.name) for pk, one in self.found.items()]
        self.choices = listed if blank is None else blank_choice(listed, blank)

    def clean(self, value):
        return self.found.get(super().clean(value))


class WishFacts(forms.Form):
    """`wanted_1`… are the ranks; `cleaned_data["wanted"]` is their list."""

    structure = StructureField(label=_("Structure"))
    trainee = TextField(label=_("Professionnel qui souhaite être accueilli"), max_length=120)
    email = forms.EmailField(
        label=_("Son adresse e-mail"),
        max_length=254,
        help_text=_("La convention lui est envoyée à signer à cette adresse."),
    )
    profession = TextField(label=_("Sa profession"), max_length=80, required=False)
    sector = forms.ChoiceField(label=_("Son secteur"), choices=Sector.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(label=_("Jours souhaités"), min_value=1, max_value=5, initial=2)
    offers = forms.IntegerField(
        label=_("Places que sa structure offre en retour"),
        min_value=0,
        max_value=20,
        initial=1,
        help_text=_("Pour accueillir des professionnels d’ailleurs pendant la session."),
    )
    wanted_1 = StructureField(label=_RANKS[0], required=False)
    wanted_2 = StructureField(label=_RANKS[1], required=False)
    wanted_3 = StructureField(label=_RANKS[2], required=False)
    wishes_text = RemarkField(
        label=_("Attentes"),
        max_length=300,
        required=False,
        rows=2,
        help_text=_("Ce qu’elle souhaite découvrir. Ne parlez d’aucune personne accompagnée."),
    )

    def __init__(self, *args, own, structures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].offer(own, None if len(own) == 1 else _("Choisissez"))
        for rank in range(1, MOST_WANTED + 1):
            self.fields[f"wanted_{rank}"].offer(structures, _("Aucune préférence"))
        for name in ("days", "offers"):
            self.fields[name].css_classes = "short"

    def clean(self):
        cleaned = super().clean()
        asked = [cleaned.pop(f"wanted_{rank}", None) for rank in range(1, MOST_WANTED + 1)]
        cleaned["wanted"] = [one for one in asked if one is not None]
        return cleaned


class WishForm(WishFacts, OnceForm):
    """`session` is the record, or None."""

    session = forms.TypedChoiceField(label=_("Session"))
    channel = forms.ChoiceField(label="Reçu", choices=WishChannel.choices, initial=WishChannel.PHONE)
    keep_for_next = forms.BooleanField(
        label=_("Si les vœux sont clos, garder celui-ci pour la prochaine session"), required=False
    )
    field_order = ["session", *WishFacts.base_fields]

    def __init__(self, *args, sessions, staff: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.sessions = {str(one.pk): one for one in sessions}
        listed = [(pk, one.title) for pk, one in self.sessions.items()]
        field = self.fields["session"]
        field.coerce = self.sessions.get
        field.choices = [*listed, (NEXT, _("La prochaine (liste de vœux)"))]
        if not staff:
            del self.fields["channel"]


class CorrectWishForm(WishFacts):
    """`mark`: the wish as it was read."""

    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PlaceForm(VersionForm):
    """Where a wish goes; empty: nowhere."""

    host = StructureField(label="Structure d’accueil", required=False)

    def __init__(self, *args, structures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].offer(structures, "Sans place pour cette session")
