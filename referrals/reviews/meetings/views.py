"""Views of the meetings: the coordination's, then the team's."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.journal import record_read
from referrals.models import AgendaItem, Referral, ReviewMeeting
from referrals.reviews import access
from referrals.reviews.actions import correct_review as correct
from referrals.reviews.forms import CriteriaForm
from referrals.reviews.meetings import actions, forms, minutes, pages

PAST = 20


@needs("triage")
@require_GET
def reviews(request):
    found = access.meetings()
    context = {"to_come": access.to_come(found)[:50], "past": access.past(found)[:PAST]}
    return render(request, "referrals/reviews.html", context)


@needs("triage")
@require_http_methods(["GET", "POST"])
def plan_meeting(request):
    form = forms.PlanForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.plan_meeting, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "Réunion planifiée. Inscrivez les situations qui attendent.")
            return redirect("referrals:meeting", pk=made.pk)
    return render(request, "referrals/plan_meeting.html", {"form": form})


@needs("triage")
@require_GET
def meeting(request, pk):
    found = get_object_or_404(access.meeting_with_all(), pk=pk)
    context = pages.for_meeting(found, chosen=request.GET.get("situation", ""), now=timezone.now())
    return render(request, "referrals/meeting.html", context)


@needs("triage")
@require_http_methods(["GET", "POST"])
def cancel_meeting(request, pk):
    found = get_object_or_404(access.meetings(), pk=pk)
    form = forms.CancelForm(request.POST or None, initial={"version": found.version})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.cancel_meeting, found, **author):
        messages.success(request, "Réunion annulée ; ses situations attendent la suivante.")
        return redirect("referrals:reviews")
    return render(request, "referrals/cancel_meeting.html", {"form": form, "meeting": found})


@needs("triage")
@require_POST
def enlist(request, pk, referral=None):
    found = get_object_or_404(ReviewMeeting, pk=pk)
    one = get_object_or_404(Referral, pk=referral) if referral else None
    added = actions.enlist(found, referral=one, by=request.user, at=timezone.now())
    messages.success(request, f"À l’ordre du jour : {len(added)} de plus.")
    return redirect("referrals:meeting", pk=pk)


def _item(pk, item) -> AgendaItem:
    found = AgendaItem.objects.select_related("meeting", "referral__person", "referral__dispositif")
    return get_object_or_404(found, pk=item, meeting=pk)


@needs("triage")
@require_POST
def reorder(request, pk, item):
    up = request.POST.get("direction") == "up"
    actions.reorder(_item(pk, item), up=up, by=request.user, at=timezone.now())
    return redirect("referrals:meeting", pk=pk)


@needs("triage")
@require_POST
def remove_item(request, pk, item):
    actions.remove_item(_item(pk, item), by=request.user, at=timezone.now())
    messages.success(request, "Retirée de cet ordre du jour ; elle reste en concertation.")
    return redirect("referrals:meeting", pk=pk)


@needs("triage")
@require_POST
def carry_over(request, pk, item):
    moved = actions.carry_over(_item(pk, item), by=request.user, at=timezone.now())
    messages.success(
        request, f"Reportée à la réunion du {timezone.localtime(moved.meeting.starts_at):%d/%m/%Y}."
    )
    return redirect("referrals:meeting", pk=pk)


@needs("triage")
@require_POST
def attend(request, pk):
    found, now = get_object_or_404(ReviewMeeting, pk=pk), timezone.now()
    form = forms.AttendForm(request.POST, meeting=found, on=timezone.localdate(now))
    if carry_out(form, actions.attend, found, by=request.user, at=now):
        messages.success(request, "Participants notés.")
    else:
        said = " ".join(error for errors in form.errors.values() for error in errors)
        messages.error(request, f"Participants non enregistrés. {said}")
    return redirect("referrals:meeting", pk=pk)


@needs("triage")
@require_POST
def decide_in_meeting(request, pk, item):
    """What the meeting decides of one situation; on to the next one."""
    found, now = _item(pk, item), timezone.now()
    form = CriteriaForm(request.POST)
    if carry_out(form, actions.decide_in_meeting, found, by=request.user, at=now):
        messages.success(
            request, f"{found.referral.reference} : décision enregistrée, l’orienteur est averti."
        )
        return redirect("referrals:meeting", pk=pk)
    shown = get_object_or_404(access.meeting_with_all(), pk=pk)
    context = pages.for_meeting(shown, chosen=str(item), now=now, decide_form=form)
    return render(request, "referrals/meeting.html", context)


@needs("triage")
@require_POST
def close_meeting(request, pk):
    found = get_object_or_404(ReviewMeeting, pk=pk)
    form = forms.CloseForm(request.POST)
    if carry_out(form, actions.close_meeting, found, by=request.user, at=timezone.now()):
        messages.success(request, "Réunion terminée. Son compte rendu se prépare.")
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("referrals:meeting", pk=pk)


@needs("triage")
@require_http_methods(["GET", "POST"])
def correct_review(request, pk):
    found = get_object_or_404(access.reviews(), pk=pk)
    now = {name: getattr(found, name) for name in pages.CORRECTED}
    form = CriteriaForm(request.POST) if request.POST else pages.criteria_form(found.referral, **now)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, correct, found, **author):
        messages.success(request, "Décision corrigée ; le compte rendu de sa réunion est refait.")
        return redirect("referrals:file", pk=found.referral_id)
    return render(request, "referrals/correct_review.html", {"form": form, "review": found})


@needs("triage")
@require_POST
def send_minutes(request, pk):
    found = get_object_or_404(ReviewMeeting, pk=pk)
    told = actions.send_minutes(found, by=request.user, at=timezone.now())
    several = "s" if told > 1 else ""
    messages.success(request, f"Compte rendu ouvert à l’équipe ; {told} courriel{several} envoyé{several}.")
    return redirect("referrals:meeting", pk=pk)


@needs("triage")
@require_GET
def meeting_minutes(request, pk):
    return _download(request, get_object_or_404(ReviewMeeting, pk=pk))


def _download(request, found: ReviewMeeting) -> FileResponse:
    """The document, once the reading is written down; 404 while there is none."""
    record_read(found, by=request.user, at=timezone.now(), why="compte rendu de concertation")
    content = minutes.opened(found)
    if content is None:
        raise Http404
    name = f"concertation-{timezone.localdate(found.starts_at):%Y-%m-%d}.pdf"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")


# ── The team ────────────────────────────────────────────────────────────────────────────────────


@needs("care")
@require_GET
def team_reviews(request):
    found = access.of_my_teams(request.user, timezone.localdate())
    sent = access.past(found).filter(minutes_sent_at__isnull=False)
    context = {"to_come": access.to_come(found)[:20], "past": sent[:PAST]}
    return render(request, "referrals/team_reviews.html", context)


@needs("care")
@require_GET
def team_review(request, pk):
    """Situations without a name; the reading is journalled all the same."""
    found = get_object_or_404(access.of_my_teams(request.user, timezone.localdate()), pk=pk)
    record_read(found, by=request.user, at=timezone.now(), why="ordre du jour de concertation")
    return render(request, "referrals/team_review.html", pages.for_team(found))


@needs("care")
@require_GET
def team_minutes(request, pk):
    mine = access.of_my_teams(request.user, timezone.localdate())
    found = get_object_or_404(mine.filter(minutes_sent_at__isnull=False), pk=pk)
    return _download(request, found)
