"""Django's settings, computed from Config; no branches by environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from amparo import config as amparo_config

CONFIG = amparo_config.current()


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/"))
            if parts.path == "/:memory:"
            else unquote(parts.path),
            "CONN_MAX_AGE": None,  # a thread keeps its file open: closing the last one writes the log back
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
                ),
            },
            "TEST": {
                "NAME": str(CONFIG.home_path / "test.sqlite3")
            },  # a file, so that threads lock as in life
        }
    if parts.scheme not in {"postgresql", "postgres"}:
        raise amparo_config.WrongSetting("AMPARO_DATABASE_URL starts with sqlite:// or postgresql://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # The pool holds the connections; a request, a job and a heartbeat each give theirs back at their end.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a connection that the server cut is replaced before anyone uses it
        "OPTIONS": {"pool": {"min_size": 1, "max_size": CONFIG.database_pool, "timeout": 30}},
    }


def _secret_key() -> str:
    """The key ring's, once there is one; before `amparo init` a passing value that signs nothing kept."""
    from amparo.kernel.vault import keyring

    return keyring.django_secret()


DATABASES = {"default": _database(CONFIG.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = _secret_key()
DEBUG = False
ON_THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]  # who asks /health/ and /metrics
ALLOWED_HOSTS = [CONFIG.public_host, *ON_THIS_MACHINE]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "amparo.kernel",
    "amparo.plan",
    "amparo.ui",
    "amparo.coverage",
    "amparo.accounts",
    "amparo.home",
    "amparo.desk",
    *(["amparo.demo"] if CONFIG.demo else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.forms",  # last, so that ui's own field templates come first
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amparo.kernel.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "amparo.accounts.web.idle.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "amparo.urls"
WSGI_APPLICATION = "amparo.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "amparo.ui.context.page",
            ],
        },
    },
]

# Languages: English at the root, a /es/ twin of every page (SITE-2).
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [str(Path(__file__).resolve().parent.parent / "locale")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = CONFIG.secure
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
FORMAT_MODULE_PATH = ["amparo.ui.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# Sessions: sealed rows, a cookie that says nothing (kernel/sessions.py).
SESSION_ENGINE = "amparo.kernel.sessions"
SESSION_COOKIE_NAME = "__Host-sid" if CONFIG.secure else "sid"
SESSION_COOKIE_SECURE = CONFIG.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "amparo.ui.web.faults.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 365 * 24 * 3600 if CONFIG.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIG.secure
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# People who sign in. allauth does passwords and second factors underneath; our own paths and pages stand above it.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home:home"
STAFF_HOME_URL = "home:home"  # on to the first place of the desk that their role opens
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["amparo.accounts.hashing.PepperedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "amparo.accounts.passwords.Validator"}]
ACCOUNT_ADAPTER = "amparo.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USERNAME_MIN_LENGTH = 6
ACCOUNT_RATE_LIMITS = False  # ours are durable: kernel/throttle.py
MFA_ADAPTER = "amparo.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 0
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.trusted_proxies

# Mail
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = CONFIG.smtp_host
EMAIL_PORT = CONFIG.smtp_port
EMAIL_HOST_USER = CONFIG.smtp_user
EMAIL_HOST_PASSWORD = CONFIG.smtp_password
EMAIL_USE_TLS = CONFIG.smtp_security == "starttls"
EMAIL_USE_SSL = CONFIG.smtp_security == "tls"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = CONFIG.mail_from or f"no-reply@{CONFIG.public_host}"

# Files the browser fetches
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STATIC_ROOT = str(Path(__file__).resolve().parent.parent / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "amparo.ui.static_files.GatheredFiles"},
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "amparo.kernel.redact.Redact"}},
    "formatters": {"line": {"()": "amparo.kernel.redact.JsonLine"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["redact"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": CONFIG.log_level},
    "loggers": {
        "django": {"handlers": ["console"], "level": CONFIG.log_level, "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.csrf": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},  # aiosmtpd: its lines tell of every connection
    },
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]
EVENT_WIRING = "amparo.wiring.FOLLOWS"
