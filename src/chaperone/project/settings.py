"""All settings, read once. What an installation may change is in ``environment.py``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from chaperone.project.database import database_from
from chaperone.project.environment import read_environment
from chaperone.project.keyfiles import key_from_file
from chaperone.project.mail import mail_settings

ENV = read_environment()

CHAPERONE_VAR = Path(ENV["CHAPERONE_VAR"]).resolve()
CHAPERONE_BASE_URL = ENV["CHAPERONE_BASE_URL"].rstrip("/")
CHAPERONE_JOBS = ENV["CHAPERONE_JOBS"]
CHAPERONE_IDLE_MINUTES = ENV["CHAPERONE_IDLE_MINUTES"]
CHAPERONE_MAX_UPLOAD_BYTES = ENV["CHAPERONE_MAX_UPLOAD_MB"] * 1_000_000
CHAPERONE_PULL_SECONDS = ENV["CHAPERONE_PULL_SECONDS"]
CHAPERONE_SANDBOX_URL = ENV["CHAPERONE_SANDBOX_URL"] or f"{CHAPERONE_BASE_URL}/sandbox-network"
CHAPERONE_MASTER_KEY = ENV["CHAPERONE_MASTER_KEY"] or key_from_file(CHAPERONE_VAR / "keys", "master")
CHAPERONE_SANDBOX = ENV["CHAPERONE_SANDBOX"] or urlsplit(CHAPERONE_BASE_URL).scheme != "https"
SECRET_KEY = ENV["CHAPERONE_SECRET_KEY"] or key_from_file(CHAPERONE_VAR / "keys", "secret")

DEBUG = ENV["CHAPERONE_DEBUG"]
ALLOWED_HOSTS = ENV["CHAPERONE_HOSTS"]
CHAPERONE_BEHIND_PROXY = ENV["CHAPERONE_BEHIND_PROXY"]
HTTPS = urlsplit(CHAPERONE_BASE_URL).scheme == "https"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "chaperone.access",  # before allauth: its templates are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "chaperone.project",
    "chaperone.foundation.sealing",
    "chaperone.foundation.jobs",
    "chaperone.foundation.notices",
    "chaperone.audit",
    "chaperone.compliance",
    "chaperone.channels",
    "chaperone.patients",
    "chaperone.library",
    "chaperone.consents",
    "chaperone.posts",
    "chaperone.publishing",
    "chaperone.messages",
    "chaperone.inbox",
    "chaperone.oversight",
]

MIDDLEWARE = [
    # outermost what every answer carries, an early redirect or a refusal of the ones below as well
    "chaperone.project.middleware.PrivateCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "chaperone.project.middleware.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chaperone.access.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chaperone.project.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "chaperone.project.urls"
WSGI_APPLICATION = "chaperone.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the apps' own: the sign-in pages that allauth brings are drawn by ours.
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chaperone.project.navigation.navigation",
            ],
        },
    }
]

DATABASES = {"default": database_from(ENV["CHAPERONE_DATABASE"], CHAPERONE_VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(CHAPERONE_VAR / "files")},
    },
    "sealed": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(CHAPERONE_VAR / "sealed"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # files come straight from the package; there is nothing to collect
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000
CHAPERONE_MAX_BODY_BYTES = (
    8 * CHAPERONE_MAX_UPLOAD_BYTES
)  # a batch of the largest photos (library/uploads.py)
FILE_UPLOAD_HANDLERS = ["chaperone.project.uploading.NoFiles"]

# --- who -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "chaperone.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_ADAPTER = "chaperone.access.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Chaperone"
MFA_TRUST_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "chaperone.access.lockout.username"
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_SENSITIVE_PARAMETERS = ["password", "login", "code", "username", "ip_address"]
AXES_CLIENT_IP_CALLABLE = "chaperone.access.lockout.address"
ALLAUTH_TRUSTED_PROXY_COUNT = int(CHAPERONE_BEHIND_PROXY)
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# --- the browser -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_AGE = CHAPERONE_IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "chaperone.project.failures.csrf"
CSRF_TRUSTED_ORIGINS = [CHAPERONE_BASE_URL] if HTTPS else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CHAPERONE_BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

# --- mail, time, logs ------------------------------------------------------------------------------------
vars().update(mail_settings(ENV["CHAPERONE_MAIL"], CHAPERONE_VAR))
DEFAULT_FROM_EMAIL = ENV["CHAPERONE_MAIL_FROM"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
DATETIME_FORMAT = "D j M Y, H:i"
DATE_FORMAT = "j M Y"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "chaperone.project.logs.PrivateFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["private"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "chaperone": {"level": "INFO"},
        "huey": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
