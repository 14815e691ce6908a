"""Whether the office is under maintenance: a file ``maintenance`` in its folder says until when.

Who works on the office puts it there and takes it away; nothing needs to be started anew for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

FILE: Final = "maintenance"
UNTIL_MAX: Final = 60


def until() -> str | None:
    """Return until when the office is under maintenance, as it was written; None if it is not."""
    path = Path(settings.HOME) / FILE
    try:
        return path.read_text(encoding="utf-8").strip()[:UNTIL_MAX]
    except (FileNotFoundError, IsADirectoryError):
        return None
