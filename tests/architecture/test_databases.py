"""The throwaway databases of the tests are real, durable, private and gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tools import postgres, pytest_database


def test_the_run_uses_a_database_of_its_own():
    chosen = os.environ.get("FISC_TEST_DATABASE", "sqlite")

    assert Path(os.environ["FISC_HOME"]).name.startswith("fisc-test-")
    engine = settings.DATABASES["default"]["ENGINE"]
    assert (
        engine
        == {
            "sqlite": "django.db.backends.sqlite3",
            "postgresql": "django.db.backends.postgresql",
        }[chosen]
    )
    assert os.environ["FISC_HOME"] == str(settings.HOME)


def test_a_real_database_named_in_the_environment_is_set_aside():
    environment = {"FISC_DATABASE": "postgresql://office@ledger.invalid/fisc"}

    pytest_database.prepare(environment)

    assert environment["FISC_DATABASE"] == "sqlite"


def test_an_unknown_choice_is_refused_by_name():
    with pytest.raises(ValueError, match="FISC_TEST_DATABASE is 'oracle'"):
        pytest_database.prepare({"FISC_TEST_DATABASE": "oracle"})


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_the_throwaway_server_is_as_durable_as_production(postgres_address, setting):
    with psycopg.connect(postgres_address) as connection:
        assert connection.execute(f"show {setting}").fetchone() == ("on",)


def test_the_throwaway_server_checks_its_pages(postgres_address):
    with psycopg.connect(postgres_address) as connection:
        assert connection.execute("show data_checksums").fetchone() == ("on",)


def test_the_throwaway_server_asks_for_its_password(postgres_cluster):
    wrong = postgres_cluster.address().replace(postgres_cluster.password, "guessed")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_cluster_does_not_run_as_root(postgres_cluster):
    pid = int((postgres_cluster.data / "postmaster.pid").read_text().splitlines()[0])

    assert os.geteuid() != 0 or Path(f"/proc/{pid}").stat().st_uid != 0


def test_a_cluster_is_gone_with_its_folder_when_it_is_no_longer_needed():
    with postgres.throwaway() as cluster:
        address = cluster.create_database("brief")
        psycopg.connect(address).close()

    assert not cluster.data.parent.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_a_cluster_survives_a_hard_restart():
    with postgres.throwaway() as cluster:
        address = cluster.create_database("restarted")
        with psycopg.connect(address) as connection:
            connection.execute("create table kept (number int)")
            connection.execute("insert into kept values (7)")

        cluster.control("restart", "-m", "immediate")

        with psycopg.connect(address) as connection:
            assert connection.execute("select number from kept").fetchall() == [(7,)]


def test_a_machine_without_postgresql_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setattr(postgres.Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr(postgres.os, "get_exec_path", list)

    with pytest.raises(postgres.PostgresMissing, match=r"tools/provide\.sh"):
        postgres.find_programs()
