"""Django's settings, derived from `config.Settings`. Nothing here is chosen twice."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from csp.constants import NONE, SELF

from lianjing.site import config, secrets, sqlite

sqlite.use_fixed_build()

CONFIG = config.load()
STATE_DIR = CONFIG.state_dir.resolve()
LAKE_DIR = STATE_DIR / "lake"
KEYS = secrets.load_or_make(STATE_DIR)
COLUMN_KEYS = secrets.column_keys(KEYS)
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = KEYS["cookie"]
DEBUG = CONFIG.debug
DEMO = CONFIG.demo
HTTPS = CONFIG.base_url.startswith("https://")
ALLOWED_HOSTS = [CONFIG.host, "localhost"]
FORCE_SCRIPT_NAME = CONFIG.path_prefix or None
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(CONFIG.base_url))]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "lianjing.records",
    "lianjing.ui",
    "lianjing.rooms.accounts",
    "lianjing.rooms.worklist",
    "lianjing.rooms.network",
    "lianjing.rooms.notices",
    "lianjing.rooms.powers",
    "lianjing.rooms.uploads",
    "lianjing.rooms.redflags",
    "lianjing.rooms.directives",
    "lianjing.rooms.answering",
    "lianjing.rooms.meetings",
    "lianjing.rooms.casework",
    "lianjing.rooms.verification",
    "lianjing.rooms.story",
    "lianjing.portal",
    "lianjing.site",
]
MIDDLEWARE = [
    "lianjing.site.middleware.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lianjing.site.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lianjing.site.middleware.FirstThingsMiddleware",
]
ROOT_URLCONF = "lianjing.site.urls"
WSGI_APPLICATION = "lianjing.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "lianjing.ui.context.shell",
            ],
        },
    }
]


# The policy's many small conditions look dear to PostgreSQL, which then compiles each question: fifteen times as long.
_NO_COMPILING = "-c jit=off"


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": STATE_DIR / "lianjing.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": _NO_COMPILING},
    }


def _read_only(database: dict[str, Any]) -> dict[str, Any]:
    """Return the database as the publisher opens it: whatever it does, nothing is written."""
    if database["ENGINE"].endswith("sqlite3"):
        options = {"uri": True, "timeout": 20, "init_command": "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;"}
        return {**database, "NAME": f"file:{quote(str(database['NAME']))}?mode=ro", "OPTIONS": options}
    only = f"{_NO_COMPILING} -c default_transaction_read_only=on -c search_path=published"
    return {**database, "OPTIONS": {"options": only}}


PUBLISHER = config.is_publisher()
DATABASES = {"default": _database(CONFIG.database_url)}
if PUBLISHER:
    DATABASES = {"default": _read_only(_database(CONFIG.publisher_database_url or CONFIG.database_url))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "worklist:home"
LOGOUT_REDIRECT_URL = "portal:home"  # not "/": the product may live below a path
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "lianjing.site.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "lianjing.site.signin.ProviderAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "lianjing.site.signin.display"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Lianjing"
MFA_TOTP_TOLERANCE = 1  # the code before and after: whoever types slowly is let in (RFC 6238, 5.2)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if CONFIG.oidc_issuer:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "county",
                "name": CONFIG.oidc_name,
                "client_id": CONFIG.oidc_client_id,
                "secret": CONFIG.oidc_client_secret,
                "settings": {"server_url": CONFIG.oidc_issuer},
            }
        ],
    }

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "lianjing_session"
CSRF_COOKIE_NAME = "lianjing_csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = (CONFIG.path_prefix or "") + "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "lianjing.ui.errors.csrf_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # stricter makes browsers send "Origin: null", and every form is refused
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([CONFIG.oidc_issuer] if CONFIG.oidc_issuer else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

LANGUAGE_CODE = CONFIG.language
LANGUAGES = [("zh-hans", "\u4e2d\u6587"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = (CONFIG.path_prefix or "") + "/static/"
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "fido2": {"level": "WARNING"},  # it would write down every sign-in by passkey
    },
}
