"""The page of one turn, behind a login or behind the link of whoever has no password: what it shows, what its buttons
ask for."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.doors import carry_out
from centre.models import User
from practice_groups.choices import SwapState, TurnState
from practice_groups.intervision import actions
from practice_groups.intervision.forms import AnswerForm
from practice_groups.intervision.situations import actions as situations
from practice_groups.intervision.standing import is_to_come
from practice_groups.intervision.swaps import access, forms
from practice_groups.intervision.swaps import actions as swaps
from practice_groups.models import HostingTurn, SituationTurn

ANSWER = {HostingTurn: actions.answer_hosting, SituationTurn: situations.answer_situation}


@dataclass
class TurnPage:
    """`said`: what was done, in words; nothing when the page is only shown, or shows why not."""

    turn: HostingTurn | SituationTurn
    by: User
    at: datetime
    said: str = ""

    def carry_out(self, post: QueryDict) -> "TurnPage":
        """Do what one of the buttons asks for; which one, its name says."""
        author = {"by": self.by, "at": self.at}
        if "wanted" in post:
            self.ask_form = self._ask_form(post)
            if self.ask_form and carry_out(self.ask_form, swaps.ask_swap, self.turn, **author):
                self.said = _("Votre demande d’échange est envoyée : un message vous dira la réponse.")
        elif "swap" in post:
            self.form = forms.AnswerSwapForm(post)
            done = carry_out(self.form, swaps.answer_swap, self.turn, **author)
            self.said = _answered(done.state) if done else ""
        elif "withdrawn" in post:
            self.form = forms.WithdrawSwapForm(post)
            if carry_out(self.form, swaps.withdraw_swap, self.turn, **author):
                self.said = _("Votre demande d’échange est retirée.")
        else:
            self.form = AnswerForm(post)
            done = carry_out(self.form, ANSWER[type(self.turn)], self.turn, **author)
            self.said = _thanks(done) if done else ""
        return self

    def context(self) -> dict:
        asked = next((one for one in self.others if one.asked), None)
        return {
            "turn": self.turn,
            "hosts": isinstance(self.turn, HostingTurn),
            "form": getattr(self, "form", None),
            "asked": asked,
            "proposals": [one for one in self.others if one.asks],
            "ask_form": None if asked else getattr(self, "ask_form", None) or self._ask_form(),
        }

    @cached_property
    def others(self) -> list:
        """Whose turns hers may be exchanged with: of each, the page says the date."""
        if self.turn.state not in access.HOLDING or not is_to_come(self.turn.meeting, self.at):
            return []
        with acting_as_system():  # another's turn is not hers to read
            return list(access.dates(self.turn, self.at))

    def _ask_form(self, post: QueryDict | None = None) -> forms.AskSwapForm | None:
        by_day = {one.meeting_id: (one.pk, one.meeting) for one in reversed(self.others)}
        dates = list(reversed(by_day.values()))
        return forms.AskSwapForm(post, dates=dates) if dates else None


def _thanks(turn) -> str:
    if isinstance(turn, SituationTurn):
        return _("Votre réponse est enregistrée.")
    if turn.state == TurnState.CONFIRMED:
        return _("Votre tour est confirmé : la rencontre se tient chez vous.")
    return _("Votre tour est rendu. Merci d’avoir répondu.")


def _answered(state: str) -> str:
    if state == SwapState.AGREED:
        return _("L’échange est fait : votre nouveau tour est confirmé.")
    return _("Votre réponse est enregistrée.")
