"""The decorator of every page of the hotline."""

from functools import wraps

from django.shortcuts import redirect

from referrals.hotline.access import desk_of


def on_the_line(view):
    """Decorate a view: it receives the `Desk`; while the hotline is dormant, users who do not coordinate it are
    redirected to its page."""

    @wraps(view)
    def found(request, *args, **kwargs):
        desk = desk_of(request.user)
        if desk.is_closed_to_me:
            return redirect("referrals:hotline")
        return view(request, desk, *args, **kwargs)

    return found
