"""The form of a grid: its thresholds, and up to twelve questions."""

from django import forms

from centre.fields import TextField

MOST_QUESTIONS = 12
NUMBERS = range(1, MOST_QUESTIONS + 1)


class ReplaceGridForm(forms.Form):
    label = TextField(label="Nom de la grille", max_length=120)
    psychologist_from = forms.IntegerField(
        label="Psychologue à partir de",
        min_value=1,
        max_value=100,
        localize=False,
        help_text="Total des points.",
    )
    emergency_from = forms.IntegerField(
        label="Urgences psychiatriques à partir de", min_value=2, max_value=120, localize=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            self.fields[f"text_{number}"] = TextField(
                label=f"Question {number}", max_length=200, required=number == 1
            )
            self.fields[f"most_{number}"] = forms.IntegerField(
                label="Note maximale", min_value=1, max_value=10, initial=3, localize=False, required=False
            )
            self.fields[f"alarm_{number}"] = forms.BooleanField(
                label="Urgence dès le premier point", required=False
            )

    @property
    def lines(self):
        """The fields of each question, for the page."""
        return [tuple(self[f"{name}_{number}"] for name in ("text", "most", "alarm")) for number in NUMBERS]

    def clean(self):
        typed = super().clean()
        head = {
            name: typed[name] for name in ("label", "psychologist_from", "emergency_from") if name in typed
        }
        questions = [
            {
                "text": typed[f"text_{number}"],
                "most": typed.get(f"most_{number}") or 3,
                "alarm": typed[f"alarm_{number}"],
            }
            for number in NUMBERS
            if typed.get(f"text_{number}")
        ]
        return head | {"questions": questions}


def as_initial(grid) -> dict:
    """The grid in use, to start the new one from."""
    if grid is None:
        return {}
    lines = {
        f"{name}_{number}": getattr(question, name)
        for number, question in enumerate(grid.questions.all()[:MOST_QUESTIONS], start=1)
        for name in ("text", "most", "alarm")
    }
    return lines | {"psychologist_from": grid.psychologist_from, "emergency_from": grid.emergency_from}
