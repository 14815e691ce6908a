"""How large a file may be before it is refused, and how much of it is told back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one import. The defaults are those of an upload and stand on the page.

    Units: bytes for ``…_bytes_max``; ``ratio_max`` is unpacked bytes per packed byte.

    Example:
        >>> Limits().rows_max, Limits.at_the_command_line().rows_max
        (200000, 5000000)
    """

    file_bytes_max: int = 20 * MIB
    rows_max: int = 200_000
    columns_max: int = 60
    unpacked_bytes_max: int = 600 * MIB
    ratio_max: int = 100
    entries_max: int = 2_000
    text_bytes_max: int = 400 * MIB
    cell_characters_max: int = 32_767
    problems_max: int = 100_000
    changes_max: int = 100_000
    notice_cells_max: int = 20
    preview_rows_max: int = 20
    heading_lines_max: int = 10

    @classmethod
    def at_the_command_line(cls) -> Limits:
        """Return the limits for CSV and JSON lines that an operator feeds in by command."""
        return cls(file_bytes_max=4096 * MIB, rows_max=5_000_000)
