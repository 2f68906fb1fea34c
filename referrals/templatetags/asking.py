"""What the entrance says of asking for help."""

from django import template
from django.utils import timezone

from referrals.dispositifs.access import open_to_persons

register = template.Library()


@register.simple_tag
def help_is_open() -> bool:
    """May somebody ask for help by herself today?"""
    return bool(open_to_persons(timezone.localdate()))
