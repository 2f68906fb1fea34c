"""The portal's settings, in a hostile mood: unknown template variables fail, hashes are cheap, nothing leaves."""

from centre.settings import *  # noqa: F403
from centre.settings import STORAGES, TEMPLATES

DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
CELERY_TASK_ALWAYS_EAGER = False
ALLOWED_HOSTS = ["*"]
OVER_HTTPS = False
