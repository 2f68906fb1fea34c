"""A draft that waits, requests from people without an account, a translation reviewed. Everybody is invented."""

import json
from datetime import datetime, timedelta

from django.utils import timezone

from centre.context import acting_as
from centre.demo import account, demo_key
from centre.models import OutgoingMail
from referrals.choices import ConsentForm, ConsentScope, Origin, Urgency
from referrals.intake import actions
from referrals.intake.asking import actions as asking
from referrals.intake.texts import actions as reviews
from referrals.models import Dispositif

_ASKED = (
    ("Nilofar", Origin.PERSON, "prs", "30", ["sommeil", "isolement"], Urgency.ORDINARY, 26),
    ("Tamaz", Origin.RELATIVE, "kat", "34", ["depression"], Urgency.URGENT, 2),
    ("Hodan", Origin.PERSON, "som", "31", [], Urgency.ORDINARY, 7),
)


def seed(*, at: datetime) -> None:
    before = list(OutgoingMail.objects.values_list("pk", flat=True))
    by, today = account("coordination"), timezone.localdate(at)
    half = {
        "first_name": "Parwana",
        "language": "prs",
        "departement": "30",
        "motives": ["sommeil", "trauma"],
        "vignette": "Vue deux fois à la permanence ; souhaite parler à une femme.",
        "therapist_gender": "F",
    }
    with acting_as(account("orienteur")):
        actions.save_draft(typed=json.dumps(half), by=account("orienteur"), at=at)
    for index, line in enumerate(_ASKED):
        _ask(index, *line, at=at)
    reviews.review_text(
        language="eng",
        reviewer="Agathe Lindsell, traductrice",
        reviewed_on=today - timedelta(days=12),
        by=by,
        at=at,
    )
    OutgoingMail.objects.exclude(pk__in=before).delete()  # nobody is behind these addresses


def _ask(index, name, origin, language, departement, motives, urgency, hours, *, at: datetime) -> None:
    asking.ask_for_help(
        person={"languages": [language], "departement": departement, "birth_year": None},
        identity={
            "first_name": name,
            "last_name": "",
            "phone": f"06 00 09 00 {index:02}",
            "email": "",
            "contact": "Sa sœur, 06 00 09 01 00" if origin == Origin.RELATIVE else "",
        },
        consents={ConsentScope.TEAM: ConsentForm.WRITTEN},
        consent_language=language,
        text_version="2026-11",
        dispositif=Dispositif.objects.get(open_to_persons=True),
        motives=motives,
        vignette="",
        urgency=urgency,
        origin=origin,
        email="",
        idempotency_key=demo_key("help", index),
        at=at - timedelta(hours=hours),
    )
