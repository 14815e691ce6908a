"""Run the benches: ``python -m tools.bench [posting|past|embedded|demo] …`` (all by default)."""

from __future__ import annotations

import sys
from importlib import import_module

SECTIONS = ("posting", "past", "embedded", "demo")


def main(words: list[str]) -> int:
    """Run the sections that are named, each in this process."""
    for name in words or SECTIONS:
        if name not in SECTIONS:
            print(f"{name!r} is no bench; choose among {', '.join(SECTIONS)}.", file=sys.stderr)
            return 2
        import_module(f"tools.bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
