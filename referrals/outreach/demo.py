"""Six months of the *équipe mobile* for the demonstration: three places, requests, series, talks, groups."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centre.demo import account, address, demo_key
from centre.models import RoleGrant, User
from centre.refusals import Refused
from networks.models import Membership, Structure, Therapist
from referrals.choices import (
    AgeBand,
    ConsentForm,
    ConsentScope,
    DispositifKind,
    Need,
    Sex,
    Situation,
    TalkOutcome,
    VisitKind,
)
from referrals.models import Dispositif, Talk, Visit
from referrals.outreach.hosting import actions as hosting
from referrals.outreach.notes import actions as notes
from referrals.outreach.planning import actions as planning
from referrals.outreach.referring import actions as referring

# Where one hour is taken by a séance of the demonstration, the next is tried.
HOURS = ((time(14), time(17)), (time(9), time(12)), (time(8), time(9)), (time(19), time(21)))
THEMES = ("Le sommeil", "Attendre", "Arriver dans une ville", "", "Être parent ici", "Le corps et le stress")
OUTCOMES = (TalkOutcome.LISTENED, TalkOutcome.LISTENED, TalkOutcome.AGAIN, TalkOutcome.ELSEWHERE)
LANGUAGES = ("prs", "pus", "ara", "tir", "som", "fra", "")


def seed(*, at: datetime) -> None:
    _Visits(at).write()


class _Visits:
    def __init__(self, at: datetime):
        self.at, self.today = at, timezone.localdate(at)
        self.chance, self.made = random.Random(11), 0
        self.camille, self.thais = account("coordination"), account("therapeute")
        self.achille = account("accueil")
        place = Membership.objects.select_related("structure").get(user=self.achille)
        place.validated_on = self.today - timedelta(days=300)
        place.save(update_fields=["validated_on"])
        self.home = place.structure
        others = Structure.objects.filter(kind__in=("CADA", "HUDA"), closed_on=None).exclude(pk=self.home.pk)
        self.canal, self.minors = list(others.order_by("pk")[:2])
        self.hanae = _account("hote-demo", "Hanaé Belcourt", "accueil", at)
        for place in (self.canal, self.minors):
            Membership.objects.get_or_create(
                user=self.hanae,
                structure=place,
                defaults={"function": "cheffe de service", "validated_on": self.today - timedelta(days=300)},
            )
        self.second = self._colleague()

    def write(self) -> None:
        if not Dispositif.objects.filter(kind=DispositifKind.OUTREACH).exists():
            Dispositif.objects.create(
                label="IntegraPsy",
                kind=DispositifKind.OUTREACH,
                description="L’équipe mobile va là où les personnes sont hébergées.",
                requires_review=False,
            )
        self._past()
        self._to_come()
        self._requests()

    def _past(self) -> None:
        for fortnight in range(12, 0, -1):
            visit = self._planned(
                self.home, self.achille, self.thais, -14 * fortnight, ["permanence", "ecoute"]
            )
            if visit is None:
                continue
            if fortnight == 7:
                self._off(visit, "Dégât des eaux dans la salle")
            else:
                self._noted(
                    visit, talks=fortnight % 5 + 1, group=fortnight % 2 == 0, counted=fortnight % 4 != 1
                )
        for month in range(5, 0, -1):
            visit = self._planned(
                self.canal,
                self.hanae,
                self.second,
                -28 * month - 3,
                ["permanence", "groupe_parole"],
                pair=month == 2,
            )
            if visit is not None:
                self._noted(visit, talks=month, group=True, counted=month != 3)
        visit = self._planned(self.minors, self.hanae, self.thais, -9, ["besoins"])
        if visit is not None:
            self._noted(visit, talks=4, group=False, counted=True, refer=True)

    def _to_come(self) -> None:
        self._planned(self.minors, self.hanae, self.thais, -1, ["suivi_individuel"])  # over, nobody noted it
        self._planned(self.home, self.achille, self.thais, 6, ["permanence", "ecoute"], times=4)
        self._planned(self.canal, self.hanae, self.second, 11, ["groupe_parole"], pair=True)

    def _requests(self) -> None:
        self._ask(
            self.home, self.achille, -2, ["groupe_parole"], "plutôt un jeudi après-midi", ["prs", "pus"]
        )
        self._ask(self.canal, self.hanae, -12, ["besoins", "ecoute"], "avant la fin du mois", ["tir"])
        declined = self._ask(self.minors, self.hanae, -40, ["suivi_individuel"], "chaque semaine", [])
        planning.decline_visit(
            declined,
            reason="L’équipe ne peut pas venir chaque semaine ; une permanence par mois est possible.",
            version=declined.version,
            by=self.camille,
            at=self.at - timedelta(days=36),
        )

    # ── One visit, up to one state ──────────────────────────────────────────────────────────────

    def _ask(self, place, host, days, kinds, wished, languages, request="") -> Visit:
        self.made += 1
        return hosting.ask_visit(
            structure=place,
            kinds=[VisitKind(kind).value for kind in kinds],
            wished=wished,
            languages=languages,
            request=request or ("Plusieurs personnes arrivées récemment." if self.made % 2 else ""),
            idempotency_key=demo_key("visit-asked", self.made),
            by=host,
            at=self.at + timedelta(days=days),
        )

    def _planned(self, place, host, keeper, days, kinds, *, times=1, pair=False) -> Visit | None:
        """Asked for two weeks before, then planned on the first weekday from `days` on, at an hour that is free."""
        day = _weekday(self.today + timedelta(days=days))
        before = min(days, 0) - 14
        visit = self._ask(place, host, before, kinds, "", list(self.chance.sample(LANGUAGES[:5], 2)))
        for hour, until in HOURS:
            try:
                return planning.plan_visit(
                    visit,
                    keeper=keeper,
                    second=self._other(keeper) if pair else None,
                    day=day,
                    hour=hour,
                    until=until,
                    place="Salle commune, rez-de-chaussée",
                    every=14 if times > 1 else 0,
                    times=times,
                    interpreter_language="",
                    version=visit.version,
                    by=self.camille,
                    at=self.at + timedelta(days=before + 2),
                )[0]
            except Refused:
                continue
        self._off(visit, "Aucun créneau commun")
        return None

    def _other(self, keeper: User) -> User:
        return self.second if keeper == self.thais else self.thais

    def _off(self, visit: Visit, reason: str) -> None:
        at = (visit.starts_at or self.at) - timedelta(days=2)
        planning.cancel_visit(visit, reason=reason, due=True, version=visit.version, by=self.camille, at=at)

    def _noted(self, visit: Visit, *, talks: int, group: bool, counted: bool, refer: bool = False) -> None:
        chance, after = self.chance, visit.ends_at
        noted = [self._talk(visit, number) for number in range(talks)]
        heads = 0
        if group:
            women, men = chance.randint(0, 7), chance.randint(1, 8)
            heads = women + men
            self.made += 1
            notes.add_group(
                visit,
                theme=chance.choice(THEMES),
                heads=heads if counted else None,
                women=women if counted else None,
                men=men if counted else None,
                minors=chance.randint(0, min(3, heads)) if counted else None,
                professionals=chance.choice((None, 1, 2)),
                language=chance.choice(LANGUAGES),
                duration=90,
                idempotency_key=demo_key("visit-group", self.made),
                by=visit.keeper,
                at=after,
            )
        if refer:
            self._refer(noted[0], after)
        visit.refresh_from_db()
        notes.hold_visit(
            visit,
            heads=talks + heads + chance.randint(0, 3) if counted else None,
            needs=chance.sample(Need.values, 2),
            note="" if talks % 2 else "Prévoir deux salles la prochaine fois.",
            version=visit.version,
            by=visit.keeper,
            at=after + timedelta(minutes=20),
        )

    def _talk(self, visit: Visit, number: int) -> Talk:
        chance = self.chance
        self.made += 1
        language = chance.choice(LANGUAGES)
        return notes.add_talk(
            visit,
            sex=chance.choice([*Sex.values[:2], ""]),
            age_band=chance.choice([*AgeBand.values[:4], ""]),
            outcome=chance.choice(
                [TalkOutcome.LISTENED, TalkOutcome.LISTENED, TalkOutcome.AGAIN, TalkOutcome.ELSEWHERE]
            ),
            language=language,
            interpreted=bool(language) and language != "fra" and number % 2 == 0,
            situation=chance.choice([*Situation.values[:3], ""]),
            needs=chance.sample(Need.values, chance.randint(0, 2)),
            duration=chance.choice((None, 30, 45)),
            idempotency_key=demo_key("visit-talk", self.made),
            by=visit.keeper,
            at=visit.starts_at + timedelta(minutes=30 * (number + 1)),
        )

    def _refer(self, talk: Talk, at: datetime) -> None:
        care = Dispositif.objects.filter(kind=DispositifKind.CARE, open_to_intake=True, active=True)
        referring.refer_from_visit(
            talk,
            person={
                "sex": "M",
                "birth_year": None,
                "departement": "30",
                "situation": "",
                "languages": ["tir"],
            },
            identity={"first_name": "Tesfalem", "last_name": "Mirghiaby", "phone": ""},
            consents={ConsentScope.TEAM: ConsentForm.ORAL},
            consent_language="tir",
            dispositif=care.order_by("pk")[0],
            motives=["sommeil", "isolement"],
            vignette="Rencontré deux fois au foyer ; demande à parler à quelqu’un dans sa langue.",
            urgency="ordinaire",
            idempotency_key=demo_key("visit-referral", 1),
            by=talk.noted_by,
            at=at,
        )

    def _colleague(self) -> User:
        """A second visitor: a therapist of the network, with an account with which nobody logs in."""
        sheet = Therapist.objects.active().exclude(user=self.thais).order_by("pk")[0]
        if sheet.user is None:
            sheet.user = _account(sheet.code.lower(), sheet.display_name, "therapeute", self.at)
            sheet.save(update_fields=["user"])
        return sheet.user


def _account(name: str, display_name: str, role: str, at: datetime) -> User:
    user = User(email=address(name), display_name=display_name, date_joined=at)
    user.set_unusable_password()
    user.save()
    RoleGrant.objects.create(user=user, role=role, since="2020-01-01")
    return user


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
