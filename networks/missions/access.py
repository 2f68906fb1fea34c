"""An interpreter sees her own missions: an hour, a place, a language, a first name or a code."""

from networks.models import Mission


def missions_of(user):
    return Mission.objects.filter(interpreter__user=user, imported=False)
