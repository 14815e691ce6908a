"""What the documents show exists, and the drawing is the one that the table gives."""

from __future__ import annotations

import doctest
import importlib.util
from pathlib import Path

import click
import pytest

from tools import documents, draw_cycle, lock, tidy

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [name for name in tidy.tracked_files() if name.endswith(".md")]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def command_line():
    """Return every command of `fisc`, or None while that door is not built."""
    if importlib.util.find_spec("fisc.doors.cli.main") is None:
        return None
    import typer.main

    from fisc.doors.cli import main

    return documents.commands(typer.main.get_command(main.app))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_in_a_document_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    found = documents.unknown(text, make=documents.targets(MAKEFILE), fisc=command_line())

    assert list(found) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_in_a_document_leads_somewhere(name):
    path = ROOT / name

    assert list(documents.broken_links(path, path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Run `make coffee`.", "'make coffee' has no target"),
        ("```sh\nmake demo coffee\n```\n", "'make coffee' has no target"),
        ("```sh\n$ fisc ledger forget  # all\n```\n", "'fisc ledger forget' is no command"),
    ],
)
def test_a_command_that_does_not_exist_is_found(text, found):
    faults = list(documents.unknown(text, make={"demo"}, fisc={(), ("ledger", "verify")}))

    assert len(faults) == 1
    assert found in faults[0]


def test_commands_are_read_off_the_command_line_itself():
    ledger = click.Group("ledger", commands={"verify": click.Command("verify")})
    top = click.Group("fisc", commands={"ledger": ledger, "serve": click.Command("serve")})

    known = documents.commands(top)

    assert known == {(), ("ledger",), ("ledger", "verify"), ("serve",)}
    assert not list(documents.unknown("`fisc serve` `fisc ledger verify`", make=(), fisc=known))


def test_a_link_to_nowhere_is_found(tmp_path):
    (tmp_path / "there.md").write_text("# There\n", encoding="utf-8")
    text = "[a](there.md) [b](gone.md) [c](https://example.org/x) [d](#here)"

    assert list(documents.broken_links(tmp_path / "page.md", text)) == [
        "page.md links to gone.md, which is not there; correct the link."
    ]


def test_make_lists_every_target_that_a_person_may_ask_for():
    listed = documents.targets(
        "\n".join(line for line in MAKEFILE.splitlines() if ":" in line and "## " in line)
    )

    assert listed == documents.targets(MAKEFILE), "Give the target a '## …' of its own."


def test_the_drawing_in_architecture_is_the_one_that_the_cycle_gives():
    text = draw_cycle.DOCUMENT.read_text(encoding="utf-8")

    assert draw_cycle.insert(text, draw_cycle.draw()) == text, "Run 'make docs'."


def test_a_drawing_that_is_stale_differs():
    text = draw_cycle.DOCUMENT.read_text(encoding="utf-8")

    assert draw_cycle.insert(text, draw_cycle.draw(draw_cycle.CYCLE[:-1])) != text


def test_a_document_without_a_place_for_the_drawing_is_named():
    with pytest.raises(ValueError, match="needs the lines"):
        draw_cycle.insert("# Architecture\n", "drawing")


@pytest.mark.parametrize("module", [documents, draw_cycle, lock, tidy])
def test_the_examples_of_the_tools_hold(module):
    result = doctest.testmod(module)

    assert result.attempted
    assert result.failed == 0
