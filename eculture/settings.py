"""Settings of the portal: one file, driven by the environment (docs/settings.md lists every variable)."""

import base64
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_EVAL
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from eculture.admin_theme import UNFOLD  # noqa: F401 -- read by unfold
from eculture.api_settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 -- read by them
from eculture.logs import logging_at
from eculture.production import insist, insist_on_key, numbered_keys
from eculture.timetable import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None) -> str:
    """A variable of the environment; without a default it must be there."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment: the portal does not start without it.")
    return value


def env_flag(name: str) -> bool:
    return env(name, "").lower() in {"1", "true", "yes"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


PRODUCTION = env_flag("PRODUCTION")
DEBUG = env_flag("DEBUG")
DEMO = env_flag("DEMO")
TESTING = env_flag("TESTING")
if PRODUCTION and (DEBUG or DEMO or TESTING):
    raise ImproperlyConfigured("PRODUCTION excludes DEBUG, DEMO and TESTING: unset them.")

# Secrets
SECRET_KEY = env("SECRET_KEY", None if PRODUCTION else "development-only-key-never-used-in-production")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
DEVELOPMENT_KEY = base64.b64encode(bytes(32)).decode()
FIELD_KEYS = numbered_keys(env("FIELD_KEYS", None if PRODUCTION else f"dev:{DEVELOPMENT_KEY}"))
INDEX_KEY = base64.b64decode(env("INDEX_KEY", None if PRODUCTION else DEVELOPMENT_KEY))

# The signature of issued documents: a PKCS#12 file, and a time-stamp service if there is one
SIGNING_KEY_FILE = Path(
    env("SIGNING_KEY_FILE", None if PRODUCTION else str(BASE_DIR / "var" / "signing.p12"))
)
SIGNING_KEY_PASSWORD = env("SIGNING_KEY_PASSWORD", None if PRODUCTION else "development-only")
TIMESTAMP_URL = env("TIMESTAMP_URL", "")
DOCUMENT_SIGNER = "eculture.signing.sign"

# Where it lives
BASE_URL = env("BASE_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
HOST = urlsplit(BASE_URL).hostname or ""
MAIL_DOMAIN = HOST
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", HOST if PRODUCTION else "127.0.0.1,localhost,testserver,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", BASE_URL)
TRUSTED_PROXIES = int(env("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))
ROOT_URLCONF = "eculture.urls"
WSGI_APPLICATION = "eculture.wsgi.application"
API_PREFIX = "/api/"
ADMIN_PATH = env("ADMIN_PATH", "admin/")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "modeltranslation",
    "eculture",
    "registry",
    "cabinet",
    "schools",
    "matrix",
    "eculture.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "csp",
    "pgtrigger",
    "pghistory",
    "rules",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "eculture.middleware.RequestName",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "eculture.middleware.Manners",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "cabinet.accounts.sessions.SessionAge",
    "cabinet.accounts.sessions.SecondFactor",
    "eculture.middleware.History",
    "eculture.middleware.Refusals",
]

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
                "eculture.frame.frame",
            ],
            "builtins": [
                "eculture.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: the pool rides through a restart; the worker keeps plain connections
DATABASES = {
    "default": dj_database_url.parse(env("DATABASE_URL", None if PRODUCTION else "postgres:///eculture"))
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # else a pool hands out connections of a dead server
if env_flag("DATABASE_POOL"):
    threads = int(env("WEB_THREADS", "4"))
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 2, "max_size": threads + 1, "timeout": 3, "max_lifetime": 1800},
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 300
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and cache: the broker carries names of rows and may lose everything (docs/adr)
REDIS_URL = env("REDIS_URL", None if PRODUCTION else "redis://127.0.0.1:6379/0").rstrip("/")
REDIS_BASE, _slash, REDIS_DB = (
    REDIS_URL.rpartition("/") if REDIS_URL.count("/") > 2 else (REDIS_URL, "/", "0")
)
CELERY_BROKER_URL = f"{REDIS_BASE}/{REDIS_DB}"
BROKER_TIMEOUT = float(env("BROKER_TIMEOUT", "0.3"))
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": BROKER_TIMEOUT,
    "socket_connect_timeout": BROKER_TIMEOUT,
    "unacked_restore_throttle": 1,
    "max_retries": 0,
}
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in ("celery", "email", "sms")]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_TIMEZONE = "Asia/Baku"
CELERY_BEAT_SCHEDULE = TIMETABLE
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_BASE}/{int(REDIS_DB) + 1}",
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    }
}

if PRODUCTION:
    private = env_list("PRIVATE_HOSTS")
    database = DATABASES["default"]
    insist(secret=SECRET_KEY, base_url=BASE_URL, database=database, redis_url=REDIS_URL, private=private)
    insist_on_key(SIGNING_KEY_FILE, SIGNING_KEY_PASSWORD)

# Languages
LANGUAGE_CODE = "az"
LANGUAGES = [("az", "Azərbaycan dili"), ("en", "English"), ("ru", "Русский")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "az"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("az", "en")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["eculture.formats"]
TIME_ZONE = "Asia/Baku"
USE_TZ = True

# Accounts
AUTH_USER_MODEL = "eculture.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "cabinet.accounts.adapters.PasswordBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cabinet.accounts.passwords.LongEnough"},
    {"NAME": "cabinet.accounts.passwords.NotLeaked"},
    {"NAME": "cabinet.accounts.passwords.NotOurName"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cabinet:home"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "cabinet.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cabinet.accounts.forms.LoginForm",
    "signup": "cabinet.accounts.forms.SignupForm",
    "add_email": "cabinet.accounts.forms.AddEmailForm",
    "change_password": "cabinet.accounts.forms.ChangePasswordForm",
    "set_password": "cabinet.accounts.forms.SetPasswordForm",
    "reset_password": "cabinet.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cabinet.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# A school or an office stands behind one address: wide limits per address, narrow ones per account.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/300s/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_ADAPTER = "cabinet.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "e-Mədəniyyət"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "cabinet.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "cabinet.accounts.openid.provider.Provider"}}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
# [{"id": "digital-login", "name": "Digital.Login", "issuer": "https://…", "client_id": "…", "secret": "…"}]
OIDC_PROVIDERS = json.loads(env("OIDC_PROVIDERS", "[]"))
OUTBOUND_HOSTS = {
    *env_list("OUTBOUND_HOSTS"),
    *(urlsplit(provider["issuer"]).hostname for provider in OIDC_PROVIDERS),
}
OUTBOUND_LOOPBACK = TESTING
PAYMENT_PAGES = env_list("PAYMENT_PAGES")
SIGN_IN_ORIGINS = [f"https://{host}" for host in sorted(OUTBOUND_HOSTS)]
if TIMESTAMP_URL:
    OUTBOUND_HOSTS.add(urlsplit(TIMESTAMP_URL).hostname)
# End of accounts

# Sessions and cookies: `__Host-` names need https, so only production has them
HOST_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"{HOST_PREFIX}session"
CSRF_COOKIE_NAME = f"{HOST_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{HOST_PREFIX}lang"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 1800
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Transport and headers
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS, *PAYMENT_PAGES],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
ADMIN_SCRIPT_SOURCES = [SELF, UNSAFE_EVAL]  # the admin theme's Alpine evaluates attributes
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT_MB = 12
LONGEST_DELEGATION_DAYS = int(env("LONGEST_DELEGATION_DAYS", "365"))
VIRUS_SCANNER = env("VIRUS_SCANNER", None if PRODUCTION else "")  # clamd: tcp://host:3310 or unix:/path

# Files: static from the process, media only through views
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/ds", NODE_MODULES / "@digdir/designsystemet-css/dist/src"),
    ("vendor/source-serif-4", NODE_MODULES / "@fontsource-variable/source-serif-4/files"),
    ("vendor/source-sans-3", NODE_MODULES / "@fontsource-variable/source-sans-3/files"),
    ("vendor/leaflet", NODE_MODULES / "leaflet/dist"),
]
FONT_DIRS = [NODE_MODULES / "@expo-google-fonts" / name for name in ("source-serif-4", "source-sans-3")]
MANIFEST_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {
        "BACKEND": env("FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": json.loads(env("FILE_STORAGE_OPTIONS", "{}")),
    },
    "staticfiles": {"BACKEND": PLAIN_STORAGE if TESTING or DEBUG else MANIFEST_STORAGE},
}
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
MEDIA_URL = ""

# Mail
EMAIL_BACKEND = env(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "eculture.mail.FolderBackend",
)
EMAIL_HOST = env("EMAIL_HOST", None if PRODUCTION else "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = PRODUCTION
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", f"e-Mədəniyyət <no-reply@{HOST}>")

# Short messages: without a gateway they lie in a folder; in production there is then no such channel
SMS_URL = env("SMS_URL", "")
SMS_TOKEN = env("SMS_TOKEN", "")
SMS_SENDER = env("SMS_SENDER", "")
SMS_GATEWAY = "" if PRODUCTION else "eculture.sms_gateways.FolderGateway"
if SMS_URL:
    SMS_GATEWAY = "eculture.sms_gateways.HttpGateway"
    OUTBOUND_HOSTS.add(urlsplit(SMS_URL).hostname)
SMS_FILE_PATH = BASE_DIR / "var" / "sms"

# Payments: without a bank a page of the portal stands for it; in production the portal then takes none
PAYMENT_URL = env("PAYMENT_URL", "")
PAYMENT_TOKEN = env("PAYMENT_TOKEN", None if PAYMENT_URL else "")
PAYMENT_SECRET = env("PAYMENT_SECRET", None if PAYMENT_URL else "")
if PAYMENT_URL:
    OUTBOUND_HOSTS.add(urlsplit(PAYMENT_URL).hostname)

# Row history
PGHISTORY_OBJ_FIELD_RELATED_NAME = "history"

LOGGING = logging_at(env("LOG_LEVEL", "INFO"))
