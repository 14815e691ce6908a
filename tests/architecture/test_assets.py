"""Front-end files come from a lock with hashes, and only those that pages use are kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools import assets

ROOT = Path(__file__).resolve().parents[2]
LOCK = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))


def test_every_front_end_package_is_pinned_exactly_and_locked_so():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    pins = package["dependencies"] | package["devDependencies"]

    assert len(pins) == len(package["dependencies"]) + len(package["devDependencies"])
    for name, version in pins.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"Pin {name} to one version."
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version, "Lock it anew."


def test_the_front_end_lock_has_hashes_and_no_addresses():
    for name, package in LOCK["packages"].items():
        assert "resolved" not in package, "Keep omit-lockfile-registry-resolved in .npmrc."
        assert not name or package["integrity"].startswith("sha512-")


def test_only_named_files_are_copied_and_lose_their_pointer_to_a_source_map(tmp_path):
    source = tmp_path / "node_modules"
    (source / "echarts/dist").mkdir(parents=True)
    script = "run();\n//# sourceMappingURL=echarts.min.js.map\n"
    (source / "echarts/dist/echarts.min.js").write_text(script, encoding="utf-8")
    (source / "tabulator-tables/dist/css").mkdir(parents=True)
    (source / "tabulator-tables/dist/js").mkdir(parents=True)
    for name in ("css/tabulator_simple.min.css", "js/tabulator.min.js"):
        (source / "tabulator-tables/dist" / name).write_text("g", encoding="utf-8")
    (source / "echarts/dist/other.js").write_text("x", encoding="utf-8")
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/old.js").write_text("x", encoding="utf-8")

    wanted = [
        "echarts.min.js",
        "tabulator.min.js",
        "tabulator_simple.min.css",
    ]
    assert assets.copy(source, tmp_path / "vendor") == wanted
    assert sorted(path.name for path in (tmp_path / "vendor").iterdir()) == wanted
    assert (tmp_path / "vendor/echarts.min.js").read_text(encoding="utf-8") == "run();\n"


def test_a_file_that_a_package_lost_is_named_and_nothing_is_removed(tmp_path):
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/echarts.min.js").write_text("x", encoding="utf-8")

    with pytest.raises(
        FileNotFoundError,
        match=r"echarts/dist/echarts\.min\.js, tabulator-tables/dist/css/.*not in",
    ):
        assets.copy(tmp_path / "node_modules", tmp_path / "vendor")
    assert (tmp_path / "vendor/echarts.min.js").exists()


def test_what_only_tests_use_is_neither_committed_nor_served():
    from fisc.config import settings

    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    served = [Path(folder) for _, folder in settings.STATICFILES_DIRS]

    assert assets.TESTING.relative_to(ROOT).parts[0] == "build"
    assert {"/build/", "/vendor/", "/node_modules/"} <= set(ignored)
    assert not [folder for folder in served if folder in (assets.TESTING, *assets.TESTING.parents)]
    assert not set(assets.TEST_FILES.values()) & set(assets.FILES.values())
    development = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    for name in assets.TEST_FILES:
        assert name.split("/")[0] in development
        assert LOCK["packages"][f"node_modules/{name.split('/')[0]}"]["dev"] is True
