"""``fisc --help``, ``doctor``, ``migrate`` and ``serve``: what they say, and how they end."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from fisc.doors.cli import serving
from fisc.doors.cli.exits import MEANINGS, Exit
from fisc.doors.cli.main import app
from fisc.exchange import checkup
from fisc.exchange.paper import fonts

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")


def commands(group, path=()):
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


EVERY = dict(commands(typer.main.get_command(app)))


def own(tmp_path, *words, **more):
    """Call ``fisc`` as a process of its own, with a home of its own."""
    environment = {**os.environ, "FISC_HOME": str(tmp_path / "home"), "FISC_DATABASE": "sqlite"}
    return subprocess.run(
        [sys.executable, "-c", "from fisc.doors.cli.main import run; run()", *words],
        cwd=ROOT,
        env=environment | {"LANG": "en_US.UTF-8", "LC_ALL": ""} | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_stands_in_the_help_and_in_the_document(code):
    text = " ".join(CliRunner().invoke(app, ["--help"]).stdout.split())
    meaning = MEANINGS[code]

    assert meaning.en in text
    assert f"| {code.value} | {meaning.en} | {meaning.zh} |" in DOCUMENT


def test_the_document_names_no_other_codes():
    assert re.findall(r"^\| (\d) \|", DOCUMENT, re.MULTILINE) == [str(code.value) for code in Exit]


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_answers_with_json_and_helps_in_both_languages(path):
    command = EVERY[path]
    options = {option for parameter in command.params for option in parameter.opts}

    assert "--json" in options
    assert re.search(r"[\u4e00-\u9fff].* · [A-Z]", command.help)
    for parameter in command.params:
        if parameter.name != "help":
            assert re.search(r" · [A-Za-z]", parameter.help or ""), parameter.name


def test_a_language_that_is_not_spoken_ends_with_two():
    assert CliRunner().invoke(app, ["--lang", "tlh", "doctor"]).exit_code == 2


def test_the_doctor_finds_a_sound_house_sound(fisc):
    call = fisc("doctor", "--json")
    found = {check["name"]["en"]: check["finding"] for check in call.document["checks"]}

    assert call.code == 0
    assert found["Migrations"] == "good"
    assert found["Append-only"] == "good"
    assert found["Database"] == "good"
    assert len(found) == len(checkup.CHECKS) + 1  # and long work


def test_the_doctor_says_that_papers_cannot_be_printed_without_chinese_fonts(fisc, monkeypatch):
    monkeypatch.setattr(fonts, "folders_of", lambda _family: ())
    call = fisc("doctor", "--json")

    (found,) = [one for one in call.document["checks"] if "Noto CJK" in str(one["said"])]
    assert found["finding"] == "note"
    assert call.code == 0


def test_the_doctor_names_a_table_that_lost_its_guard(fisc, default_book):
    with default_book.connection.cursor() as cursor:
        if default_book.connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER append_only ON entry")
        else:
            cursor.execute("DROP TRIGGER entry_append_only_delete")
    call = fisc("doctor")

    assert call.code == 3
    assert "entry can be changed or deleted" in call.out


def test_a_check_that_cannot_be_made_is_a_bad_one(fisc, monkeypatch):
    def broken():
        raise OSError("the disk does not answer")

    checks = ((checkup.CHECKS[0][0], broken), *checkup.CHECKS[1:])
    monkeypatch.setattr(checkup, "CHECKS", checks)
    call = fisc("doctor", lang="zh")

    assert call.code == 3
    assert "the disk does not answer" in call.out


def test_a_database_without_tables_is_told_to_migrate(tmp_path):
    before = own(tmp_path, "ledger", "verify", "--json")
    doctored = own(tmp_path, "doctor")
    migrated = own(tmp_path, "migrate", "--json")
    after = own(tmp_path, "ledger", "verify", "--json")

    assert before.returncode == 3
    assert "fisc migrate" in json.loads(before.stdout)["error"]
    assert doctored.returncode == 3
    assert "run fisc migrate" in doctored.stdout
    assert json.loads(migrated.stdout)["migrations"]
    assert (after.returncode, json.loads(after.stdout)["sound"]) == (0, True)


def test_a_wrong_setting_ends_with_three(tmp_path):
    call = own(tmp_path, "doctor", FISC_MODE="holiday")

    assert call.returncode == 3
    assert "'holiday'" in call.stderr


def test_a_server_that_is_not_there_ends_with_three(tmp_path):
    call = own(tmp_path, "ledger", "verify", FISC_DATABASE="postgresql://nobody@127.0.0.1:9/none")

    assert call.returncode == 3
    assert "The database cannot be used" in call.stderr


def test_the_language_is_that_of_the_system_unless_it_is_asked_for(tmp_path):
    own(tmp_path, "migrate")

    assert "The record is as it was written." in own(tmp_path, "ledger", "verify").stdout
    assert "账簿完好。" in own(tmp_path, "ledger", "verify", LANG="zh_CN.UTF-8").stdout
    assert "账簿完好。" in own(tmp_path, "ledger", "verify", FISC_LANG="zh").stdout
    assert "账簿完好。" in own(tmp_path, "--lang", "zh", "ledger", "verify").stdout


def test_serving_waits_for_the_migrations(tmp_path):
    call = own(tmp_path, "serve", "--json")

    assert call.returncode == 3
    assert "migrations wait" in json.loads(call.stdout)["error"]


def test_a_port_that_is_taken_ends_with_three(fisc):
    with socket.create_server((serving.HOST, 0)) as taken:
        call = fisc("serve", "--port", taken.getsockname()[1])

    assert call.code == 3
    assert "is taken" in call.err


WITHOUT_GUNICORN = "import sys; sys.modules['gunicorn.app.wsgiapp'] = None; "


@pytest.mark.slow
def test_a_demo_is_made_goes_on_where_it_was_and_is_sound(tmp_path):
    made = own(tmp_path, "demo", "--seed", "5", "--json")
    again = own(tmp_path, "demo", "--seed", "5")
    sound = own(tmp_path, "ledger", "verify", "--json")
    summary = json.loads(made.stdout)["summary"]

    assert made.returncode == 0, made.stderr
    assert (summary["scale"], summary["seed"]) == ("county", 5)
    assert summary["payments"] > 500
    assert again.returncode == 0
    assert f"{summary['payments']:,} payments" in again.stdout
    assert json.loads(sound.stdout)["sound"] is True


def test_a_demo_that_cannot_be_written_says_so(tmp_path):
    nation = own(tmp_path, "demo", "--scale", "national", "--json")
    office = own(tmp_path, "demo", FISC_MODE="office", FISC_SECRET="x" * 50)

    assert (nation.returncode, json.loads(nation.stdout)["done"]) == (2, False)
    assert office.returncode == 1
    assert office.stderr.strip()


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", WITHOUT_GUNICORN], ids=["gunicorn", "plain"])
def test_the_office_answers_on_this_machine_only_and_introduces_itself(tmp_path, before):
    own(tmp_path, "migrate")
    with socket.create_server((serving.HOST, 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "FISC_HOME": str(tmp_path / "home"), "FISC_DATABASE": "sqlite"}
    program = before + "from fisc.doors.cli.main import run; run()"
    words = [sys.executable, "-c", program, "serve"]
    with subprocess.Popen(
        [*words, "--port", str(port), "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as office:
        try:
            answered = _answered(f"http://127.0.0.1:{port}/")
        finally:
            office.terminate()
            said = json.loads(office.communicate(timeout=30)[0])

    assert answered
    assert said["address"] == f"http://127.0.0.1:{port}/"
    assert said["persons"] == []


def _answered(address):
    for _ in range(60):
        try:
            with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310
                return page.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            time.sleep(0.5)
    return 0
