"""All settings of the product, read from the environment through typed readers; wrong values end the start."""

from __future__ import annotations

from pathlib import Path

from portal import edge_ages, embedded, job_parts, logs, outgoing
from portal.environment import (
    BASE_DIR,
    SettingError,
    database_settings,
    env_bool,
    env_int,
    env_list,
    env_str,
    home_dir,
)

HOME = home_dir()
HOST = env_str("HEADWATER_HOST", "127.0.0.1")
PORT = env_int("HEADWATER_PORT", 8800, low=1, high=65535)
LOOPBACK = HOST in {"127.0.0.1", "::1", "localhost"}

# Security (the boot test walks this part)
DEBUG = False
SECRET_KEY = env_str("HEADWATER_SECRET_KEY") or embedded.secret_key(HOME)
if len(SECRET_KEY) < 50:
    raise SettingError("HEADWATER_SECRET_KEY must have at least 50 random characters.")
SECRET_KEY_FALLBACKS = env_list("HEADWATER_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("HEADWATER_ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_FAILURE_VIEW = "portal.api.faults.csrf_refused"
CSRF_TRUSTED_ORIGINS = env_list("HEADWATER_TRUSTED_ORIGINS")
TLS = env_bool("HEADWATER_TLS", default=False)
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-headwater" if TLS else "headwater"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Who may read: everybody who reaches the port, or only people who signed in and tokens. Writes never without a right.
PUBLIC_READS = env_bool("HEADWATER_PUBLIC_READS", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "graphene_django",
    "catalog",
    "lineage",
    "portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.auth.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Database: DATABASE_URL, else the embedded server of HOME. Timeouts are the web's; `up` raises them for the worker.
DATABASE_URL = env_str("DATABASE_URL") or embedded.database_url(HOME)
STATEMENT_TIMEOUT_MS = env_int("HEADWATER_STATEMENT_TIMEOUT_MS", 5_000, low=100, high=3_600_000)
DATABASES = {"default": database_settings(DATABASE_URL)}
DATABASES["default"]["OPTIONS"].update(  # type: ignore[attr-defined]
    {
        "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout=2000 "
        "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC -c jit=off "
        # Of statements that are prepared, which are few: catalog.database.planned_once.
        "-c plan_cache_mode=force_generic_plan "
        # Many ask at once; to start helpers for one costs more than a page does.
        "-c max_parallel_workers_per_gather=0",
        "connect_timeout": 2,
        "application_name": "headwater",
    }
)
# One lasting connection for each web thread, looked at before each request (portal.postgresql), and no pool: after a restart of
# the database the next request connects anew, while psycopg's pool waits 1, 2, 4... s between its tries to reconnect.
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = env_str("BROKER_URL") or embedded.broker_url(HOME)

LOGGING = logs.configuration(env_str("HEADWATER_LOG_FILE"))

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Headwater",
    "DESCRIPTION": "Questions about data: what it is, who owns it, can it be trusted now, what breaks if it changes.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.api.rest.contract.errors_told",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "displayOperationId": True},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        word.rpartition(".")[2]: word
        for word in (
            "catalog.answers.TextState",
            "lineage.answers.ChangeKind",
            "lineage.answers.ColumnChangeKind",
            "catalog.answers.IssueState",
            "catalog.answers.SourceState",
            "catalog.answers.SyncState",
            "catalog.answers.FacetField",
            "catalog.answers.AssertionKind",
            "catalog.answers.ChangeSetState",
            "catalog.answers.CheckSeverity",
            "catalog.answers.CheckState",
            "catalog.answers.EvidenceOutcome",
            "catalog.answers.ExistenceState",
            "catalog.answers.FreshnessState",
            "catalog.answers.HealthNumber",
            "catalog.answers.Level",
            "catalog.answers.OwnerRole",
            "catalog.answers.OwnerState",
            "catalog.answers.TaskState",
            "catalog.viewers.Door",
            "catalog.names.Kind",
            "catalog.paging.CountState",
            "catalog.viewers.Role",
            "lineage.answers.EdgeBasis",
            "lineage.answers.Grain",
            "lineage.answers.RunState",
            "lineage.answers.WarningKind",
        )
    },
}

# Ingest and demo. Events are shed while the oldest that waits is older than so many seconds (0: never) and more wait
# than so many; of the wait, 10,000 are counted.
SHED_SECONDS = env_int("HEADWATER_SHED_SECONDS", 60, low=0, high=86_400)
SHED_EVENTS = env_int("HEADWATER_SHED_EVENTS", 5_000, low=0, high=9_999)
EVENTS_KEEP_DAYS = env_int("HEADWATER_EVENTS_KEEP_DAYS", 30, low=2, high=36_500)
RUNS_KEEP_DAYS = env_int("HEADWATER_RUNS_KEEP_DAYS", 400, low=1, high=36_500)
# What no source describes any more stays to be seen for so many days, marked as vanished; 0: it is hidden at once.
GRACE_DAYS = env_int("HEADWATER_GRACE_DAYS", 7, low=0, high=3_650)
CONFIG_FILE = env_str("HEADWATER_CONFIG", str(BASE_DIR / "headwater.yaml"))
# Names of jobs that are parts of another one (lineage/granularity.py): those of the file, then those of the environment.
# How long edges are believed after they were last seen (headwater.yaml: edge_ages).
EDGE_AGES = edge_ages.edge_ages_read(Path(CONFIG_FILE))
JOB_PARTS = (*job_parts.job_parts_read(Path(CONFIG_FILE)), *job_parts.job_parts_set())
# Where Headwater may connect to when a configuration or a person names the place (catalog/outgoing.py).
OUTGOING = outgoing.outgoing_read(Path(CONFIG_FILE)) + outgoing.outgoing_set()
DEMO = env_bool("HEADWATER_DEMO", default=True)
