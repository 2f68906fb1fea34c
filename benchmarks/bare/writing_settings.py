"""The bare settings, with the portal's own database connection."""

from benchmarks.bare.settings import *  # noqa: F403
from centre.settings import DATABASE_ROUTERS, DATABASES  # noqa: F401

ROOT_URLCONF = "benchmarks.bare.writing"
