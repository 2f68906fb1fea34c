"""Takes the portal from a bare machine to a running one, with the standard library alone.

`python3 -m launcher <verb>` is what the Makefile calls; `__main__.py` lists the verbs.
"""
