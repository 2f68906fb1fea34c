"""The form of a solicitation, with as many lines of answers as are asked for. No script."""

from django import forms

from centre.fields import TextField
from networks.life.fields import ImpreciseDateField
from networks.life.models import Solicitation
from networks.life.solicitations.actions import MOST_ANSWERS, digest

EMPTY_LINES = 2
_ANSWER = "answer_"


class SolicitationForm(forms.Form):
    """Answers are fields `answer_0`, `answer_1`…: those there are, then two empty ones."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    requester = TextField(label="Demandeur", max_length=200, required=False)
    subject = TextField(
        label="Objet",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce qui est demandé, jamais pour qui.",
    )
    asked = ImpreciseDateField(label="Date de la demande", required=False)
    wanted = ImpreciseDateField(label="Date de l’intervention", required=False)

    def __init__(self, data=None, *, answers=(), **kwargs):
        super().__init__(data, **kwargs)
        if data is not None:
            answers = [data[name] for name in self._typed(data) if data[name].strip()]
            self.data = self._with_answers(data, answers)
        for index in range(min(len(answers) + EMPTY_LINES, MOST_ANSWERS)):
            self.fields[f"{_ANSWER}{index}"] = TextField(
                label=f"Réponse {index + 1}",
                max_length=200,
                required=False,
                initial=answers[index] if index < len(answers) else "",
            )

    @staticmethod
    def _typed(data) -> list[str]:
        names = [name for name in data if name.startswith(_ANSWER) and name.removeprefix(_ANSWER).isdecimal()]
        return sorted(names, key=lambda name: int(name.removeprefix(_ANSWER)))[:MOST_ANSWERS]

    @staticmethod
    def _with_answers(data, answers):
        """What was typed, its answers without the empty lines between them."""
        kept = {name: data[name] for name in data if not name.startswith(_ANSWER)}
        return kept | {f"{_ANSWER}{index}": answer for index, answer in enumerate(answers)}

    def clean(self):
        typed = super().clean()
        names = [name for name in typed if name.startswith(_ANSWER)]
        typed["answers"] = [answer for answer in (typed.pop(name) for name in names) if answer]
        return typed

    @property
    def answers(self):
        return [self[name] for name in self.fields if name.startswith(_ANSWER)]

    @classmethod
    def of(cls, solicitation: Solicitation, data=None) -> "SolicitationForm":
        initial = {
            "seen": digest(solicitation),
            "requester": solicitation.requester,
            "subject": solicitation.subject,
            "asked": (solicitation.asked_from, solicitation.asked_to),
            "wanted": (solicitation.wanted_from, solicitation.wanted_to),
        }
        answers = [answer.label for answer in solicitation.answers.all()]
        return cls(data, answers=answers, initial=initial)

    def see(self, solicitation: Solicitation) -> None:
        """What is stored now has been shown: what was typed may be sent again over it."""
        self.data["seen"] = digest(solicitation)
