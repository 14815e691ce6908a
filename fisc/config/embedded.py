"""Choose the SQLite library before Django loads its backend.

SQLite 3.7.0 to 3.51.2 (except 3.44.6 and 3.50.7) can lose committed data in WAL mode with two or
more connections. The ``pysqlite3`` wheel carries a sound library; where it is missing the standard
one is used with a rollback journal, which is slower and safe.
"""

from __future__ import annotations

import sqlite3 as standard_sqlite
import sys
from types import ModuleType
from typing import Final

SOUND_FROM: Final = (3, 51, 3)
SOUND_BACKPORTS: Final = frozenset({(3, 44, 6), (3, 50, 7)})


def choose_library() -> ModuleType:
    """Put the best SQLite library in the place of ``sqlite3`` and return it."""
    try:
        import pysqlite3
    except ImportError:
        return standard_sqlite
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    return pysqlite3  # type: ignore[no-any-return]


def journal_mode(version: tuple[int, ...]) -> str:
    """Return the journal mode in which this version of SQLite keeps what it committed.

    Example:
        >>> journal_mode((3, 40, 1)), journal_mode((3, 50, 7)), journal_mode((3, 53, 4))
        ('DELETE', 'WAL', 'WAL')
    """
    sound = version >= SOUND_FROM or version in SOUND_BACKPORTS or version < (3, 7, 0)
    return "WAL" if sound else "DELETE"
