"""Forms about an activity. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils import timezone

from centre.doors import VersionForm
from centre.fields import DayField, TextField, no_control_characters
from networks.choices import ActivityState, ActivityType, Modality
from networks.life import access
from networks.life.fields import HeadsField, NamesField, PeopleField, SharesField
from networks.life.models import Activity, Axis, Project

RECORDED = ("type", "title", "starts_on", "state", "modality")
HEADS = ("professionals", "users", "participants", "excused")
MORE = (
    *("rubric", "ends_on", "hour", "place", "host", "network", "project", "axis", "cancel_reason"),
    *("shares", "structures_count", "agenda", "decisions", "remark"),
    *("people_present", "people_excused", "people_absent"),
)
_NOT_A_PERSON = "Ce qui s’est dit du travail du réseau, jamais d’une personne accompagnée."


class LongField(forms.CharField):
    """Several lines of text: an agenda, decisions."""

    default_validators = [no_control_characters]

    def __init__(self, **kwargs):
        super().__init__(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)


class ActivityForm(forms.Form):
    """Everything one may write of an activity. A head count left empty is « non compté »."""

    type = forms.ChoiceField(label="Type", choices=ActivityType.choices)
    title = TextField(label="Intitulé", max_length=300)
    starts_on = DayField(label="Date", error_messages={"required": "Donnez la date."})
    state = forms.ChoiceField(label="Statut", choices=ActivityState.choices, widget=forms.RadioSelect)
    modality = forms.ChoiceField(
        label="Modalité",
        choices=[*Modality.choices, ("", "Non renseignée")],
        required=False,
        widget=forms.RadioSelect,
    )
    professionals = HeadsField(label="Professionnels")
    users = HeadsField(label="Usagers")
    participants = HeadsField(label="Participants")
    excused = HeadsField(label="Excusés")
    usual_structures = forms.MultipleChoiceField(
        label="Présentes, comme la dernière fois", required=False, widget=forms.CheckboxSelectMultiple
    )
    structures_present = NamesField(
        label="Structures présentes", required=False, help_text="Plusieurs noms : séparez par « ; »."
    )
    structures_excused = NamesField(label="Structures excusées", required=False)
    create_structures = forms.BooleanField(label="Créer ces structures", required=False)
    same_anyway = forms.BooleanField(label="C’est une autre activité : l’enregistrer aussi", required=False)

    rubric = TextField(label="Rubrique du bilan", max_length=20, required=False)
    ends_on = DayField(label="Date de fin", required=False, help_text="Si elle dure plusieurs jours.")
    hour = forms.TimeField(
        label="Heure",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Cette heure n’existe pas. Format attendu : HH:MM."},
    )
    place = TextField(label="Lieu", max_length=200, required=False)
    host = TextField(label="Hôte", max_length=200, required=False, help_text="La structure qui reçoit.")
    network = TextField(label="Réseau", max_length=120, required=False)
    project = forms.ModelChoiceField(
        label="Projet", queryset=Project.objects.all(), required=False, empty_label="Aucun"
    )
    axis = forms.ModelChoiceField(
        label="Axe", queryset=Axis.objects.all(), required=False, empty_label="Aucun"
    )
    cancel_reason = TextField(
        label="Motif d’annulation", max_length=200, required=False, help_text="Seulement si elle est annulée."
    )
    shares = SharesField(
        label="Répartition des participants",
        max_length=2000,
        required=False,
        help_text="Par exemple : 20 organisateurs; 30 élèves.",
    )
    structures_count = HeadsField(
        label="Nombre de structures", help_text="Si les structures ne sont pas nommées."
    )
    agenda = LongField(label="Ordre du jour")
    decisions = LongField(label="Décisions", help_text=_NOT_A_PERSON)
    remark = TextField(label="Précision", max_length=500, required=False)
    people_present = PeopleField(
        label="Personnes présentes",
        required=False,
        help_text="Une par ligne : Prénom Nom ; fonction ; structure. Des professionnels, jamais des usagers.",
    )
    people_excused = PeopleField(label="Personnes excusées", required=False)
    people_absent = PeopleField(label="Personnes absentes", required=False)

    def __init__(self, *args, usual=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["usual_structures"].choices = [(name, name) for name in usual]
        for name, list_id in (
            ("structures_present", "structures"),
            ("structures_excused", "structures"),
            ("rubric", "rubrics"),
            ("network", "networks"),
            ("host", "structures"),
        ):
            self.fields[name].widget.attrs["list"] = f"{list_id}-list"
        for name in ("structures_present", "structures_excused"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self):
        typed = super().clean()
        usual = typed.pop("usual_structures", [])
        if "structures_present" in typed:
            typed["structures_present"] = list(dict.fromkeys([*usual, *typed["structures_present"]]))
        return typed

    @property
    def lists(self) -> dict[str, list[str]]:
        """What may be picked rather than typed, by the id of its <datalist>."""
        return {
            "structures-list": access.structure_names(),
            "rubrics-list": access.labels_of("rubric"),
            "networks-list": access.labels_of("network"),
        }

    def of(self, names):
        return [self[name] for name in names if name in self.fields]

    @property
    def recorded(self):
        return self.of(RECORDED)

    @property
    def heads(self):
        return self.of(HEADS)

    @property
    def more(self):
        return self.of(MORE)

    @property
    def more_is_open(self) -> bool:
        """What is wrong is never folded away."""
        return any(field.errors for field in self.more)


class RecordForm(ActivityForm):
    """A meeting just held, in a few touches: what the last of its type was is already there."""

    def __init__(self, *args, last: Activity | None = None, **kwargs):
        usual = access.usual_structures(last)
        super().__init__(*args, usual=usual, **kwargs)
        if not usual:
            self.fields["usual_structures"].widget = forms.MultipleHiddenInput()

    @staticmethod
    def initial_for(type_: str, last: Activity | None) -> dict:
        told = {"starts_on": timezone.localdate(), "state": ActivityState.HELD, "type": type_}
        if last:
            copied = ("title", "rubric", "modality", "network", "host", "place", "project", "axis")
            told |= {name: getattr(last, name) for name in copied}
        return told


class EditForm(ActivityForm):
    """The same, with the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, localize=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("usual_structures", "same_anyway"):
            del self.fields[name]
        self.now: list[tuple[str, str]] = []

    def clean(self):
        typed = super().clean()
        typed.pop("usual_structures", None)
        return typed

    @staticmethod
    def initial_of(activity: Activity, file: dict) -> dict:
        names = [field.name for field in Activity._meta.fields if field.name in EditForm.base_fields]
        people = {
            key: [(one.name, one.function, one.structure.name if one.structure else "") for one in some]
            for key, some in file.items()
            if key.startswith("people_")
        }
        return {
            **{name: getattr(activity, name) for name in names},
            **people,
            "ends_on": activity.ends_on if activity.ends_on != activity.starts_on else None,
            "structures_present": [one.name for one in file["structures_present"]],
            "structures_excused": [one.name for one in file["structures_excused"]],
            "shares": [(share.count, share.label) for share in file["shares"]],
            "version": activity.version,
        }

    def compare_with(self, activity: Activity, file: dict) -> None:
        """Somebody wrote first: keep what was typed, show what is stored where it differs, let it be sent again."""
        stored = self.initial_of(activity, file)
        for name, field in self.fields.items():
            if name in ("version", "create_structures"):
                continue
            value = field.prepare_value(stored.get(name))
            typed = self.data.get(self.add_prefix(name), "")
            if field.has_changed(stored.get(name), typed) and not _same_text(value, typed):
                self.now.append((self[name].label, self._said(name, value)))
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(activity.version)

    def _said(self, name: str, value) -> str:
        choices = getattr(self.fields[name], "choices", None)
        if choices and not hasattr(self.fields[name], "queryset"):
            return str(dict(choices).get(value, value or "–"))
        return "–" if value in (None, "") else str(value)


def _same_text(value, typed: str) -> bool:
    return " ".join(str("" if value is None else value).split()) == " ".join(typed.split())


class CancelForm(VersionForm):
    reason = TextField(label="Motif", max_length=200, help_text="Il figure dans la fiche, pas dans le bilan.")


class PostponeForm(VersionForm):
    starts_on = DayField(label="Nouvelle date", required=False)
    replaced_by = forms.ModelChoiceField(
        label="Ou l’activité, déjà enregistrée, qui la remplace",
        queryset=Activity.objects.none(),
        required=False,
        empty_label="Aucune : en planifier une à cette date",
    )

    def __init__(self, *args, activity: Activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = (
            Activity.objects.filter(type=activity.type, starts_on__gte=activity.starts_on)
            .exclude(pk=activity.pk)
            .exclude(state=ActivityState.CANCELLED)
            .order_by("starts_on", "pk")
        )
        self.fields["replaced_by"].label_from_instance = lambda one: (
            f"{one.when} : {one.title} ({one.reference})"
        )
