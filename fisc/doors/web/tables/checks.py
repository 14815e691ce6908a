"""The check formulas beside a table of the pages: those that files and papers share."""

from __future__ import annotations

from fisc.exchange.official_tables.checks import ENDING, checked

__all__ = ["ENDING", "checked"]
