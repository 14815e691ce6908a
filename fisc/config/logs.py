"""One line per event, whatever is logged: nobody can forge a line of the log.

Control characters, line breaks, terminal sequences and the signs that turn the direction of
writing are shown as escapes. A payee's name with a line break in it stays one line.
"""

from __future__ import annotations

import logging
import unicodedata
from typing import Any

# Other control, format (bidirectional overrides, zero width), line and paragraph separators.
HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp"})


def one_line(text: str) -> str:
    r"""Return the text with everything that could end or disguise a line shown as an escape.

    Example:
        >>> one_line("paid\n2026-01-01 ERROR forged")
        'paid\\n2026-01-01 ERROR forged'
        >>> one_line("龙江 \x1b[31m red")
        '龙江 \\x1b[31m red'
    """
    return "".join(
        sign.encode("unicode_escape").decode("ascii")
        if unicodedata.category(sign) in HIDDEN
        else sign
        for sign in text
    )


class OneLine(logging.Formatter):
    """Format a record, its traceback included, as a single line."""

    def format(self, record: logging.LogRecord) -> str:
        return one_line(super().format(record))


def configuration(level: str) -> dict[str, Any]:
    """Return the configuration of logging: everything to standard error, one line each.

    Raises:
        RuntimeError: the level is not one of Python's.
    """
    if level not in logging.getLevelNamesMapping():
        raise RuntimeError(f"FISC_LOG is {level!r}; use DEBUG, INFO, WARNING or ERROR.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "one_line": {
                "()": "fisc.config.logs.OneLine",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "one_line"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would write each message twice, and not on one line.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }
