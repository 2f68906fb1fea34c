"""What the treasurer may do about one registration, on its page: each operation with its form and its action."""

from dataclasses import dataclass
from datetime import date

from django import forms

from practice_groups.choices import FeeState
from practice_groups.fees import actions
from practice_groups.fees.forms import NoFieldsForm, ReasonForm, ReceiveForm, RefundForm
from practice_groups.models import Registration


@dataclass(frozen=True)
class Gesture:
    title: str
    label: str
    icon: str
    form_class: type[forms.Form]
    act: object
    done: str
    explained: str = ""
    folded: bool = False


GESTURES = {
    "recevoir": Gesture(
        "Participation reçue",
        "Noter comme reçue",
        "check",
        ReceiveForm,
        actions.receive,
        "Participation reçue. Son reçu se prépare.",
    ),
    "exonerer": Gesture(
        "Exonérer",
        "Ne rien demander",
        "info",
        ReasonForm,
        actions.waive,
        "Participation exonérée.",
        "Rien n’est demandé à cette personne pour ce cycle. Le motif n’est lu que par la coordination.",
    ),
    "relancer": Gesture(
        "Relancer",
        "Relancer par message",
        "mail",
        NoFieldsForm,
        actions.remind,
        "Message envoyé.",
        "Un message dit qu’il y a quelque chose à régler et où ; une fois tous les trente jours au plus.",
    ),
    "demander": Gesture(
        "Demander de nouveau",
        "Demander de nouveau",
        "back",
        NoFieldsForm,
        actions.owe,
        "La participation est de nouveau à régler.",
        "L’exonération ne tient plus : la participation est de nouveau à régler.",
    ),
    "rembourser": Gesture(
        "Rembourser",
        "Noter comme remboursée",
        "exchange",
        RefundForm,
        actions.refund,
        "Remboursement noté. Le reçu le portera.",
        "Tout ou partie. Le reçu garde son numéro et porte la mention du remboursement.",
    ),
    "garder": Gesture(
        "Ne pas rembourser",
        "Ne pas rembourser",
        "info",
        ReasonForm,
        actions.keep,
        "C’est noté : cette participation n’est pas à rembourser.",
        "Cette personne s’est désistée après avoir réglé. Dites pourquoi la participation est gardée.",
    ),
    "etablir": Gesture(
        "Reçu",
        "Établir le reçu",
        "document",
        NoFieldsForm,
        actions.issue_receipt,
        "Le reçu se prépare.",
        "Cette participation a été reçue sans reçu.",
    ),
    "annuler": Gesture(
        "Notée par erreur",
        "Annuler le reçu",
        "close",
        ReasonForm,
        actions.cancel_receipt,
        "Reçu annulé. La participation est de nouveau à régler.",
        "Le reçu est annulé et garde son numéro ; la participation est de nouveau à régler.",
        folded=True,
    ),
}


def possible(line: Registration) -> list[str]:
    """Names of the operations that a line of `access.fees` allows, the usual one first."""
    if line.fee_state == FeeState.DUE:
        return ["recevoir", "relancer", "exonerer"] if line.overdue else ["recevoir", "exonerer"]
    if line.fee_state == FeeState.WAIVED:
        return ["demander"]
    if line.fee_state == FeeState.RECEIVED:
        names = ["rembourser", "garder"] if line.to_refund else ["rembourser"]
        return [*names, "annuler"] if line.receipt else ["etablir", *names, "annuler"]
    return []


def form_of(name: str, line: Registration, today: date, data=None) -> forms.Form:
    first = {"amount": line.fee_amount, "received_on": today, "refunded_on": today}
    return GESTURES[name].form_class(data, initial=first, prefix=name)
