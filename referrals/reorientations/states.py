"""Which referrals may be sent elsewhere, and how long a partner has. No database here."""

from datetime import timedelta

from referrals.states import State

ASKABLE = (State.STUDIED, State.REVIEWED, State.WAITING, State.ACCEPTED, State.REDIRECTED)
ANSWER_WITHIN = timedelta(days=14)  # what the form proposes
LINK_LIFE = timedelta(days=30)  # after the day the answer was due
