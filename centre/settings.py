"""Settings, all from the environment. `.env.example` lists every variable; no secret has a default.

`$PORTAL_VAR/secrets.env` and `$PORTAL_VAR/running.env`, written by the launcher, complete the environment
so that `python manage.py …` works beside a running demo.
"""

import os
from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.db import models

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_VAR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var").resolve()

env = environ.Env()
for name in ("secrets.env", "running.env"):
    if (PORTAL_VAR / name).is_file():
        env.read_env(PORTAL_VAR / name)

DEMO = env.bool("PORTAL_DEMO", default=False)
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
VAULT_KEYS = env.list("PORTAL_VAULT_KEYS")
INDEX_KEY = env("PORTAL_INDEX_KEY")
ORIGIN = env("PORTAL_ORIGIN", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("PORTAL_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [ORIGIN]
OVER_HTTPS = ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "centre",
    "networks",
    "referrals",
    "practice_groups",
    "observatory",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "centre.middleware.SessionLimits",
    "centre.middleware.OneTransaction",
    "centre.languages.PagesSpeak",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "centre.middleware.SecondFactor",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "centre.urls"
WSGI_APPLICATION = "centre.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "centre.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "centre.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── Database ────────────────────────────────────────────────────────────────────────────────────
# `default` is the application: a role that owns no table and cannot bypass row-level security.
# `owner` is the same database for migrations alone (`migrate` goes there by itself: centre.database).
if not env("DATABASE_URL", default=""):
    raise ImproperlyConfigured(
        "DATABASE_URL est vide. Lancez « make manage ARGS=… », ou « make demo » dans un autre terminal."
    )
_options = {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "ENGINE": "django.db.backends.postgresql",
}
DATABASES = {
    "default": {**env.db("DATABASE_URL"), **_options},
    "owner": {
        **env.db("DATABASE_OWNER_URL", default=env("DATABASE_URL")),
        **_options,
        "CONN_MAX_AGE": 0,
        "TEST": {"MIRROR": None},
    },
}
DATABASE_ROUTERS = ["centre.database.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Broker, cache, tasks ────────────────────────────────────────────────────────────────────────
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:1/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # LOGGING below holds for the worker too: no row in its log
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0.1,  # seconds before that second try; Celery's own two would be spent in front of a page
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULE = {
    "send-waiting-mails": {"task": "centre.tasks.send_waiting_mails", "schedule": 60},
    "anchor-journal": {"task": "centre.tasks.anchor_journal", "schedule": 24 * 3600},
    "lapse-offers": {"task": "networks.missions.tasks.lapse_offers", "schedule": 3600},
    "expire-offers": {"task": "practice_groups.tasks.expire_offers", "schedule": 3600},
    "remind-turns": {"task": "practice_groups.intervision.tasks.remind_turns", "schedule": 24 * 3600},
    "resume-receipts": {"task": "practice_groups.fees.tasks.resume_receipts", "schedule": 120},
    "remind-fees": {"task": "practice_groups.fees.tasks.remind_fees", "schedule": 24 * 3600},
    "remind-hours": {"task": "practice_groups.supervision.tasks.remind_hours", "schedule": 24 * 3600},
    "forget-requests": {
        "task": "practice_groups.registrations.tasks.forget_requests",
        "schedule": 24 * 3600,
    },
    "resume-attendance": {"task": "practice_groups.attendance.tasks.resume_attendance", "schedule": 120},
    "ask-verifications": {"task": "networks.directory.tasks.ask_verifications", "schedule": 24 * 3600},
    "resume-imports": {"task": "centre.imports.tasks.resume_imports", "schedule": 120},
    "forget-imports": {"task": "centre.imports.tasks.forget_imports", "schedule": 24 * 3600},
    "draw-published": {"task": "observatory.public.tasks.draw_published", "schedule": 600},
    "forget-drawings": {"task": "observatory.drawings.tasks.forget_drawings", "schedule": 24 * 3600},
    "resume-reports": {"task": "observatory.tasks.resume_reports", "schedule": 120},
    "resume-sheets": {"task": "observatory.projects.tasks.resume_sheets", "schedule": 120},
    "remind-referrals": {"task": "referrals.board.tasks.remind_referrals", "schedule": 24 * 3600},
    "resume-minutes": {"task": "referrals.reviews.meetings.tasks.resume_minutes", "schedule": 120},
    "resume-matchings": {"task": "practice_groups.placements.tasks.resume_matchings", "schedule": 120},
    "resume-conventions": {
        "task": "practice_groups.placements.stays.tasks.resume_conventions",
        "schedule": 120,
    },
    "remind-signatures": {
        "task": "practice_groups.placements.stays.tasks.remind_signatures",
        "schedule": 24 * 3600,
    },
    "start-immersions": {
        "task": "practice_groups.placements.stays.tasks.start_immersions",
        "schedule": 3600,
    },
    "resume-plans": {"task": "referrals.pairing.tasks.resume_plans", "schedule": 120},
    "resume-statements": {"task": "networks.pay.tasks.resume_statements", "schedule": 120},
    "write-letters": {"task": "networks.news.tasks.write_letters", "schedule": 120},
    "forget-applications": {"task": "networks.joining.tasks.forget_applications", "schedule": 24 * 3600},
    "forget-drafts": {"task": "referrals.intake.tasks.forget_drafts", "schedule": 24 * 3600},
    "remind-keepers": {"task": "referrals.hotline.tasks.remind_keepers", "schedule": 3600},
    "remind-proposals": {"task": "referrals.care.tasks.remind_proposals", "schedule": 24 * 3600},
    "remind-partners": {"task": "referrals.reorientations.tasks.remind_partners", "schedule": 24 * 3600},
    "remind-documents": {"task": "networks.joining.documents.tasks.remind_documents", "schedule": 24 * 3600},
    "close-expired-consents": {"task": "referrals.people.tasks.close_expired_consents", "schedule": 3600},
    "remind-overrides": {"task": "referrals.people.tasks.remind_overrides", "schedule": 7 * 24 * 3600},
    "remove-erased": {"task": "referrals.people.tasks.remove_erased", "schedule": 24 * 3600},
}

# ── Accounts ────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "centre.User"
AUTHENTICATION_BACKENDS = ["centre.accounts.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "centre.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reaches the address before the account exists
ACCOUNT_LOGIN_BY_CODE_ENABLED = False  # no mailed magic link
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int(
    "PORTAL_PROXIES", default=0
)  # so that limits count visitors, not proxies
# Beside allauth's own: one visitor never takes all the places of a minute.
ACCOUNT_RATE_LIMITS = {
    "ask_for_help": "6/m/ip",
    "check_attestation": "10/m/ip",
    "public_register": "6/m/ip",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "centre.accounts.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Portail exil et santé mentale"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_HTTPS

# ── Sessions, cookies, headers ──────────────────────────────────────────────────────────────────
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_HTTPS
if OVER_HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = env.bool("PORTAL_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["centre.uploads.BoundedUpload"]  # never the disk, five megabytes per request

# ── Mail ────────────────────────────────────────────────────────────────────────────────────────
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
DEFAULT_FROM_EMAIL = env("PORTAL_MAIL_FROM", default="portail@centre.example")
EMAIL_TIMEOUT = 10

# ── Language, time, files ───────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["centre.formats"]
LANGUAGE_COOKIE_NAME = "langue"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "static/"
STATIC_ROOT = PORTAL_VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = PORTAL_VAR / "files"  # private: no URL serves this folder

# ── History of writes ───────────────────────────────────────────────────────────────────────────
PGHISTORY_CONTEXT_FIELD = PGHISTORY_OBJ_FIELD = None  # set per model by centre.journal.journalled
# A column added tomorrow is NULL in the records of today, whose sealed digests ignore NULLs.
PGHISTORY_FIELD = pghistory.Field(null=True)
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(null=True)
PGHISTORY_EXCLUDE_FIELD_KWARGS = {models.Field: ["default"]}
PGTRIGGER_MIGRATIONS = True
SILENCED_SYSTEM_CHECKS = [
    "models.W046",
    "security.W021",  # preloading HSTS is the domain owner's choice, not the portal's
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"pages": {"()": "centre.logs.PagesOnly"}},
    "formatters": {
        "line": {
            "()": "centre.logs.WithoutRows",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["pages"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"fontTools": {"level": "WARNING"}},  # forty lines for each document, in a worker's log
}

# Where the journal's head is sent each day: an address that no administrator of this database writes to.
JOURNAL_ANCHOR = env("PORTAL_JOURNAL_ANCHOR", default="")
