"""What the pages of the dispositifs show."""

from datetime import date

from centre.models import User
from referrals.dispositifs import access
from referrals.dispositifs.states import TONES, Standing, standing_on, territory, why_closed
from referrals.models import Dispositif

_RULES = {
    "label": "nom",
    "kind": "sorte",
    "description": "phrase pour les orienteurs",
    "departements": "territoire",
    "known_referrers_only": "qui oriente",
    "open_to_persons": "ouverture aux personnes",
    "requires_review": "concertation",
    "closing_note": "mot aux orienteurs",
}


def dressed(dispositif: Dispositif, day: date) -> Dispositif:
    """With `standing`, `tone`, `why_closed` and `territory`, in words."""
    standing = standing_on(dispositif, day)
    dispositif.standing, dispositif.tone = standing.label, TONES[standing]
    dispositif.is_open = standing == Standing.OPEN
    dispositif.why_closed = why_closed(dispositif, day)
    dispositif.territory = ", ".join(territory(dispositif)) or "Toute la région"
    return dispositif


def listed(day: date) -> list[Dispositif]:
    """Open ones first."""
    found = [dressed(one, day) for one in access.dispositifs(day)]
    return sorted(found, key=lambda one: list(TONES).index(standing_on(one, day)))


def history_of(dispositif: Dispositif) -> list[dict]:
    """What the journal keeps, as sentences: when, who, what, the latest first."""
    events = list(access.history(dispositif)[:40])
    names = dict(
        User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "display_name")
    )
    return [
        {"at": event.pgh_created_at, "who": names.get(event.actor_id, ""), "what": said}
        for event, before in zip(events, [*events[1:], None], strict=True)
        if (said := _said(event, before))
    ]


def _said(event, before) -> str:
    """What one line of the journal says against the line before it."""
    if before is None:
        return "Dispositif créé"
    said = []
    if event.closed_on != before.closed_on:
        said.append("Fermé" if event.closed_on else "Rouvert")
    if event.active != before.active:
        said.append("Rouvert" if event.active else "Mis en dormance")
    if event.open_to_intake != before.open_to_intake:
        said.append("Accueil repris" if event.open_to_intake else "Accueil suspendu")
    if event.intake_until != before.intake_until:
        until = event.intake_until
        said.append(f"Dernier jour d’accueil : {until:%d/%m/%Y}" if until else "Accueil sans date de fin")
    changed = [word for name, word in _RULES.items() if getattr(event, name) != getattr(before, name)]
    if changed:
        said.append(f"Modifié : {', '.join(changed)}")
    return ". ".join(dict.fromkeys(said))
