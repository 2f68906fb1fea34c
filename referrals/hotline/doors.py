"""The door every page of the line goes through."""

from functools import wraps

from django.shortcuts import redirect

from referrals.hotline.access import desk_of


def on_the_line(view):
    """Decorate a view: it gets the `Desk`; while the line sleeps, who does not coordinate it is led to its page."""

    @wraps(view)
    def found(request, *args, **kwargs):
        desk = desk_of(request.user)
        if desk.is_closed_to_me:
            return redirect("referrals:hotline")
        return view(request, desk, *args, **kwargs)

    return found
