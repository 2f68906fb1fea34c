"""What a grid's answers say. Pure: no database, no clock."""

from collections.abc import Mapping

from referrals.choices import CallOutcome


def suggested(
    answers: Mapping[int, int], alarms: set[int], *, psychologist_from: int, emergency_from: int
) -> str:
    """The outcome of these answers (question → score): "" for none. Any point of an alarm is an emergency."""
    total = sum(answers.values())
    if total >= emergency_from or any(answers.get(question, 0) > 0 for question in alarms):
        return CallOutcome.EMERGENCY
    return CallOutcome.PSYCHOLOGIST if total >= psychologist_from else ""
