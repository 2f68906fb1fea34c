"""Missions in every state for the demonstration, around today. Everybody is invented."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centre.demo import account, address, demo_key
from centre.models import RoleGrant, User
from networks.choices import Modality
from networks.missions import actions
from networks.missions.offers import actions as offers
from networks.missions.offers.candidates import Candidate, candidates
from networks.models import Interpreter, Mission

# Sessions of the referrals' demonstration are at other hours: nobody is in two places.
NOON, EVENING = time(12), time(18)
LABELS = ("Amina", "Yonas", "Code 41", "Farid", "Selam", "Code 17", "Leïla", "Ibrahim", "Natia", "Code 58")
PLACES = {"30": "Maison des associations, Nîmes", "34": "Centre social du Pont, Montpellier"}


def seed(*, at: datetime) -> None:
    _Missions(at).write()


class _Missions:
    def __init__(self, at: datetime):
        self.at, self.today, self.made = at, timezone.localdate(at), 0
        self.tara, self.camille = account("therapeute"), account("coordination")

    def write(self) -> None:
        _accounts(self.at)
        self._past()
        self._to_do()
        self._to_come()

    def _past(self) -> None:
        for week in range(1, 9):
            self._held(-7 * week, NOON, validated=True)
            self._held(
                -7 * week - 1, EVENING, "34", language=("ara", "tir", "som", "rus")[week % 4], validated=True
            )
        self._held(-3, NOON, duration=75)
        self._held(-2, EVENING, "34", language="ara", duration=45)
        self._expected(-1, EVENING, own=True)  # over, its duration not declared yet
        late = self._expected(-4, EVENING, own=True)
        at = late.starts_at - timedelta(hours=5)
        actions.cancel_mission(late, reason="La personne est hospitalisée", due=True, by=self.tara, at=at)
        early = self._ask(-5, NOON, language="rus")
        at = early.starts_at - timedelta(days=3)
        actions.cancel_mission(early, reason="Rendez-vous déplacé", by=self.tara, at=at)
        actions.lapse_offers(self._ask(-6, EVENING, language="kmr"), by=self.camille, at=self.at)

    def _to_do(self) -> None:
        self._ask(6, time(10), language="som", modality=Modality.VIDEO)
        self._ask(8, time(14), "31", language="tir")  # where interpreters do not go: by derogation alone
        self._ask(9, time(9), language="ara", by=self.camille)
        self._offer(self._ask(5, time(11), language="prs"), own=True, ago=3)
        self._offer(self._ask(7, time(15), language="pus", modality=Modality.PHONE), own=True, ago=20)
        self._offer(self._ask(4, time(16), "34", language="ara"), ago=31)  # no answer for more than a day
        series = self._ask(10, time(14), language="prs", times=4)
        self._offer(series, own=True, ago=2, series=True)
        self._accept(self._ask(6, time(17), "34", language="rus"))
        self._accept(self._ask(12, time(9), language="prs"), own=True)

    def _to_come(self) -> None:
        self._expected(2, time(10), own=True)
        self._expected(3, time(14), "34", language="ara")
        self._expected(9, time(16), "34", language="tir")
        self._expected(13, time(11), own=True)

    # ── One mission, up to one state ────────────────────────────────────────────────────────────

    def _ask(
        self, days, hour, departement="30", *, language="prs", modality=Modality.ON_SITE, times=1, by=None
    ):
        """A request made some days before, on the first weekday from `days` on."""
        day, on_site = _weekday(self.today + timedelta(days=days)), modality == Modality.ON_SITE
        self.made += 1
        return actions.request_mission(
            language=language,
            day=day,
            hour=hour,
            until=time(hour.hour + 1),
            modality=modality,
            departement=departement,
            place=PLACES.get(departement, "") if on_site else "",
            client_label=LABELS[self.made % len(LABELS)],
            gender="",
            travel_minutes=15 if on_site else 0,
            every=7 if times > 1 else 0,
            times=times,
            confirm_long=False,
            idempotency_key=demo_key("mission-asked", self.made),
            by=by or self.tara,
            at=self._before(day),
        )[0]

    def _before(self, day: date) -> datetime:
        """When it was asked for: ten days before it took place, or these last days for what is to come."""
        lately = self.at - timedelta(hours=6)
        return min(lately, timezone.make_aware(datetime.combine(day, time(9))) - timedelta(days=10))

    def _offer(self, mission: Mission, *, own=False, ago=0, series=False):
        """To two who fit, the demonstration's interpreter first if `own`; `ago` hours before now, or when asked."""
        at = self.at - timedelta(hours=ago) if ago else self._before(mission.day)
        fitting = [one for one in candidates(mission, at=at) if one.speaks and not one.busy]
        fitting.sort(key=lambda one: (_is_idris(one) != own, bool(one.against), one.interpreter.code))
        chosen = [one for one in fitting if own or not _is_idris(one)][: 1 if series else 2]
        if not chosen:
            return []
        why = "Seul disponible, accord pris par téléphone" if any(one.against for one in chosen) else ""
        people = [one.interpreter for one in chosen]
        kind = {"series": series, "derogation": why}
        return offers.offer_mission(mission, interpreters=people, by=self.camille, at=at, **kind).offers

    def _accept(self, mission: Mission, *, own=False) -> Mission:
        made = self._offer(mission, own=own)
        if not made:
            return mission
        hers = next((one for one in made if own and one.interpreter.code == "IN-01"), made[0])
        at = self._before(mission.day) + timedelta(minutes=20)
        offers.answer_offer(hers, accepted=True, by=hers.interpreter.user, at=at)
        return Mission.objects.get(pk=mission.pk)

    def _expected(self, days, hour, departement="30", *, language="prs", own=False) -> Mission:
        mission = self._accept(self._ask(days, hour, departement, language=language), own=own)
        if mission.state != "acceptee":
            return mission
        at = self._before(mission.day) + timedelta(hours=2)
        return actions.confirm_mission(mission, by=self.camille, at=at)[0]

    def _held(self, days, hour, departement="30", *, language="prs", duration=60, validated=False) -> None:
        mission = self._expected(days, hour, departement, language=language, own=language == "prs")
        if mission.state != "confirmee":
            return
        at = mission.ends_at + timedelta(hours=1)
        by = mission.interpreter.user
        mission = actions.declare_held(mission, duration=duration, by=by, at=at)
        if validated:
            actions.validate_mission(mission, duration=duration, by=self.camille, at=at + timedelta(days=1))


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend: sessions never move into another's week."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _is_idris(one: Candidate) -> bool:
    return one.interpreter.code == "IN-01"


def _accounts(at: datetime) -> None:
    """Interpreters answer by themselves: each has an account, with which nobody logs in."""
    for one in Interpreter.objects.active().filter(user=None).order_by("pk"):
        user = User(email=address(one.code.lower()), display_name=one.display_name, date_joined=at)
        user.set_unusable_password()
        user.save()
        RoleGrant.objects.create(user=user, role="interprete", since="2020-01-01")
        one.user = user
        one.save(update_fields=["user"])
