"""The attacker: an independent reader of what is published, who tries to deduce something about a few people.

Shares no code with `observatory/disclosure/` and imports nothing of the portal. Only `verdict` is light; everything
else loads scipy and belongs in the worker and in commands.
"""
