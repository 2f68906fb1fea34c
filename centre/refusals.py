"""The one way an action says no."""


class Refused(Exception):
    """A rule of the house forbids this; nothing was written.

    `reason` is a whole French sentence for the person who asked; `field` names the form field it belongs to,
    if any. The middleware or the form shows it (centre.middleware, centre.doors).
    """

    def __init__(self, reason: str, *, field: str | None = None):
        super().__init__(reason)
        self.reason = reason
        self.field = field
