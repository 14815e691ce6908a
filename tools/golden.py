"""Play the golden years and hold them against what is expected.

``python -m tools.golden`` compares; ``python -m tools.golden --bless`` writes what came out as the
new expectation and shows what changed, to be read as the person whose money it is.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
BLESS: Final = "--bless"


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every year comes out as expected, or was blessed."""
    unknown = set(arguments) - {BLESS}
    if unknown:
        print(f"Unknown: {' '.join(sorted(unknown))}. Use no argument, or {BLESS}.")
        return 2
    failed = int(pytest.main([str(ROOT / "tests" / "golden"), *arguments]))
    if BLESS in arguments:
        subprocess.run(
            ["git", "--no-pager", "diff", "--stat", "--", "examples"], cwd=ROOT, check=True
        )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
