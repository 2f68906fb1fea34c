"""What other rooms may want to know of a calendar.

Sent inside the action's transaction: a receiver's refusal undoes it.
"""

from django.dispatch import Signal

meeting_replaced = Signal()  # meeting: Meeting put off; by_meeting: the one that replaces it; at
meeting_changed = (
    Signal()
)  # meeting: as it is now; at: when it was added, moved, put off, called off or restored
meeting_restored = (
    Signal()
)  # meeting: called off by mistake, planned again and to come; before anybody is told; at
