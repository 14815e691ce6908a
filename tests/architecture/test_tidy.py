"""The house is tidy, and the checker of each rule complains about a broken sample."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import tidy
from tools.tidy import Complaint


def test_the_house_is_tidy():
    found = [str(complaint) for complaint in tidy.complaints()]

    assert not found, "\n" + "\n".join(found)


def test_a_fresh_look_covers_the_house():
    paths = set(tidy.tracked_files())

    assert {"fisc/cycle.py", "fisc/values/money.py", "tools/tidy.py", "pyproject.toml"} <= paths
    rooms = {path.split("/")[-2] for path in paths if tidy.is_room(path)}
    assert {"ledger", "pay", "close", "web", "record", "exchange", "demo", "datacentre"} <= rooms


LONG_FUNCTION = "def act():\n" + "    x = 1\n" * 50
FREE_PROSE = 'def act():\n    """' + "Why.\n    " * 60 + '"""\n' + "    # why\n\n" * 40
BRIEF = '"""What it does.\n\nReads this. Writes that.\nLegal basis: a law.\n"""\n'
CALM = '"""What it does, in one sentence.\n\nReads: this.\nWrites: that.\nBasis: a law.\n"""\n'

BROKEN: dict[str, tuple[str, str, str]] = {
    "a file of 401 lines": ("fisc/engines/debt/long.py", "x = 1\n" * 401, "401 lines"),
    "a page of 401 lines": ("fisc/doors/web/templates/x.html", "<p>\n" * 401, "401 lines"),
    "a function of 51 lines": ("fisc/doors/web/x.py", LONG_FUNCTION, "51 lines of code"),
    "a float literal": ("fisc/engines/debt/x.py", "rate = 0.05\n", "0.05 is a float"),
    "a float made": ("fisc/stages/pay/x.py", "x = float(fen)\n", "float(fen) is a float"),
    "today in a stage": ("fisc/stages/pay/x.py", "d = date.today()\n", "reads the clock"),
    "now in an engine": ("fisc/engines/debt/x.py", "d = datetime.now(UTC)\n", "reads the clock"),
    "time.time in the record": ("fisc/record/x.py", "t = time.time()\n", "reads the clock"),
    "localdate in exchange": ("fisc/exchange/x.py", "d = localdate()\n", "reads the clock"),
    "the clock in SQL": ("fisc/record/x.py", "q = 'select now()'\n", "reads the clock in SQL"),
    "a random id": ("fisc/stages/pay/x.py", "key = uuid4()\n", "by chance"),
    "randomness": ("fisc/engines/debt/x.py", "import random\n", "by chance"),
    "a transaction in a stage": (
        "fisc/stages/pay/x.py",
        "@transaction.atomic\ndef f(): ...\n",
        "a",
    ),
    "a transaction by name": (
        "fisc/doors/web/x.py",
        "from django.db.transaction import atomic\n",
        "opens a transaction",
    ),
    "a law file that is missing": (
        "fisc/engines/debt/x.py",
        '"""Source: law/nowhere/at_all.yaml"""\n',
        "law/nowhere/at_all.yaml, which does not exist",
    ),
    "a banned word": ("fisc/engines/debt/x.py", "x = 1  # TODO later\n", "'TODO' is a banned"),
    "an abbreviation": ("fisc/stages/pay/x.py", "amt = 1\n", "'amt' is a banned"),
    "a module of odds and ends": ("fisc/record/utils.py", "x = 1\n", "a module named utils"),
    "a bare except": ("fisc/doors/web/x.py", "try: f()\nexcept: g()\n", "'except:' is a banned"),
    "two titles": ("docs/x.md", "# One\n\n# Two\n", "has 2 titles"),
    "no title": ("docs/x.md", "text\n", "has 0 titles"),
    "a path of one machine": (
        "docs/x.md",
        "# T\n\nsee /home/somebody/x\n",
        "a path of one machine",
    ),
    "a registry": ("package.json", "https://registry.npmjs.org/x\n", "address of a registry"),
    "a room without its lines": (
        "fisc/engines/debt/__init__.py",
        '"""Debt."""\n',
        "does not say Legal basis",
    ),
    "a room that is silent": ("fisc/stages/pay/__init__.py", "", "does not say what the room does"),
}


@pytest.mark.parametrize(("path", "text", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_sample_is_complained_about(path, text, fault):
    found = [str(complaint) for complaint in tidy.complaints_about(path, text)]

    assert any(fault in complaint for complaint in found), found


@pytest.mark.parametrize(("path", "text", "_"), BROKEN.values(), ids=BROKEN)
def test_every_complaint_ends_in_a_remedy(path, text, _):
    complaints = list(tidy.complaints_about(path, text))

    assert complaints
    for complaint in complaints:
        assert complaint.remedy[0].isalpha()
        assert complaint.remedy.endswith(".")
        assert str(complaint).startswith(f"{path}:{complaint.line}: ")


CLEAN: dict[str, tuple[str, str]] = {
    "a file of 400 lines": ("fisc/engines/debt/x.py", "x = 1\n" * 400),
    "a function of 50 lines": ("fisc/doors/web/x.py", "def act():\n" + "    x = 1\n" * 49),
    "long prose in a short function": ("fisc/doors/web/x.py", FREE_PROSE + "    return 1\n"),
    "a likeness": ("fisc/law/x.py", "near = matches(name, names, cutoff=0.5)\n"),
    "a float in a chart": ("fisc/doors/web/x.py", "share = 0.5\n"),
    "the clock in a door": ("fisc/doors/web/x.py", "d = localdate()\n"),
    "a fresh id in a door": ("fisc/doors/api/x.py", "key = uuid4()\n"),
    "a seeded draw in the demo": ("fisc/demo/x.py", "import random\nr = random.Random(1)\n"),
    "a transaction in the record": ("fisc/record/x.py", "@transaction.atomic\ndef f(): ...\n"),
    "prose that speaks of the clock": ("fisc/record/x.py", '"""Never uses now() in SQL."""\n'),
    "a title inside a listing": ("docs/x.md", "# One\n\n```\n# a comment\n```\n"),
    "a room in few words": ("fisc/engines/debt/__init__.py", BRIEF),
    "a room with its lines": ("fisc/engines/debt/__init__.py", CALM),
}


@pytest.mark.parametrize(("path", "text"), CLEAN.values(), ids=CLEAN)
def test_a_clean_sample_is_left_in_peace(path, text):
    assert list(tidy.complaints_about(path, text)) == []


@pytest.mark.parametrize(("size", "heard"), [(999_999, 0), (1_000_000, 0), (1_000_001, 1)])
def test_a_file_may_have_one_megabyte_and_not_one_byte_more(size, heard):
    assert len(list(tidy.check_size("law/x.csv", size))) == heard


def _house(folder: Path, files: dict[str, str]) -> Callable[[], Iterator[Complaint]]:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return lambda: tidy.complaints(folder)


def test_a_new_file_is_looked_at_before_it_is_added(tmp_path):
    look = _house(tmp_path, {"fisc/engines/debt/x.py": "rate = 0.05\n", "fisc/y.py": "x = 1\n"})

    assert [complaint.path for complaint in look()] == ["fisc/engines/debt/x.py"]


def test_a_file_that_git_ignores_is_not_looked_at(tmp_path):
    look = _house(tmp_path, {".gitignore": "var/\n", "var/x.py": "x = 1  # TODO\n"})

    assert list(look()) == []


def test_a_folder_without_git_is_named(tmp_path):
    with pytest.raises(RuntimeError, match="not a checkout of git"):
        list(tidy.complaints(tmp_path))
