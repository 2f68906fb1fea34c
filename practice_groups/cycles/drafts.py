"""A cycle being prepared: what was typed, the dates from the rule, and these dates as edited.

Nothing is written before the dates were shown.
"""

from datetime import date, datetime

from centre.models import User
from practice_groups.cycles import actions, pages
from practice_groups.cycles.forms import CreateCycleForm, DatesFormSet
from practice_groups.cycles.rule import Day, Rule, days, holiday
from practice_groups.models import Cycle, Group


class Draft:
    """`like`: the previous season, whose rule and facilitators are reused a year later."""

    def __init__(self, group: Group, data, *, like: Cycle | None, at: datetime):
        self.group, self.at = group, at
        first = pages.next_season(like, at) if like else pages.first_guess(group, at)
        self.form = CreateCycleForm(data, group=group, initial=first)
        self.found: list[Day] = []
        self.dates, self.changed = None, False
        if data is None and like:
            self._show(pages.rule_of(first, group))
        elif data is not None and self.form.is_valid():
            self._read(data, self.form.rule())

    def _read(self, data, rule: Rule) -> None:
        """Dates sent with the rule that gave them are the user's choice; with any other rule they are computed
        again."""
        self.changed = "confirm" in data and self.form.cleaned_data["seen"] != _print(rule)
        if "confirm" in data and not self.changed:
            self.found = days(rule)
            self.dates = DatesFormSet(data, prefix="dates")
            self.dates.is_valid()
        else:
            self._show(rule)

    def _show(self, rule: Rule) -> None:
        self.found = days(rule)
        kept = sorted(one.kept for one in self.found if one.kept)
        self.dates = DatesFormSet(prefix="dates", initial=[{"day": day} for day in kept]) if kept else None
        if self.form.is_bound:
            self.form.data = self.form.data.copy()
            self.form.data["seen"] = _print(rule)
        else:
            self.form.initial["seen"] = _print(rule)

    @property
    def is_ready(self) -> bool:
        return self.dates is not None and self.dates.is_bound and self.dates.is_valid()

    @property
    def stepped_over(self) -> list[Day]:
        """Days of the rule skipped as days off, with the reason."""
        return [one for one in self.found if one.reason]

    def rows(self) -> list[tuple]:
        """Each line of the dates: its form, the day it holds, and what is to know of that day."""
        moved = {one.kept: one for one in self.found if one.reason and one.kept}
        return [(form, day := _day_of(form), moved.get(day), self._holiday(day)) for form in self.dates]

    def _holiday(self, day: date | None) -> str:
        return holiday(day, self.group.country) if day else ""

    def create(self, *, by: User, at: datetime, **_typed) -> Cycle:
        """Called with what the form holds, which `as_arguments` sorts out."""
        chosen = [form.cleaned_data["day"] for form in self.dates if form.cleaned_data.get("day")]
        return actions.create_cycle(self.group, days=chosen, **self.form.as_arguments(), by=by, at=at)


def _day_of(form) -> date | None:
    if form.is_bound:
        return form.cleaned_data.get("day") if form.is_valid() else None
    return form.initial.get("day")


def _print(rule: Rule) -> str:
    pauses = ";".join(f"{first}/{last}" for first, last in rule.pauses)
    return (
        f"{rule.weekday} {rule.which} {rule.every} {rule.first} {rule.last} {rule.country} {pauses}".strip()
    )
