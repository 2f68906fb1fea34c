"""The attacker: an independent reader of what is published, who looks for what it tells of the people.

Shares no code with `observatory/disclosure/`, imports nothing of the portal. `verdict` is light; everything else loads
scipy and belongs to the worker and to commands.
"""
