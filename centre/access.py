"""Closed by default: a page asks for one right, and whoever lacks it is told that the page does not exist."""

from functools import wraps

from django.http import Http404


def needs(right: str):
    """Decorate a view: only for those whose roles give `right`."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.may(right):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.right = right
        return guarded

    return decorate
