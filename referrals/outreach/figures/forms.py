"""The period and the place that the figures are of."""

from django import forms

from centre.fields import DayField
from networks.models import Structure
from referrals.models import Visit


class FiguresForm(forms.Form):
    first = DayField(label="Du", required=False)
    last = DayField(label="Au", required=False)
    structure = forms.ModelChoiceField(label="Lieu", queryset=None, required=False, empty_label="Tous")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["first"].initial, self.fields["last"].initial = today.replace(month=1, day=1), today
        self.fields["structure"].queryset = Structure.objects.filter(
            pk__in=Visit.objects.values("structure")
        ).order_by("name")

    def clean(self):
        typed = super().clean()
        typed["first"] = typed.get("first") or self.today.replace(month=1, day=1)
        typed["last"] = typed.get("last") or self.today
        if typed["last"] < typed["first"] and not self.errors:
            self.add_error("last", "La fin doit être après le début.")
        return typed
