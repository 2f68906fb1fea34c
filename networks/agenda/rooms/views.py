"""Views of the rooms: the coordination lends them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.agenda import words
from networks.agenda.rooms import access, actions, forms
from networks.agenda.rooms.calendar import Period


@needs("networks")
@require_GET
def rooms(request):
    return render(request, "networks/rooms.html", {"rooms": list(access.rooms_at(timezone.now())[:200])})


@needs("networks")
@require_GET
def room(request, pk):
    found = get_object_or_404(access.rooms(), pk=pk)
    period = Period.read(request.GET, timezone.localdate())
    days = access.bookings_by_day(found, period.first, period.last)
    if period.view == "mois":
        days = [(day, bookings) for day, bookings in days if bookings]
    context = {"room": found, "period": period, "days": days, "now": timezone.now()}
    return render(request, "networks/room.html", context)


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_room(request):
    form = forms.RoomForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.add_room, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "La salle est enregistrée.")
            return redirect("networks:room", pk=made.pk)
    return render(request, "networks/add_room.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_room(request, pk):
    found = get_object_or_404(access.rooms(), pk=pk)
    known = {name: getattr(found, name) for name in forms.RoomForm.base_fields}
    form = forms.RoomForm(request.POST or None, initial=known)
    if request.method == "POST" and carry_out(
        form, actions.change_room, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "La salle est enregistrée.")
        return redirect("networks:room", pk=pk)
    return render(request, "networks/edit_room.html", {"form": form, "room": found})


@needs("networks")
@require_http_methods(["GET", "POST"])
def book_room(request):
    first = {"room": request.GET.get("salle"), "day": request.GET.get("jour"), "weeks": 1}
    form = forms.BookForm(request.POST or None, initial=first, day=timezone.localdate())
    if request.method == "POST":
        made = carry_out(form, actions.book_room, by=request.user, at=timezone.now())
        if made:
            messages.success(request, _booked(made))
            day = timezone.localdate(made[0].starts_at).isoformat()
            return redirect(f"{reverse('networks:room', args=[made[0].room_id])}?jour={day}")
    return render(request, "networks/book_room.html", {"form": form})


@needs("networks")
@require_http_methods(["GET", "POST"])
def cancel_booking(request, pk):
    booking = get_object_or_404(access.bookings(), pk=pk)
    if request.method == "POST":
        actions.cancel_booking(booking, by=request.user, at=timezone.now())
        messages.success(request, "La réservation est annulée\u00a0: la salle est libre.")
        return redirect("networks:room", pk=booking.room_id)
    return render(request, "networks/cancel_booking.html", {"booking": booking})


def _booked(made) -> str:
    first = words.whole(made[0].starts_at, made[0].ends_at)
    if len(made) == 1:
        return f"La salle est réservée, {first}."
    return f"La salle est réservée {len(made)} fois, la première {first}."
