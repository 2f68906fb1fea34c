"""Who sees which meeting: the coordination all of them, a team its own; the database holds the same rule."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from centre.models import User
from referrals.choices import ReviewMeetingState
from referrals.models import AgendaItem, CaseReview, Referral, ReviewMeeting, TeamMember
from referrals.states import State


def meetings() -> QuerySet[ReviewMeeting]:
    """The meetings, with how many situations each has (`waiting`, `decided`); never the document itself."""
    return (
        ReviewMeeting.objects.select_related("dispositif")
        .defer("minutes", "note")
        .annotate(
            waiting=Count("items", filter=Q(items__done=False), distinct=True),
            decided=Count("reviews", distinct=True),
        )
    )


def meeting_with_all() -> QuerySet[ReviewMeeting]:
    """A meeting as its page shows it: agenda, decisions, participants."""
    items = AgendaItem.objects.select_related("referral__person", "referral__owner")
    return (
        ReviewMeeting.objects.select_related("dispositif")
        .defer("minutes")
        .prefetch_related(Prefetch("items", items), "reviews", "participants")
    )


def proposed(meeting: ReviewMeeting) -> QuerySet[Referral]:
    """Situations of its dispositif that are under review and on no open agenda, the latest first."""
    placed = AgendaItem.objects.filter(referral=OuterRef("pk"), done=False)
    found = Referral.objects.filter(state=State.REVIEWED, dispositif=meeting.dispositif_id)
    return found.exclude(Exists(placed)).select_related("person").by_lateness()


def team_of(dispositif_id: int | None, on: date) -> QuerySet[User]:
    here = TeamMember.objects.filter(dispositif=dispositif_id, since__lte=on).filter(
        Q(until=None) | Q(until__gte=on)
    )
    return User.objects.filter(pk__in=here.values("user"), is_active=True).order_by("display_name")


def may_attend(dispositif_id: int | None, on: date) -> QuerySet[User]:
    """Who may be ticked: the team first, then the coordination and the other therapists."""
    team = team_of(dispositif_id, on).order_by().values("pk")
    held = User.objects.filter(
        pk__in=User.objects.holding("coordination").order_by().values("pk")
    ) | User.objects.filter(pk__in=User.objects.holding("therapeute").order_by().values("pk"))
    everybody = User.objects.filter(Q(pk__in=team) | Q(pk__in=held.values("pk")))
    return everybody.annotate(of_team=Exists(User.objects.filter(pk__in=team, pk=OuterRef("pk")))).order_by(
        "-of_team", "display_name"
    )


def of_my_teams(user: User, on: date) -> QuerySet[ReviewMeeting]:
    """The meetings of the teams she belongs to today."""
    mine = TeamMember.objects.filter(user=user, since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    return meetings().filter(dispositif__in=mine.values("dispositif"))


def to_come(found: QuerySet[ReviewMeeting]) -> QuerySet[ReviewMeeting]:
    return found.filter(state=ReviewMeetingState.PLANNED).order_by("starts_at")


def past(found: QuerySet[ReviewMeeting]) -> QuerySet[ReviewMeeting]:
    return found.exclude(state=ReviewMeetingState.PLANNED).order_by("-starts_at")


def under_review(meeting: ReviewMeeting) -> QuerySet[AgendaItem]:
    """What a team reads of an agenda: situations still under review, in order."""
    waiting = meeting.items.filter(done=False, referral__state=State.REVIEWED)
    return waiting.select_related("referral__person")


def reviews() -> QuerySet[CaseReview]:
    return CaseReview.objects.select_related("referral__person", "meeting")
