"""Turns one document into PDF; runs as a process of its own, so that it can be stopped.

Reads JSON from standard input and writes PDF to standard output. Imports nothing of the house, so
that it starts at once. Its memory and its time are bounded by the operating system.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Final

MEMORY_BYTES_MAX: Final = 4 << 30  # of addresses; the fonts are mapped, not read
CPU_SECONDS_MAX: Final = 120
TEMPLATE: Final = Path(__file__).with_name("table.typ")


def bounded() -> None:
    """Have the operating system stop this process where it asks for too much."""
    try:
        import resource
    except ImportError:  # a system without such bounds; the clock of the caller remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))


def printed(asked: dict[str, Any]) -> bytes:
    """Return the PDF of a document; every text in it is data and never markup."""
    import typst

    return bytes(
        typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=asked["folders"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(asked["data"])},
            timestamp=datetime.fromisoformat(asked["made"]),
            pdf_standards=asked["standards"],
            pdf_tags=asked["tags"],
        )
    )


if __name__ == "__main__":
    bounded()
    sys.stdout.buffer.write(printed(json.load(sys.stdin)))
