"""The page where a week and absences are said: several small forms, one address. `do` names the one that was sent."""

from networks.models import Professional
from networks.profiles import forms, week

DOINGS = {
    "add_slots": (forms.SlotsForm, week.add_slots, "Créneau ajouté."),
    "remove_slot": (forms.SlotForm, week.remove_slot, "Créneau retiré."),
    "copy_day": (forms.CopyDayForm, week.copy_day, "Journée recopiée."),
    "add_absence": (forms.AbsenceForm, week.add_absence, "Absence notée."),
    "remove_absence": (forms.RemovedAbsenceForm, week.remove_absence, "Absence retirée."),
}


class Desk:
    """The forms of one sheet; `sent` is the name of the one that `data` is of, or ""."""

    def __init__(self, profile: Professional, data=None):
        self.profile = profile
        self.sent = data.get("do", "") if data else ""
        self.forms = {
            name: form(data if name == self.sent else None, auto_id=f"id_{name}_%s")
            for name, (form, _, _) in DOINGS.items()
        }

    @property
    def form(self):
        return self.forms.get(self.sent)

    @property
    def action(self):
        """The action of the form that was sent, on this sheet; it answers None or what it made, True is added."""
        verb = DOINGS[self.sent][1]

        def done(profile, **arguments):
            return verb(profile, **arguments) or True

        return done

    @property
    def said(self) -> str:
        return DOINGS[self.sent][2]
