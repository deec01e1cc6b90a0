"""Settings of the portal: one file, driven by environment variables (a `.env` file is read too).

Safe by default: DEBUG is off, HTTPS is expected and SECRET_KEY is required. `make run` sets DEBUG=1 for a
local demo. docs/operations.md lists every variable.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from twinning.local.postgres import connection_settings

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# HTTPS is what production speaks; only a local demo or a test talks plain HTTP.
HTTPS = env.bool("HTTPS", default=not DEBUG)


def _secret_key() -> str:
    """The key from the environment, or the one that `make run` generated; production without one must not start."""
    key = env.str("SECRET_KEY", default="")
    local = LOCAL_DIR / "secret_key"
    if not key and local.is_file() and not HTTPS:
        key = local.read_text().strip()
    if not key and not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY: a long random text that only this site knows.")
    return key or "only-for-a-local-demo-" + "x" * 40


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Order matters: modeltranslation before admin; our own admin site replaces the default one.
INSTALLED_APPS = [
    "modeltranslation",
    "twinning.apps.TwinningConfig",
    "twinning.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_countries",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "auditlog",
    "csp",
    "django_htmx",
    "twinning.accounts",
    "twinning.municipality",
    "twinning.addresses",
    "twinning.tokens",
    "twinning.mail",
    "twinning.pages",
    "twinning.feedback",
    "twinning.translations",
    "twinning.translations.exchange",
    "twinning.revisions",
    "twinning.shortlinks",
    "twinning.search",
    "twinning.discovery",
    "twinning.api",
    "partners",
    "partners.conversations",
    "partners.organisations",
    "partners.board",
    "partners.enquiries",
    "partners.imports",
    "partners.portals",
    "projects",
    "projects.grants",
    "events",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Serves collected static files; in a demo Django serves them where they lie.
    *([] if DEBUG else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "csp.middleware.CSPMiddleware",
    "twinning.middleware.response_headers",
    "twinning.middleware.forget_after_staff_saves",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "twinning.middleware.portal_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "twinning.accounts.middleware.staff_language",
    "twinning.accounts.middleware.staff_second_factor",
    "auditlog.middleware.AuditlogMiddleware",
    "twinning.previews.middleware.previews",
    "django_htmx.middleware.HtmxMiddleware",
    "twinning.middleware.friendly_not_found",
]

ROOT_URLCONF = "twinning.urls"
WSGI_APPLICATION = "twinning.wsgi.application"

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
                "csp.context_processors.nonce",
                "twinning.context.portal",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------
# DATABASE_URL names an ordinary PostgreSQL (15 or newer); without it the private one of `make run` is used.
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **connection_settings()}}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=0 if DEBUG else 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- languages ------------------------------------------------------------------------------------
# Columns of every translated field, fixed for good: taking a code away would drop its texts (see checks.py).
MODELTRANSLATION_LANGUAGES = ("de", "de-simple", "en", "fr", "pl", "ja", "ar", "uk", "tr")
MODELTRANSLATION_DEFAULT_LANGUAGE = "de"
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("en", "de"),
    "en": ("de",),
    "de": ("en",),
    "de-simple": ("de",),
}
MODELTRANSLATION_CUSTOM_FIELDS = ("RichTextField",)
MODELTRANSLATION_AUTO_POPULATE = False

# Django does not know these two. Both read from left to right.
LANG_INFO.update(
    {
        "de-simple": {
            "bidi": False,
            "code": "de-simple",
            "name": "Easy German",
            "name_local": "Leichte Sprache",
        },
        "ny": {"bidi": False, "code": "ny", "name": "Chichewa", "name_local": "Chichewa"},
    }
)
LANGUAGE_NAMES = {
    "de": "Deutsch",
    "en": "English",
    "fr": "Français",
    "pl": "Polski",
    "ja": "日本語",
    "ar": "العربية",
    "uk": "Українська",
    "tr": "Türkçe",
}
LANGUAGE_CODE = "de"
PUBLISHED_LANGUAGES = tuple(env.list("PORTAL_LANGUAGES", default=["de", "en", "fr", "pl", "ja", "ar"]))
EASY_LANGUAGE = "de-simple"
LANGUAGES = [(code, LANGUAGE_NAMES.get(code, code)) for code in PUBLISHED_LANGUAGES] + [
    (EASY_LANGUAGE, "Leichte Sprache")
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["twinning.formats"]
USE_I18N = True
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# --- accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "twinning.accounts.adapter.PortalAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Seconds that the link and the code to sign in are valid; the page that waits for the code lives as long.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# Narrow per account, wide per address: a school shares one. Public forms have no limit of this kind.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/5m/ip,5/5m/key",
    "signup": "60/m/ip",
    "request_login_code": "120/m/ip,3/5m/key",
    "reset_password": "60/m/ip,3/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
ACCOUNT_FORMS = {
    "login": "twinning.accounts.forms.LoginForm",
    "signup": "twinning.accounts.forms.SignupForm",
    "request_login_code": "twinning.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "twinning.accounts.forms.ConfirmLoginCodeForm",
    "add_email": "twinning.accounts.forms.AddEmailForm",
    "change_password": "twinning.accounts.forms.ChangePasswordForm",
    "set_password": "twinning.accounts.forms.SetPasswordForm",
    "reset_password": "twinning.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "twinning.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "twinning.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "twinning.accounts.adapter.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# One code earlier or later counts too: clocks of phones differ.
MFA_TOTP_TOLERANCE = 1
# Staff may change their address; the new one counts once it is confirmed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "twinning.accounts.second_factor_forms.ActivateForm",
    "authenticate": "twinning.accounts.second_factor_forms.AuthenticateForm",
    "reauthenticate": "twinning.accounts.second_factor_forms.ReauthenticateForm",
}
# Staff enter the desk with a second factor only.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)

# --- mail: everything goes to the outbox, the worker delivers -------------------------------------
EMAIL_BACKEND = "twinning.mail.backend.OutboxBackend"
DELIVERY_BACKEND = env.str(
    "DELIVERY_BACKEND",
    default="django.core.mail.backends.filebased.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = str(LOCAL_DIR / "mail")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Address under which mails and feeds link to this site when no request is at hand.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(LOCAL_DIR / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(LOCAL_DIR / "media"))
# Uploads that nobody may fetch, such as lists to import: never inside MEDIA_ROOT, which the web server hands out.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=str(LOCAL_DIR / "private"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# What visitors write is erased so many days after the office has answered; the notice at each form names the number.
VISITOR_MESSAGE_DAYS = env.int("VISITOR_MESSAGE_DAYS", default=365)
# File numbers of funding requests: HF-2026-0147.
FILE_NUMBER_PREFIX = env.str("FILE_NUMBER_PREFIX", default="HF")
# A conversation that is silent for so long ends; its words and addresses are erased as long after its end.
CONVERSATION_DAYS = env.int("CONVERSATION_DAYS", default=180)
# Name, address and words of a slip on the exchange board are erased so many days after its end.
BOARD_DAYS = env.int("BOARD_DAYS", default=180)
# Name, address and words of a proposed event are erased so many days after the decision about it.
EVENT_PROPOSAL_DAYS = env.int("EVENT_PROPOSAL_DAYS", default=180)
# What was searched for in vain, counted without anything personal, is erased after so many days.
SEARCH_MISS_DAYS = env.int("SEARCH_MISS_DAYS", default=90)
# Machine translation: "" (off), "deepl", "libretranslate" or "dummy"; where the service is, and our key to it.
TRANSLATION_ENGINE = env.str("TRANSLATION_ENGINE", default="")
TRANSLATION_ENGINE_URL = env.str("TRANSLATION_ENGINE_URL", default="")
TRANSLATION_ENGINE_KEY = env.str("TRANSLATION_ENGINE_KEY", default="")
FILE_UPLOAD_PERMISSIONS = 0o640
IMAGE_MAX_BYTES = 15 * 1024 * 1024
IMAGE_MAX_SIDE = 12000
IMAGE_MAX_PIXELS = 50_000_000  # what one upload may cost in memory while it is written anew
IMAGE_MIN_WIDTH = 1600
# Who looks at files of funding requests before anybody may open them: see projects/grants/files/scanners.py.
GRANTS_CLAMD = env.str("GRANTS_CLAMD", default="")
GRANTS_SCANNER = env.str(
    "GRANTS_SCANNER", default="projects.grants.files.scanners." + ("clamd" if GRANTS_CLAMD else "content")
)

# --- security -------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "twinning.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:security@example.org")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Limits of the log-in and used-up codes are kept here, so web workers share it; a demo has only one.
SHARED_CACHE = "dbcache://portal_cache?max_entries=100000"
CACHES = {
    "default": env.cache("CACHE_URL", default=SHARED_CACHE if HTTPS else "locmemcache://"),
    # Pieces of pages that `{% cache %}` keeps in each process; cleared by twinning.memory when staff save.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "template-fragments",
    },
    # Calendar files by the digest of what stands in them, so none is ever out of date; few, because they are long.
    "calendar_files": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "calendar-files",
        "OPTIONS": {"MAX_ENTRIES": 24},
    },
    # City sheets and pictures for sharing, by the digest of what stands in them.
    "made_files": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "made-files",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 120},
    },
    # How often an address has asked for open data; kept by each process unless a shared cache is named.
    "api_limits": env.cache("API_LIMITS_CACHE_URL", default="locmemcache://api-limits?max_entries=20000"),
}
# Generous: a school or a town hall shares one address.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600)
# The municipality in the official list of keys (eight digits), for data portals; empty: left out.
MUNICIPALITY_KEY = env.str("MUNICIPALITY_KEY", default="")
# How long a process remembers public rows and pieces of pages (see twinning.memory); 0 reads everything anew.
REMEMBER_SECONDS = env.float("REMEMBER_SECONDS", default=10.0)
COUNTRIES_FIRST = ["DE"]
AUDITLOG_DISABLE_REMOTE_ADDR = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

STAFF_LANGUAGES = [("de", _("German")), ("en", _("English"))]
