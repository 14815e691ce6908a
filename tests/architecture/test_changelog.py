"""Whoever changes a number or a formula says so."""

from __future__ import annotations

import doctest
import subprocess

import pytest

from tools import changelog

GOOD = "# Wider caps\n\nKind: {}\nRooms: law/caps, fisc/engines/controls\n{}\nMore room.\n"
FIGURES = "From: fiscal year 2026\nAffects: units\n"


def test_every_fragment_is_complete():
    found = [f for name, text in changelog.texts().items() for f in changelog.faults(name, text)]

    assert not found, "\n".join(found)


def test_every_changed_room_of_law_and_engines_is_named_by_a_fragment():
    fragments = [changelog.read(text) for text in changelog.texts().values()]
    rooms = changelog.unnamed(changelog.changed_files(), fragments)

    assert not rooms, f"Add a fragment to changelog.d/ with 'Rooms: {', '.join(rooms)}'."


def test_a_fragment_that_changes_figures_says_from_when_and_for_whom():
    found = list(changelog.faults("x.md", GOOD.format("figures change", "")))

    assert found == [
        "x.md: figures change, but 'From:' is missing; say the first fiscal year.",
        "x.md: figures change, but 'Affects:' is missing; say whose money.",
    ]
    assert not list(changelog.faults("x.md", GOOD.format("figures change", FIGURES)))
    assert not list(changelog.faults("x.md", GOOD.format("inside", "")))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Kind: inside\nRooms: docs\n\nText.\n", "has no title"),
        ("# T\n\nKind: inside\n\nText.\n", "names no room"),
        ("# T\n\nKind: inside\nRooms: docs\n", "says nothing below its heads"),
        ("# T\n\nKind: \nRooms: docs\n\nText.\n", "kind '' is unknown"),
    ],
)
def test_an_incomplete_fragment_is_complained_about(text, fault):
    assert any(fault in found for found in changelog.faults("x.md", text))


@pytest.fixture
def house(tmp_path):
    """Make a house with one commit, and return a way to add files to it."""

    def git(*words):
        who = ["-c", "user.name=Fisc", "-c", "user.email=fisc@example.org"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    def add(name, text="x", *, tag=None):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", name)
        if tag:
            git("tag", tag)

    git("init", "-q")
    add("law/old/rates.yaml")
    return tmp_path, add


def unnamed(root):
    fragments = [changelog.read(text) for text in changelog.texts(root).values()]
    return changelog.unnamed(changelog.changed_files(root), fragments)


def test_a_silent_change_of_a_number_or_a_formula_is_found(house):
    root, add = house
    add("law/caps/three_public.yaml")
    add("fisc/engines/controls/caps.py")
    add("fisc/stages/pay/commands.py")

    assert unnamed(root) == ["fisc/engines/controls", "law/caps"]


def test_a_change_that_is_not_committed_yet_is_found_too(house):
    root, _ = house
    (root / "law/new").mkdir()
    (root / "law/new/rates.yaml").write_text("x", encoding="utf-8")
    (root / "law/old/rates.yaml").write_text("y", encoding="utf-8")

    assert unnamed(root) == ["law/new", "law/old"]


def test_a_fragment_that_names_the_rooms_settles_it(house):
    root, add = house
    add("law/caps/three_public.yaml")
    add("fisc/engines/controls/caps.py")
    add("changelog.d/caps.md", GOOD.format("inside", ""))

    assert unnamed(root) == []


def test_after_a_release_the_count_begins_anew(house):
    root, add = house
    add("CHANGELOG.md", "# Changelog\n\n## 0.1.0 (2026-01-01)\n\nOld.\n")
    add("law/caps/three_public.yaml")
    add("changelog.d/caps.md", GOOD.format("figures change", FIGURES))
    changelog.release("0.2.0", "2026-03-01", root)
    add("law/caps/three_public.yaml", "y", tag="v0.2.0")

    assert unnamed(root) == []
    add("law/caps/three_public.yaml", "z")
    assert unnamed(root) == ["law/caps"]
    page = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert page.index("## 0.2.0 (2026-03-01)") < page.index("## 0.1.0 (2026-01-01)")
    assert "**Wider caps** From: fiscal year 2026. Affects: units. More room." in page
    assert not (root / "changelog.d/caps.md").exists()


def test_a_release_without_news_is_refused(house):
    with pytest.raises(ValueError, match="there is no news"):
        changelog.release("0.2.0", "2026-03-01", house[0])


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(changelog).failed == 0
