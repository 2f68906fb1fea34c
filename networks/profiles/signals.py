"""Signals of the networks, for the apps above them."""

from django.dispatch import Signal

# With `therapist`: she has more places than before, or is back. Sent in the transaction that writes it.
places_added = Signal()
