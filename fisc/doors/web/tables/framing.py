"""What stands around every table of the pages: the frame that files and papers share."""

from __future__ import annotations

from fisc.exchange.official_tables.framing import framed

__all__ = ["framed"]
