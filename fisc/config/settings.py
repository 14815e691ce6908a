"""Django's settings. Everything that differs between machines is read from ``FISC_…`` variables.

``FISC_DATABASE``  ``sqlite`` (default) or a PostgreSQL address ``postgresql://user@host:port/name``
``FISC_HOME``      where the embedded database and the files of jobs live (default ``var``)
``FISC_SECRET``    the signing key; without it the office starts only in demo mode
``FISC_MODE``      ``demo`` (default) or ``office``
``FISC_HOSTS``     the names under which the office is reached, divided by commas
``FISC_IDLE``      minutes without a question after which a session of an office ends (default 15)
``FISC_TRIES``     wrong passwords after which a name is locked (default 10)
``FISC_LOCK``      minutes for which it is locked (default 15)
``FISC_PASSWORD``  the least number of characters of a password (default 12)
``FISC_FACTOR``    who needs a second factor: ``law`` (law/organisation/second_factor.csv; default
                   of an office), ``everybody`` or ``nobody`` (default of a demo)
``FISC_CODE_STEPS``  by how many half minutes a device's clock may be off, either way (1)
``FISC_LOG``       what is logged: ``DEBUG``, ``INFO``, ``WARNING`` (default) or ``ERROR``
``FISC_API_CALLS_BY_CALLER``   requests a minute that one person's programs may send (600)
``FISC_API_CALLS_BY_ADDRESS``  requests a minute from one address (1200); 0 is no limit
``FISC_PROXIES``   how many proxies stand before the office and name whom they saw (0)
``FISC_ORIGINS``   whence forms are taken behind a proxy, ``https://name`` divided by commas
                   (none: only from the address at which the office is reached)
``FISC_PAPER_FONT``, ``FISC_PAPER_TITLE_FONT``  the fonts of printed papers, where an office has
                   others than Noto Serif CJK
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from fisc.config import embedded, logs

sqlite = embedded.choose_library()

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("FISC_HOME", "var")).resolve()
MODE = os.environ.get("FISC_MODE", "demo")
if MODE not in {"demo", "office"}:
    raise RuntimeError(f"FISC_MODE is {MODE!r}; it must be 'demo' or 'office'.")


def _number(name: str, usual: int) -> int:
    """Return a whole number above zero that the operator may set."""
    text = os.environ.get(name, str(usual))
    if not text.isascii() or not text.isdecimal() or int(text) == 0:
        raise RuntimeError(f"{name} is {text!r}; it must be a whole number above zero.")
    return int(text)


DEBUG = False
SECRET_KEY = os.environ.get("FISC_SECRET", "demo-only-key" if MODE == "demo" else "")
if not SECRET_KEY:
    raise RuntimeError("FISC_SECRET is not set; the office does not start without a signing key.")
ALLOWED_HOSTS = os.environ.get("FISC_HOSTS", "localhost,127.0.0.1,[::1]").split(",")


def _database(address: str) -> dict[str, Any]:
    if address == "sqlite":
        HOME.mkdir(parents=True, exist_ok=True)  # SQLite makes the file, but not its folder
        version = tuple(int(part) for part in sqlite.sqlite_version.split("."))
        pragmas = (
            f"PRAGMA journal_mode={embedded.journal_mode(version)};"
            "PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-65536;"
        )
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "fisc.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas},
            "TEST": {"NAME": HOME / "test" / "fisc.sqlite3"},
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise RuntimeError(f"FISC_DATABASE is {address!r}; use 'sqlite' or 'postgresql://…'.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _whole(name: str, usual: int) -> int:
    said = os.environ.get(name, str(usual))
    if not (said.isascii() and said.isdigit()):
        raise RuntimeError(f"{name} is {said!r}; write a whole number, 0 for none.")
    return int(said)


def _origins(said: str) -> list[str]:
    found = [origin.strip() for origin in said.split(",") if origin.strip()]
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in {"https", "http"} or not parts.netloc or parts.path:
            raise RuntimeError(f"FISC_ORIGINS has {origin!r}; write https://name, and no more.")
    return found


DATABASES = {"default": _database(os.environ.get("FISC_DATABASE", "sqlite"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "fisc.registers",
    "fisc.record",
    "fisc.stages.approve",
    "fisc.stages.allot",
    "fisc.stages.pay",
    "fisc.stages.close",
    "fisc.jobs",
    "fisc.doors.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "fisc.doors.web.maintenance.reading_only",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fisc.config.sessions.ending_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "fisc.config.urls"
WSGI_APPLICATION = "fisc.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "fisc" / "doors" / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
VENDOR = ROOT / "vendor"  # brought by ``make assets``; never committed
STATICFILES_DIRS = [("vendor", VENDOR)] if VENDOR.is_dir() else []
WHITENOISE_USE_FINDERS = MODE == "demo"  # an office collects its files once, a demo need not
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_IDLE_SECONDS = _number("FISC_IDLE", 15) * 60
SIGN_IN_TRIES = _number("FISC_TRIES", 10)
SIGN_IN_LOCK_SECONDS = _number("FISC_LOCK", 15) * 60
SECOND_FACTOR = os.environ.get("FISC_FACTOR", "nobody" if MODE == "demo" else "law")
if SECOND_FACTOR not in {"law", "everybody", "nobody"}:
    raise RuntimeError(f"FISC_FACTOR is {SECOND_FACTOR!r}; use 'law', 'everybody' or 'nobody'.")
CODE_STEPS = _whole("FISC_CODE_STEPS", 1)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = MODE == "office"
CSRF_COOKIE_SECURE = MODE == "office"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if MODE == "office" else 0
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = [
    "fisc.doors.web.receiving.Bounded",  # no file larger than an import may be is written down
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "fisc.doors.web.errors.stale_form"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": _number("FISC_PASSWORD", 12)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Requests a minute at the door for programs, in each process; 0 is no limit.
API_CALLS_BY_CALLER = _whole("FISC_API_CALLS_BY_CALLER", 600)
API_CALLS_BY_ADDRESS = _whole("FISC_API_CALLS_BY_ADDRESS", 1200)
PROXIES = _whole("FISC_PROXIES", 0)  # how many stand before us and add to X-Forwarded-For
# A proxy that ends the encrypted line says so by X-Forwarded-Proto, which it sets itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CSRF_TRUSTED_ORIGINS = _origins(os.environ.get("FISC_ORIGINS", ""))
# Who stands before the office leads to the encrypted line (W008); whether other names under the
# same one are encrypted (W005), and a list of browsers' makers (W021), are not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
LOGGING = logs.configuration(os.environ.get("FISC_LOG", "WARNING"))
PAPER_FONT = os.environ.get("FISC_PAPER_FONT", "")
PAPER_TITLE_FONT = os.environ.get("FISC_PAPER_TITLE_FONT", "")
