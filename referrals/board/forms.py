"""Forms of the board."""

from centre.fields import RemarkField
from referrals.forms import DecisionForm, VersionForm


class AskForm(VersionForm):
    question = RemarkField(label="Votre question à l’orienteur", max_length=500)


class DecideForm(DecisionForm):
    pass
