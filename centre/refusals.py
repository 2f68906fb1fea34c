"""The one way an action says no."""

from django.utils.translation import gettext


class Refused(Exception):
    """A rule of the house forbids this; nothing was written.

    `reason` is a whole French sentence for the person who asked, in the language of her page where a catalogue has it;
    `field` names the form field it belongs to, if any. The middleware or the form shows it (centre.middleware,
    centre.doors).
    """

    def __init__(self, reason: str, *, field: str | None = None):
        super().__init__(reason)
        self.reason = gettext(reason)
        self.field = field
