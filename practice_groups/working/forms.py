"""Forms of working groups. `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField, blank_choice
from centre.models import User
from centre.reference import departement_choices
from networks.agenda.polls.forms import ProposedDates
from networks.choices import Modality
from networks.models import Structure
from practice_groups.access import by_name
from practice_groups.choices import ItemState, Presence, Theme
from practice_groups.cycles.meetings.forms import AddMeetingForm, PastField
from practice_groups.models import AgendaPoint, Group, GroupMember
from practice_groups.working import access

MOST_HEADS = 500


class WorkingGroupForm(VersionForm):
    title = TextField(label="Titre", max_length=120)
    description = TextField(label="En une phrase", max_length=500, required=False)
    departement = forms.ChoiceField(label="Département", required=False)
    place = TextField(label="Lieu habituel", max_length=120, required=False)
    clinical = forms.BooleanField(
        label="Grande réunion clinique",
        required=False,
        help_text="Des membres y apportent des situations, deux au plus par réunion. Seul leur thème est gardé.",
    )
    last_situations_on = DayField(
        label="Dernier jour où une nouvelle situation est reçue",
        required=False,
        help_text="Avant une fermeture\u00a0: les situations en cours se terminent, aucune nouvelle n’entre.",
    )
    facilitators = forms.ModelMultipleChoiceField(
        label="Animation", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departement"].choices = blank_choice(departement_choices(), "Toute la région")
        self.fields["facilitators"].queryset = User.objects.holding("animation").order_by(by_name())


class _StructureChoice(forms.ModelChoiceField):
    def __init__(self):
        super().__init__(
            label="Structure", queryset=Structure.objects.none(), required=False, empty_label="Non renseignée"
        )


class MemberForm(VersionForm):
    """Who she is; name and address are the account's when she has one."""

    name = TextField(label="Prénom et nom", max_length=120)
    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=254,
        required=False,
        help_text="Avec un compte à cette adresse, elle suit le groupe sur le portail\u202f; sans compte, elle reçoit "
        "un lien privé vers chaque compte rendu.",
    )
    function = TextField(label="Fonction", max_length=80, required=False)
    structure = _StructureChoice()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = Structure.objects.order_by(by_name("name"))


class AddMemberForm(MemberForm):
    since = DayField(label="Membre depuis le")


class EditMemberForm(MemberForm):
    def __init__(self, *args, member: GroupMember, **kwargs):
        super().__init__(*args, **kwargs)
        if member.user_id:
            del self.fields["name"], self.fields["email"]


class EndMemberForm(VersionForm):
    until = DayField(label="Dernier jour dans le groupe")


class PlanMeetingForm(AddMeetingForm):
    modality = forms.ChoiceField(label="Modalité", choices=blank_choice(Modality.choices), required=False)
    past = PastField(label="Cette réunion a déjà eu lieu")
    field_order = ["day", "starts", "ends", "modality", "place", "confirm_holiday", "past"]


class PollMembersForm(ProposedDates):
    """The dates of a poll; whom it asks is the group."""

    title = TextField(
        label="Titre",
        max_length=120,
        help_text="Il figure sur la page de réponse ; aucun message ne dit de quoi parle le groupe.",
    )
    place = TextField(label="Lieu", max_length=120, required=False)
    answer_by = DayField(label="Réponses attendues avant le", required=False)


# ── One meeting ─────────────────────────────────────────────────────────────────────────────────


class _MemberChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(label="Apporté par", queryset=GroupMember.objects.none(), **kwargs)


class _OfGroup(VersionForm):
    def __init__(self, *args, group: Group, members: list[GroupMember], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["brought_by"]
        field.queryset = access.members(group)
        field.choices = [("", field.empty_label), *((one.pk, str(one)) for one in members)]


class PointForm(_OfGroup):
    title = TextField(
        label="Point",
        max_length=200,
        help_text="De quoi l’on parlera. Aucune personne accompagnée n’est nommée ici.",
    )
    brought_by = _MemberChoice(required=False, empty_label="L’ensemble du groupe")


class SituationForm(_OfGroup):
    theme = forms.ChoiceField(label="Thème", choices=blank_choice(Theme.choices, "Choisir un thème"))
    brought_by = _MemberChoice(empty_label="Choisir un membre")


class SettlePointForm(VersionForm):
    state = forms.ChoiceField(label="État", choices=ItemState.choices, widget=forms.RadioSelect)
    decision = RemarkField(label="Décision", max_length=300, required=False, rows=3)

    def __init__(self, *args, point: AgendaPoint, **kwargs):
        super().__init__(*args, **kwargs)
        if point.situation:
            del self.fields["decision"]


class MovePointForm(VersionForm):
    up = forms.TypedChoiceField(
        choices=[("oui", "Monter"), ("non", "Descendre")], coerce=lambda answer: answer == "oui"
    )


class PresencesForm(VersionForm):
    """A question per member, then the others who came."""

    modality = forms.ChoiceField(
        label="Comment elle se tient", choices=blank_choice(Modality.choices), required=False
    )
    unnamed_heads = forms.IntegerField(
        label="Autres personnes présentes",
        required=False,
        min_value=0,
        max_value=MOST_HEADS,
        help_text="Vide\u00a0: non compté, ce qui n’est pas 0.",
    )

    def __init__(self, *args, members: list[GroupMember], known: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            self.fields[f"member_{member.pk}"] = forms.ChoiceField(
                label=str(member),
                choices=[("", "Non noté"), *Presence.choices],
                initial=known.get(member.pk, ""),
                required=False,
            )

    @property
    def rows(self):
        """(member, her field), in the order of the names."""
        return [(member, self[f"member_{member.pk}"]) for member in self.members]

    def clean(self):
        cleaned = super().clean()
        names = [name for name in cleaned if name.startswith("member_")]
        presences = {int(name.removeprefix("member_")): cleaned.pop(name) for name in names}
        return cleaned | {"presences": presences}
