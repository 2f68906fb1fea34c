"""The hotline's figures, from `referrals.activity` rows: pure functions, the same for a closing and for a bilan."""

from collections import Counter
from datetime import date, datetime, timedelta

from centre.numbers import hours, iso, known, ratio, total
from referrals.choices import CallOutcome

SEXES = ("F", "M", "X", known(""))
OUTCOMES = tuple(CallOutcome.values)


def calls(rows: list[dict], shift_days: set[date]) -> dict:
    """Section `appels`: calls, not callers. `shift_days`: the days somebody kept the line."""
    sexes = Counter(known(row["sex"]) for row in rows)
    outcomes = Counter(row["outcome"] for row in rows)
    ages = [row["age"] for row in rows if row["age"] is not None]
    introducers = {row["introducer"] for row in rows if row["introducer"]}
    spontaneous = sum(not row["introducer"] for row in rows)
    called_back = sum((row["call_backs"] or 0) > 0 for row in rows)
    call_backs = total(row["call_backs"] for row in rows)
    days = len(shift_days)
    return {
        "total": len(rows),
        "par_sexe": {sex: sexes[sex] for sex in SEXES},
        "age_moyen": ratio(sum(ages), len(ages), 0),
        "age_connus": len(ages),
        "spontanes": spontaneous,
        "adresses": len(rows) - spontaneous,
        "adresseurs": len(introducers),
        "par_orientation": {name: outcomes[name] for name in OUTCOMES} | {"aucune": outcomes[""]},
        "rappels_total": call_backs,
        "rappels_moyenne": ratio(call_backs or 0, called_back, 1),
        "jours": days or None,
        "par_jour": ratio(len(rows), days, 2),
        "par_semaine": weeks([row["day"] for row in rows], shift_days),
    }


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(days: list[date], shift_days: set[date]) -> dict[str, int]:
    """Calls a week, under its Monday, from the first to the last day of calls or shifts; quiet weeks are 0."""
    every_day = {*days, *shift_days}
    if not every_day:
        return {}
    counts = Counter(monday(day) for day in days)
    first, last = monday(min(every_day)), monday(max(every_day))
    span = range((last - first).days // 7 + 1)
    return {week.isoformat(): counts[week] for week in (first + timedelta(weeks=number) for number in span)}


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
