"""Django's settings, made from `environment.py`. There is one settings module for every way to run."""

from gadfly.site.databases import postgresql, sqlite
from gadfly.site.environment import data_dir, listed, number, read
from gadfly.site.mail import mail
from gadfly.site.secret import secret_key

DATA_DIR = data_dir()
DEMO = read("GADFLY_DEMO")
DEBUG = read("GADFLY_DEBUG") == "1"
HTTPS = read("GADFLY_HTTPS") == "1"
SECRET_KEY = secret_key(read("GADFLY_SECRET_KEY"), DATA_DIR)
MASTER_KEY = read("GADFLY_MASTER_KEY")
ALLOWED_HOSTS = listed("GADFLY_HOSTS")
ALLOWED_ORIGINS = frozenset(listed("GADFLY_ALLOWED_ORIGINS"))
PRIVATE_ORIGINS = frozenset(listed("GADFLY_PRIVATE_ORIGINS"))
STREAMS = number("GADFLY_STREAMS")
PAY_FLOORS = read("GADFLY_PAY_FLOORS")

INSTALLED_APPS = [
    "gadfly.people",
    "gadfly.network",
    "gadfly.campaigns",
    "gadfly.wellbeing",
    "gadfly.attacks",
    "gadfly.reviews",
    "gadfly.insights",
    "gadfly.ledger",
    "gadfly.findings",
    "gadfly.calling",
    "gadfly.site",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "gadfly.site.middleware.Security",
    "gadfly.site.middleware.Headers",
    "gadfly.site.middleware.Sessions",
    "gadfly.site.middleware.Common",
    "gadfly.site.middleware.Csrf",
    "gadfly.site.middleware.Authentication",
]
ROOT_URLCONF = "gadfly.site.urls"
ASGI_APPLICATION = "gadfly.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "gadfly.site.context.everywhere",
            ],
            "builtins": ["gadfly.site.templatetags.gadfly"],
        },
    }
]

_database_url = read("GADFLY_DATABASE_URL")
DATABASES = {"default": postgresql(_database_url) if _database_url else sqlite(DATA_DIR / "gadfly.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

_mail = mail(read("GADFLY_MAIL_URL"))
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.tls, _mail.ssl, 30
DEFAULT_FROM_EMAIL = read("GADFLY_MAIL_FROM")

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["gadfly.people.sessions.Backend"]
LOGIN_URL = "sign-in"
SESSION_ENGINE = "gadfly.people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "gadfly.site.views.forgery"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
