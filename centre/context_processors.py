"""What every page needs, without a statement of its own."""

from django.conf import settings
from django.core.cache import cache
from django.utils.functional import SimpleLazyObject

from centre.models import Settings
from centre.navigation import MENU, current_in_menu, places_for


def centre_settings() -> Settings:
    """The centre's settings, kept for a minute in this process."""
    row = cache.get("centre.settings")
    if row is None:
        row = Settings.objects.get_or_create(pk=1)[0]
        cache.set("centre.settings", row, 60)
    return row


def _navigation(request):
    current = current_in_menu(request.user, request.path)
    return [
        {"label": place.label, "url": place.url, "icon": place.icon, "current": place is current}
        for place in places_for(request.user, MENU)
    ]


def portal(request):
    user = getattr(request, "user", None)
    logged_in = user is not None and user.is_authenticated
    return {
        "centre": SimpleLazyObject(centre_settings),
        "navigation": _navigation(request) if logged_in else [],
        "demo_mode": settings.DEMO,
    }
