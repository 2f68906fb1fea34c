"""The portal's code in this process, for benchmarks that measure it in memory: nothing here reads a database."""

import os


def load() -> None:
    """Set Django up as in production. Benchmarks on a database run in a process of their own instead."""
    import django

    os.environ |= {"DJANGO_SETTINGS_MODULE": "centre.settings", "PORTAL_DEMO": "0"}
    django.setup()
