"""Run the benches: ``python -m tools.bench [posting|past|embedded|demo|coordination] …``.

All of them by default.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

SECTIONS = ("posting", "past", "embedded", "demo", "coordination")


def main(words: list[str]) -> int:
    """Run the sections that are named, each in a process of its own.

    A process is set up for one database, and each section has another.
    """
    wanted = words or list(SECTIONS)
    for name in wanted:
        if name not in SECTIONS:
            print(f"{name!r} is no bench; choose among {', '.join(SECTIONS)}.", file=sys.stderr)
            return 2
    if len(wanted) == 1:
        import_module(f"tools.bench.{wanted[0]}").run()
        return 0
    ends = [
        subprocess.run([sys.executable, "-m", "tools.bench", name], check=False) for name in wanted
    ]
    return max(abs(end.returncode) for end in ends)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
