"""The golden years are played on a fresh database of the run's engine."""

from __future__ import annotations

from tests.stages.conftest import default_book

__all__ = ["default_book"]
