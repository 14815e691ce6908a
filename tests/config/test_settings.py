"""Settings come from the environment, and a wrong one is named before anything starts."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys

import pytest

from fisc.config import embedded

ASK = "from django.conf import settings; import sys; sys.stdout.write(str({}))"


def ask(question: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FISC_")}
    return subprocess.run(
        [sys.executable, "-c", ASK.format(question)],
        env=kept | {"DJANGO_SETTINGS_MODULE": "fisc.config.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_embedded_database_lies_in_the_home_that_is_made_for_it(tmp_path):
    home = tmp_path / "deep" / "home"

    answer = ask("settings.DATABASES['default']['NAME']", FISC_HOME=str(home))

    assert answer.stdout == str(home / "fisc.sqlite3"), answer.stderr
    assert home.is_dir()


def test_money_reaches_the_disk_before_it_is_acknowledged(tmp_path):
    answer = ask("settings.DATABASES['default']['OPTIONS']", FISC_HOME=str(tmp_path))

    assert "PRAGMA synchronous=FULL;" in answer.stdout
    assert "'transaction_mode': 'IMMEDIATE'" in answer.stdout


def test_an_address_of_postgresql_is_taken_apart(tmp_path):
    answer = ask(
        "[settings.DATABASES['default'][k] for k in ('USER','PASSWORD','HOST','PORT','NAME')]",
        FISC_HOME=str(tmp_path),
        FISC_DATABASE="postgresql://clerk:p%40ss@ledger.example:5433/fisc",
    )

    assert answer.stdout == "['clerk', 'p@ss', 'ledger.example', '5433', 'fisc']"


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("FISC_MODE", "play", "FISC_MODE is 'play'; it must be 'demo' or 'office'."),
        ("FISC_MODE", "office", "FISC_SECRET is not set; the office does not start without"),
        ("FISC_DATABASE", "mysql://x", "FISC_DATABASE is 'mysql://x'; use 'sqlite' or 'postgres"),
        ("FISC_LOG", "LOUD", "FISC_LOG is 'LOUD'; use DEBUG, INFO, WARNING or ERROR."),
        ("FISC_FACTOR", "some", "FISC_FACTOR is 'some'; use 'law', 'everybody' or 'nobody'."),
        ("FISC_CODE_STEPS", "x", "FISC_CODE_STEPS is 'x'; write a whole number, 0 for none."),
        ("FISC_ORIGINS", "fisc.example", "FISC_ORIGINS has 'fisc.example'; write https://name"),
        ("FISC_PROXIES", "-1", "FISC_PROXIES is '-1'; write a whole number, 0 for none."),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, variable, value, complaint):
    answer = ask("settings.MODE", **{"FISC_HOME": str(tmp_path), variable: value})

    assert answer.returncode != 0
    assert complaint in answer.stderr


def test_an_office_sends_its_cookies_over_encrypted_lines_only(tmp_path):
    answer = ask(
        "(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.DEBUG)",
        FISC_HOME=str(tmp_path),
        FISC_MODE="office",
        FISC_SECRET="x" * 60,
    )

    assert answer.stdout == "(True, True, False)"


def test_whence_forms_are_taken_and_what_a_proxy_says_is_set_by_the_environment(tmp_path):
    asked = "(settings.CSRF_TRUSTED_ORIGINS, settings.SECURE_PROXY_SSL_HEADER)"
    alone = ask(asked, FISC_HOME=str(tmp_path))
    behind = ask(
        asked,
        FISC_HOME=str(tmp_path),
        FISC_PROXIES="1",
        FISC_ORIGINS="https://a.example, https://b.example",
    )

    assert alone.stdout == "([], None)"
    assert "['https://a.example', 'https://b.example']" in behind.stdout
    assert "HTTP_X_FORWARDED_PROTO" in behind.stdout


@pytest.mark.parametrize(("mode", "asked"), [("demo", "nobody"), ("office", "law")])
def test_a_demo_asks_nobody_for_a_second_factor_and_an_office_whom_the_law_names(
    tmp_path, mode, asked
):
    answer = ask(
        "settings.SECOND_FACTOR", FISC_HOME=str(tmp_path), FISC_MODE=mode, FISC_SECRET="x" * 60
    )

    assert answer.stdout == asked


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 7), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_wal_is_used_only_where_it_keeps_what_was_committed(version, mode):
    assert embedded.journal_mode(version) == mode


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(embedded) == (0, 1)
