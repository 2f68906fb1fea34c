"""The hotline's figures, from `referrals.activity` rows: pure functions, the same for a closing and for a bilan."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from centre.numbers import hours, iso, known, ratio, total
from referrals.choices import CallOutcome

SEXES = ("F", "M", "X", known(""))
OUTCOMES = tuple(CallOutcome.values)
NO_OUTCOME = "aucune"


def calls(rows: list[dict], shift_days: set[date]) -> dict:
    """Section `appels`: calls, not callers. `shift_days`: the days somebody kept the line."""
    ages = [row["age"] for row in rows if row["age"] is not None]
    introducers = [row["introducer"] for row in rows if row["introducer"]]
    whole = {
        "total": len(rows),
        "ages": sum(ages),
        "ages_known": len(ages),
        "addressed": len(introducers),
        "introducers": len(set(introducers)),
        "called_back": sum((row["call_backs"] or 0) > 0 for row in rows),
        "call_backs": total(row["call_backs"] for row in rows),
    }
    sexes = Counter(known(row["sex"]) for row in rows)
    outcomes = Counter(row["outcome"] or NO_OUTCOME for row in rows)
    return told(whole, sexes, outcomes, Counter(monday(row["day"]) for row in rows), shift_days)


def told(
    whole: Mapping[str, int | None],
    sexes: Mapping[str, int],
    outcomes: Mapping[str, int],
    weeks: Mapping[date, int],
    shift_days: set[date],
) -> dict:
    """The section from counts. `whole`: total, ages (their sum), ages_known, addressed, introducers (distinct),
    called_back, call_backs (None where nobody said); calls by sex, by outcome, by week (its Monday)."""
    days = len(shift_days)
    return {
        "total": whole["total"],
        "par_sexe": {sex: sexes.get(sex, 0) for sex in SEXES},
        "age_moyen": ratio(whole["ages"] or 0, whole["ages_known"], 0),
        "age_connus": whole["ages_known"],
        "spontanes": whole["total"] - whole["addressed"],
        "adresses": whole["addressed"],
        "adresseurs": whole["introducers"],
        "par_orientation": {name: outcomes.get(name, 0) for name in (*OUTCOMES, NO_OUTCOME)},
        "rappels_total": whole["call_backs"],
        "rappels_moyenne": ratio(whole["call_backs"] or 0, whole["called_back"], 1),
        "jours": days or None,
        "par_jour": ratio(whole["total"], days, 2),
        "par_semaine": every_week(weeks, shift_days),
    }


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def every_week(counts: Mapping[date, int], shift_days: set[date]) -> dict[str, int]:
    """Calls a week, under its Monday, from the first to the last week of calls or shifts; quiet weeks are 0."""
    mondays = {*counts, *map(monday, shift_days)}
    if not mondays:
        return {}
    first, last = min(mondays), max(mondays)
    span = range((last - first).days // 7 + 1)
    return {
        week.isoformat(): counts.get(week, 0) for week in (first + timedelta(weeks=number) for number in span)
    }


def shift_minutes(row: dict) -> int:
    start, end = (datetime.combine(row["day"], row[edge]) for edge in ("starts", "ends"))
    return int((end - start).total_seconds()) // 60


def shifts(rows: list[dict], is_holiday) -> dict:
    """Section `permanences`. `is_holiday(day)`: is it a French public holiday?"""
    days = {row["day"] for row in rows}
    keepers = {(known(row["status"]), row["number"]) for row in rows}
    return {
        "heures": hours(sum(shift_minutes(row) for row in rows)),
        "jours": len(days),
        "jours_feries": sum(is_holiday(day) for day in days),
        "premier_jour": iso(min(days, default=None)),
        "dernier_jour": iso(max(days, default=None)),
        "intervenants": len({number for _, number in keepers}),
        "par_statut": dict(sorted(Counter(status for status, _ in keepers).items())),
    }


def hours_by_status(rows: list[dict]) -> dict[str, int | float]:
    """Hours kept, by how who kept them works with the centre."""
    minutes = Counter()
    for row in rows:
        minutes[known(row["status"])] += shift_minutes(row)
    return {status: hours(count) for status, count in sorted(minutes.items())}
