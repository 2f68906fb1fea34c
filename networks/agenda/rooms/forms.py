"""One form per view; `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.fields import DayField, RemarkField, TextField
from networks.agenda.rooms import access
from networks.models import Activity, Room, Structure


class RoomForm(forms.Form):
    name = TextField(label="Nom de la salle", max_length=120)
    structure = forms.ModelChoiceField(
        label="Chez",
        queryset=Structure.objects.none(),
        required=False,
        empty_label="Au centre",
        help_text="La structure qui la prête.",
    )
    capacity = forms.IntegerField(label="Places assises", min_value=1, max_value=2000)
    accessible = forms.BooleanField(label="Accessible en fauteuil roulant", required=False)
    active = forms.BooleanField(label="Disponible au prêt", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = Structure.objects.open().order_by("name")
        self.fields["capacity"].css_classes = "short"


class _ActivityChoice(forms.ModelChoiceField):
    def label_from_instance(self, activity):
        return f"{activity.starts_on:%d/%m/%Y} – {activity.title}"


class BookForm(forms.Form):
    room = forms.ModelChoiceField(label="Salle", queryset=Room.objects.none(), empty_label="Choisir")
    day = DayField(label="Jour")
    starts = forms.TimeField(label="De")
    ends = forms.TimeField(label="À")
    purpose = RemarkField(
        label="Pour quoi", max_length=200, rows=2, help_text="Une réunion, un atelier… Ne nommez personne."
    )
    heads = forms.IntegerField(label="Personnes attendues", min_value=1, max_value=2000, required=False)
    structure = forms.ModelChoiceField(
        label="Pour quelle structure",
        queryset=Structure.objects.none(),
        required=False,
        empty_label="Le centre",
    )
    activity = _ActivityChoice(
        label="Activité prévue", queryset=Activity.objects.none(), required=False, empty_label="Aucune"
    )
    weeks = forms.IntegerField(
        label="Nombre de semaines",
        min_value=1,
        max_value=26,
        initial=1,
        help_text="1 pour une seule fois\u202f; 6 pour six semaines de suite, le même jour à la même heure.".replace(
            " ;", "\u202f;"
        ),
    )

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = access.rooms().filter(active=True)
        self.fields["structure"].queryset = Structure.objects.open().order_by("name")
        self.fields["activity"].queryset = access.activities_for(day)
        self.fields["room"].label_from_instance = lambda room: f"{room.name}, {room.capacity} places"
